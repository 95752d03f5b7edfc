/** Why: clips on their way in, from the first byte to the verdict: what was interrupted, is sent, checked, taken, refused. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { X } from "lucide-react";
import { describe } from "../../api/error";
import { useSession, useUploads } from "../../api/queries";
import type { Project, Upload } from "../../api/types";
import { goOnAll, isUnderway, pauseAll, type Sending, useRemoveHalfSent, useSending } from "../../api/uploads";
import { Button, IconButton } from "../../ui/Button";
import { LoadError } from "../../ui/EmptyState";
import { ProgressBar } from "../../ui/ProgressBar";
import { bytes, count } from "../labels";
import { DropZone } from "./DropZone";
import { SendingRow } from "./SendingRow";
import { Accepted, CheckingRow, Refused } from "./Verdicts";

const DAY = 24 * 3600 * 1000;
const WAITING_SHOWN = 5;

export function UploadPanel(props: {
  slug: string;
  limits: Project["limits"];
  onFiles: (files: readonly File[]) => void;
  onChoose: () => void;
  onShow: (video: number) => void;
}) {
  const { slug, limits, onFiles, onChoose, onShow } = props;
  const sending = useSending(slug);
  const uploads = useUploads(slug);
  const me = useSession().data?.person?.id;
  const all = uploads.data?.uploads ?? [];
  const mine = all.filter(({ by }) => by?.id === me);
  const here = new Set(sending.map(({ key }) => key));
  const recent = ({ created }: Upload) => Date.now() - Date.parse(created) < DAY;
  return (
    <aside className="uploads" aria-label={t`Uploads`}>
      <DropZone limits={limits} onFiles={onFiles} onChoose={onChoose} />
      {uploads.isError && (
        <LoadError
          title={t`Uploads could not be loaded`}
          text={describe(uploads.error)}
          onRetry={() => uploads.refetch()}
        />
      )}
      <Interrupted
        slug={slug}
        uploads={mine.filter(({ state, key }) => state === "sending" && !here.has(key))}
        onChoose={onChoose}
      />
      <Uploading
        slug={slug}
        sending={sending}
        checking={all.filter(({ state }) => state === "received" || state === "checking")}
      />
      <Accepted uploads={mine.filter((upload) => upload.state === "accepted" && recent(upload))} onShow={onShow} />
      <Refused uploads={all.filter(({ state }) => state === "refused")} />
    </aside>
  );
}

/** What an earlier visit left half sent: a page may not open a file again by itself. */
function Interrupted({ slug, uploads, onChoose }: { slug: string; uploads: readonly Upload[]; onChoose: () => void }) {
  const remove = useRemoveHalfSent(slug);
  if (uploads.length === 0) return null;
  const one = uploads.length === 1;
  return (
    <section aria-label={t`Interrupted`}>
      <div className="up-head">
        <h2>{plural(uploads.length, { one: "# upload was interrupted", other: "# uploads were interrupted" })}</h2>
      </div>
      <p className="t12 f2 up-again">
        {one ? t`Choose the file again to go on where it stood.` : t`Choose the files again to go on where they stood.`}
        <Button size="sm" onClick={onChoose}>
          {one ? t`Choose the file` : t`Choose the files`}
        </Button>
      </p>
      <ul>
        {uploads.map(({ key, name, offset, bytes: size }) => (
          <li key={key} className="up">
            <div className="row">
              <span className="med ell" title={name}>
                {name}
              </span>
              <span className="sp" />
              <span className="f3 num nw">{Math.floor((offset / size) * 100)} %</span>
              <IconButton label={t`Remove ${name}`} icon={X} size="sm" onClick={() => remove.mutate(key)} />
            </div>
            <ProgressBar label={t`Sent of ${name}`} done={offset} total={size} tone="warn" />
            <span className="f3 num">
              <Trans>
                {bytes(offset)} of {bytes(size)} arrived
              </Trans>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Uploading(props: { slug: string; sending: readonly Sending[]; checking: readonly Upload[] }) {
  const { slug, sending, checking } = props;
  const rows = sending.filter(({ state }) => state !== "arrived");
  const waiting = rows.filter(({ state }) => state === "waiting");
  const shown = rows.filter((each) => each.state !== "waiting" || waiting.indexOf(each) < WAITING_SHOWN);
  const more = rows.length - shown.length;
  if (rows.length + checking.length === 0) return null;
  return (
    <section aria-label={t`Uploading`}>
      <div className="up-head">
        <h2>
          <Trans>Uploading</Trans>
        </h2>
        {sending.length > 0 && (
          <span className="f3 t12 num">
            <Trans>
              {count(sending.length - rows.length)} of {count(sending.length)} sent
            </Trans>
          </span>
        )}
        <span className="sp" />
        <SteerAll slug={slug} rows={rows} />
      </div>
      {sending.length > 1 && rows.length > 0 && (
        <ProgressBar
          className="up-all"
          label={t`Sending all`}
          done={sending.reduce((sum, { sent, bytes: size, state }) => sum + (state === "arrived" ? size : sent), 0)}
          total={sending.reduce((sum, { bytes: size }) => sum + size, 0)}
        />
      )}
      <ul>
        {shown.map((each) => (
          <SendingRow key={each.id} sending={each} />
        ))}
        {more > 0 && (
          <li className="up f3">
            <Trans>{plural(more, { one: "# more file", other: "# more files" })} waiting</Trans>
          </li>
        )}
        {checking.map((upload) => (
          <CheckingRow key={upload.id} upload={upload} />
        ))}
      </ul>
    </section>
  );
}

function SteerAll({ slug, rows }: { slug: string; rows: readonly Sending[] }) {
  const underway = rows.filter(isUnderway);
  if (underway.length === 0) return null;
  const paused = underway.every(({ state }) => state === "paused");
  return (
    <Button variant="ghost" size="sm" onClick={() => (paused ? goOnAll(slug) : pauseAll(slug))}>
      {paused ? t`Go on with all` : t`Pause all`}
    </Button>
  );
}
