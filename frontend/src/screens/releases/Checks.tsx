/** Why: a release that is published was proved, and one sees by what. */
import { Check, ShieldCheck } from "lucide-react";
import type { Release } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { looks } from "./state";

/** What the server's verification proves before it publishes; it names the first file that fails. */
const CHECKS = [
  ["Every file whole", "size and SHA-256"],
  ["Nothing missing or extra", ""],
  ["No video in two splits", ""],
  ["Captions and ids parse", "strictly"],
  ["One entry per frame", "empty ones too"],
  ["Masks decode", "at the video’s size"],
] as const;

export function Checks({ release }: { release: Release }) {
  const passed = release.state === "published";
  return (
    <Panel
      title="Checks"
      meta={
        <>
          <span className="sp" />
          {passed ? (
            <Pill tone="ok" icon={ShieldCheck}>
              {CHECKS.length} of {CHECKS.length} passed
            </Pill>
          ) : (
            <Pill tone={looks[release.state].tone}>{release.state === "failed" ? "Not passed" : "Not yet"}</Pill>
          )}
        </>
      }
    >
      <ul className="checks">
        {CHECKS.map(([name, detail]) => (
          <li key={name}>
            <Icon of={Check} size="s14" tone={passed ? "ok" : "f3"} />
            <b className="med">{name}</b> {detail}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
