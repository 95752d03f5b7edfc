/** Which language is spoken, and that a page says the same in it. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { renderToStaticMarkup } from "react-dom/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { ApiError, describe as said } from "../api/error";
import { languageOf, speak, speakEnglish, tag } from "./language";
import { served } from "./served";

afterEach(() => speakEnglish());

describe("the language of a page", () => {
  test("is what was chosen, else the first of the browser's that there is, else English", () => {
    expect(languageOf("zh", ["en-GB"])).toBe("zh");
    expect(languageOf(null, ["fr-FR", "zh-TW", "en"])).toBe("zh");
    expect(languageOf(null, ["fr-FR", "ja"])).toBe("en");
    expect(languageOf("klingon", ["en-US", "zh-CN"])).toBe("en");
  });

  test("turns texts, numbers and sentences with elements", async () => {
    const page = (clips: number) => (
      <p title={t`Try again`}>
        {plural(Number(clips), { one: "# clip", other: "# clips" })}: <Trans>Saving</Trans>
      </p>
    );
    const english = renderToStaticMarkup(page(25_310));

    await speak("zh");

    expect(english).toBe('<p title="Try again">25,310 clips: Saving</p>');
    expect(renderToStaticMarkup(page(1))).toContain('title="再试一次">1 个片段');
    expect(new Date(2026, 10, 30).toLocaleDateString(tag(), { day: "numeric", month: "short" })).toBe("11月30日");
  });

  test("is Chinese for everything that a screen's module says when it is loaded after", async () => {
    await speak("zh");
    vi.resetModules();

    const { stages } = await import("../screens/labels");

    expect(stages.masks_returned.text).toBe("掩码被退回");
  });
});

describe("what the server says", () => {
  const refusal = new ApiError(409, "lease_lost", "Job 7 is held by another worker or has ended.");
  const unknown = new ApiError(418, "teapot", "This is a teapot.");

  test("is shown word by word in English", () => {
    expect([said(refusal), served("Lead"), served("queued")]).toEqual([refusal.text, "Lead", "queued"]);
  });

  test("is said by its code in another language, and as it came where the code is not known", async () => {
    vi.resetModules();
    const fresh = await import("./language");
    await fresh.speak("zh");
    const { ApiError: Refusal, describe: told } = await import("../api/error");
    const words = await import("./served");

    expect(told(new Refusal(409, "lease_lost", refusal.text))).toBe("此工作现在由别人占用。");
    expect(told(new Refusal(418, "teapot", unknown.text))).toBe("This is a teapot.");
    expect([words.served("Lead"), words.served("Queued"), words.served("drone-7.mp4")]).toEqual([
      "负责人",
      "排队中",
      "drone-7.mp4",
    ]);
  });
});
