/** Why: the columns of the paper's tables, split by split, with the checksum that a paper cites. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Copy } from "lucide-react";
import type { Release, SplitStatistics } from "../../api/types";
import { IconButton } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { toast } from "../../ui/Toast";
import { count, splitName, when } from "../labels";
import { tableOf, withoutPrompts } from "./state";

export function Numbers({ release, statistics }: { release: Release; statistics: readonly SplitStatistics[] }) {
  const { choices, state, published, by, videos, without_reviewed_prompts: lacking } = release;
  const { prompts } = choices;
  const licence = choices.licence ? t`licence ${choices.licence}` : t`no licence chosen`;
  return (
    <Panel
      title={<span className="t16 semi">{release.version}</span>}
      meta={
        <>
          <span className="f3 t12 ell">
            {published ? t`published ${when(published)}` : t`begun ${when(release.created)}`}{" "}
            <Trans>
              by {by?.name ?? t`an operator`} · {licence} · splits {choices.splits}, seed {choices.seed}
            </Trans>
          </span>
          <span className="sp" />
          <Checksum sha={release.manifest_sha256} />
        </>
      }
    >
      {release.note && <p className="release-note f2">{release.note}</p>}
      {lacking !== null && <p className="release-note f2">{withoutPrompts({ lacking, clips: videos, prompts })}</p>}
      <table className="tbl numbers num" aria-label={t`Splits of ${release.version}`}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Split</Trans>
            </th>
            {[t`Videos`, t`Avg duration`, t`Avg caption`, t`Object tracks`, t`LG-VIS prompts`, t`Masks, human`].map(
              (head) => (
                <th key={head} scope="col" className="r">
                  {head}
                </th>
              ),
            )}
            <th scope="col" className="r">
              <Trans>Masks, automatic</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {tableOf(release, statistics).map((row) => (
            <tr key={row.split} className={row.split}>
              <th scope="row">{splitName[row.split]}</th>
              <td className="r">{count(row.videos)}</td>
              <td className="r">{mean(row.avg_duration_s, "s")}</td>
              <td className="r">{mean(row.avg_caption_words, "words")}</td>
              <td className="r">{known(row.tracks)}</td>
              <td className="r">{known(row.prompts)}</td>
              <Masks listed={row.masks_human} visible={row.masks_human_visible} />
              <Masks listed={row.masks_auto} visible={row.masks_auto_visible} />
            </tr>
          ))}
        </tbody>
      </table>
      {state === "published" && statistics.length === 0 && (
        <p className="f3 t12 release-note">
          <Trans>
            By split, only videos are known: this release was made before Tether wrote its statistics beside it.
          </Trans>
        </p>
      )}
    </Panel>
  );
}

function Checksum({ sha }: { sha: string }) {
  if (!sha) return null;
  // The clipboard exists on secure origins only.
  const copy = () => void navigator.clipboard?.writeText(sha).then(() => toast(t`Checksum copied.`));
  return (
    <>
      <span className="mono t12 f2 nw" title={sha}>
        <Trans>
          sha256 {sha.slice(0, 12)}…{sha.slice(-8)}
        </Trans>
      </span>
      <IconButton label={t`Copy the manifest's checksum`} icon={Copy} size="sm" onClick={copy} />
    </>
  );
}

type Figure = number | null | undefined;

const known = (figure: Figure): string => (typeof figure === "number" ? count(figure) : "–");
const mean = (figure: Figure, unit: string): string =>
  typeof figure === "number" ? `${figure.toFixed(1)} ${unit}` : "–";

/** Masks as they are listed, and how many of them have a pixel where those are fewer. */
function Masks({ listed, visible }: { listed: Figure; visible: Figure }) {
  return (
    <td className="r">
      {known(listed)}
      {typeof visible === "number" && visible !== listed && (
        <span className="f3 t12">
          {" "}
          <Trans>{count(visible)} visible</Trans>
        </span>
      )}
    </td>
  );
}
