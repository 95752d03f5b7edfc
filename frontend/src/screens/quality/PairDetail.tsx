/** Why: where two annotations of a clip part: object by object and frame by frame, or phrase by phrase. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { describe } from "../../api/error";
import { useAgreement } from "../../api/quality";
import type { Agreement, Pair } from "../../api/types";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { Skeleton } from "../../ui/Skeleton";
import { clipNumber, frameClock } from "../labels";
import { lines, score, worst } from "./score";

interface DetailProps {
  readonly slug: string;
  readonly pair: Pair;
  readonly low: number;
}

export function PairDetail({ slug, pair, low }: DetailProps) {
  const agreement = useAgreement(pair.video);
  return (
    <Panel
      title={
        pair.step === "caption"
          ? t`Clip ${clipNumber(pair.original_clip)}, two captions`
          : t`Clip ${clipNumber(pair.original_clip)}, two sets of masks`
      }
    >
      <div className="pair">
        <p className="row t12">
          <ClipLink slug={slug} clip={pair.clip} step={pair.step} text={t`${pair.person.name}'s`} />
          <ClipLink
            slug={slug}
            clip={pair.original_clip}
            step={pair.step}
            text={pair.colleague ? t`${pair.colleague.name}'s` : t`Gold`}
          />
        </p>
        {agreement.isPending && <Skeleton rows={3} height={40} />}
        {agreement.isError && (
          <LoadError
            title={t`The pair could not be compared`}
            text={describe(agreement.error)}
            onRetry={() => agreement.refetch()}
          />
        )}
        {agreement.data && <Compared slug={slug} pair={pair} agreement={agreement.data} low={low} />}
      </div>
    </Panel>
  );
}

function ClipLink(props: {
  readonly slug: string;
  readonly clip: number;
  readonly step: Pair["step"];
  readonly text: string;
  readonly frame?: number;
  readonly object?: number;
}) {
  const { slug, clip, step, text, frame, object } = props;
  const search = { ...(frame !== undefined && { frame }), ...(object !== undefined && { object }) };
  return (
    <Link
      to="/p/$project/clips/$clip/$step"
      params={{ project: slug, clip: clipNumber(clip), step }}
      search={search}
      className="btn sm"
    >
      {text}
    </Link>
  );
}

function Compared({ slug, pair, agreement, low }: DetailProps & { readonly agreement: Agreement }) {
  if (agreement.captions) return <Captions found={agreement.captions} />;
  if (agreement.tracks.length === 0)
    return (
      <EmptyState title={t`There is nothing to compare yet`}>
        <Trans>The second annotation was not handed in, or its masks are not computed.</Trans>
      </EmptyState>
    );
  return (
    <>
      {agreement.tracks.map((track) => (
        <TrackRow key={track.number} slug={slug} pair={pair} track={track} low={low} />
      ))}
      {agreement.identity?.swaps.map(({ frame, number, taken_for }) => (
        <p key={`${frame} ${number}`} className="row t12">
          <Pill tone="bad">
            <Trans>Identity</Trans>
          </Pill>
          {t`From ${frameClock(frame)} on, object ${number} lies on object ${taken_for}.`}
          <ClipLink slug={slug} clip={pair.clip} step={pair.step} text={t`Show`} frame={frame} object={number} />
        </p>
      ))}
    </>
  );
}

function TrackRow(props: DetailProps & { readonly track: Agreement["tracks"][number] }) {
  const { slug, pair, track, low } = props;
  const at = worst(track.iou);
  const words = t`Overlap of object ${track.number} on every frame, ${plural(track.frames, { one: "# frame", other: "# frames" })} compared`;
  return (
    <div className="pair-track">
      <span className="med">
        <Trans>Object {track.number}</Trans>
      </span>
      <svg viewBox="0 -2 300 44" preserveAspectRatio="none" className="pair-line" role="img" aria-label={words}>
        <title>{words}</title>
        <line className="low" x1="0" x2="300" y1={40 * (1 - low)} y2={40 * (1 - low)} />
        {lines(track.iou, 300, 40).map((points) => (
          <polyline key={points} points={points} />
        ))}
      </svg>
      <span className={track.mean !== null && track.mean < low ? "num bad" : "num"}>
        {track.mean === null ? t`none` : score(track.mean)}
      </span>
      {at !== null && (
        <ClipLink
          slug={slug}
          clip={pair.clip}
          step={pair.step}
          text={t`Worst at ${frameClock(at)}`}
          frame={at}
          object={track.number}
        />
      )}
    </div>
  );
}

function Captions({ found }: { readonly found: NonNullable<Agreement["captions"]> }) {
  return (
    <>
      <blockquote>{found.plain}</blockquote>
      <blockquote className="f2">{found.reference}</blockquote>
      <table className="tbl" aria-label={t`Phrases`}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Phrase</Trans>
            </th>
            <th scope="col">
              <Trans>The other says</Trans>
            </th>
            <th scope="col">
              <Trans>Objects</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.phrases.map(({ text, ids, other, other_ids, agrees }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: phrases may repeat, and their order is their identity.
            <tr key={at}>
              <td>
                {text} <span className="f3 num">{ids.join(", ")}</span>
              </td>
              <td>
                {other === null ? (
                  <span className="f3">
                    <Trans>nothing like it</Trans>
                  </span>
                ) : (
                  `${other} ${other_ids.join(", ")}`
                )}
              </td>
              <td>
                <Pill tone={agrees ? "ok" : "bad"}>{agrees ? t`the same` : t`others`}</Pill>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="f3 t12">
        {found.judged === null ? t`No judge of captions is configured.` : t`The judge says ${score(found.judged)}.`}
      </p>
    </>
  );
}
