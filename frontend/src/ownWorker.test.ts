/** Why: whatever this lets through runs as a script of the page. */
import { expect, it } from "vitest";
import { ownAddress } from "./ownWorker";

it("lets the files of our own build through", () => {
  expect(ownAddress("/static/app/assets/courier.worker-BxY_1-a.js")).toBe(
    "/static/app/assets/courier.worker-BxY_1-a.js",
  );
});

it.each([
  "https://evil.example/x.js",
  "//evil.example/static/app/assets/x.js",
  "/static/app/assets/../../../media/x.js",
  "/static/app/assets/x.js?y",
  "/static/app/assets/x.svg",
  "data:text/javascript,alert(1)",
  "blob:https://tether/1",
  "",
])("refuses %s", (address) => {
  expect(() => ownAddress(address)).toThrow(TypeError);
});
