/** Why: what the server makes of a file once it has arrived: being checked, accepted as a clip, or refused, and what to do. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleCheck, CircleX, LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import type { Upload } from "../../api/types";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { Pill, type Tone } from "../../ui/Pill";
import { ProgressBar } from "../../ui/ProgressBar";
import { bytes, clipNumber, count, when } from "../labels";

export function CheckingRow({ upload }: { upload: Upload }) {
  const waiting = upload.state === "received";
  return (
    <li className="up">
      <div className="row">
        <span className="med ell" title={upload.name}>
          {upload.name}
        </span>
        <span className="sp" />
        <span className="info row g4 nw">
          <Icon of={LoaderCircle} size="s12" tone="spin" />
          {waiting ? t`waiting` : t`checking`}
        </span>
      </div>
      <ProgressBar label={t`Checking ${upload.name}`} done={upload.progress} total={1} tone="info" />
      <span className="f3">{waiting ? t`${bytes(upload.bytes)} received` : t`Counting frames, making stills`}</span>
    </li>
  );
}

export function Accepted({ uploads, onShow }: { uploads: readonly Upload[]; onShow: (video: number) => void }) {
  return (
    <Verdicts title={t`Accepted`} tone="ok" uploads={uploads}>
      {(upload) => (
        <li key={upload.id} className="rj">
          <Icon of={CircleCheck} size="s14" tone="ok" />
          <span className="rj-words">
            <b className="med">{upload.name}</b>
            <br />
            <span className="f2 num">
              <Trans>as clip {clipNumber(upload.number ?? 0)}</Trans>
            </span>
          </span>
          <Button
            variant="ghost"
            size="sm"
            aria-label={t`See clip ${clipNumber(upload.number ?? 0)}`}
            onClick={() => upload.video !== null && onShow(upload.video)}
          >
            <Trans>See</Trans>
          </Button>
        </li>
      )}
    </Verdicts>
  );
}

export function Refused({ uploads }: { uploads: readonly Upload[] }) {
  return (
    <Verdicts title={t`Refused at the check`} tone="bad" uploads={uploads}>
      {(upload) => (
        <li key={upload.id} className="rj">
          <Icon of={CircleX} size="s14" tone="bad" />
          <span className="rj-words">
            <b className="med">{upload.name}</b>
            <br />
            <span className="f2">{upload.text}</span>
          </span>
          <span className="f3 nw">{when(upload.created)}</span>
        </li>
      )}
    </Verdicts>
  );
}

function Verdicts(props: {
  title: string;
  tone: Tone;
  uploads: readonly Upload[];
  children: (upload: Upload) => ReactNode;
}) {
  const { title, tone, uploads, children } = props;
  if (uploads.length === 0) return null;
  return (
    <section aria-label={title}>
      <div className="up-head">
        <h2>{title}</h2>
        <Pill tone={tone}>{count(uploads.length)}</Pill>
      </div>
      <ul>{uploads.map(children)}</ul>
    </section>
  );
}
