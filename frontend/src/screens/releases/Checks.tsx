/** Why: a release that is published was proved, and one sees by what. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Check, ShieldCheck } from "lucide-react";
import type { Release } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { looks } from "./state";

/** What the server's verification proves before it publishes; it names the first file that fails. */
const CHECKS = [
  [t`Every file whole`, t`size and SHA-256`],
  [t`Nothing missing or extra`, ""],
  [t`No video in two splits`, ""],
  [t`Captions and ids parse`, t`strictly`],
  [t`One entry per frame`, t`empty ones too`],
  [t`Masks decode`, t`at the video’s size`],
] as const;

export function Checks({ release }: { release: Release }) {
  const passed = release.state === "published";
  return (
    <Panel
      title={t`Checks`}
      meta={
        <>
          <span className="sp" />
          {passed ? (
            <Pill tone="ok" icon={ShieldCheck}>
              <Trans>
                {CHECKS.length} of {CHECKS.length} passed
              </Trans>
            </Pill>
          ) : (
            <Pill tone={looks[release.state].tone}>{release.state === "failed" ? t`Not passed` : t`Not yet`}</Pill>
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
