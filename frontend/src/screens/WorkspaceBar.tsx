/** The bar over every workspace: the way back, which clip, where it is in its life, and whether everything is saved. */

import { plural, t } from "@lingui/core/macro";
import { Link } from "@tanstack/react-router";
import {
  Check,
  CircleX,
  CloudCheck,
  CloudOff,
  CloudUpload,
  KeyRound,
  type LucideIcon,
  TriangleAlert,
} from "lucide-react";
import { Fragment, type ReactNode } from "react";
import type { ActivePlace } from "../api/activity";
import type { SaveState } from "../api/outbox";
import type { VideoRow, WorkItem } from "../api/types";
import { tag } from "../language/language";
import { Icon } from "../ui/Icon";
import { ActivityClock } from "./ActivityClock";
import { OthersHere } from "./OthersHere";
import { TakeFrom } from "./TakeFrom";

export type Place = "caption" | "caption-review" | "masks" | "propagate" | "mask-review";

const STEPS: readonly { readonly place: Place; readonly text: string }[] = [
  { place: "caption", text: t`Caption` },
  { place: "caption-review", text: t`Review` },
  { place: "masks", text: t`Masks` },
  { place: "propagate", text: t`Propagate` },
  { place: "mask-review", text: t`Review` },
];

type WorkspaceBarProps = {
  readonly project: string;
  readonly clip: VideoRow;
  readonly work: WorkItem;
  readonly place: Place;
  /** Where in the clip the person acts, for the time that it takes. */
  readonly at?: ActivePlace | undefined;
  /** A `SaveBadge`; left out where nothing is written. */
  readonly save?: ReactNode;
  /** The screen's own controls, on the right. */
  readonly children?: ReactNode;
};

export function WorkspaceBar({ project, clip, work, place, at, save, children }: WorkspaceBarProps) {
  return (
    <header className="top">
      <Link className="logo" to="/p/$project/queue" params={{ project }} aria-label={t`Back to the queue`}>
        <Logo />
      </Link>
      <div className="crumb">
        <h1 className="sr">{t`${STEPS.find((step) => step.place === place)?.text ?? ""} of clip ${clip.number}`}</h1>
        <b>{t`Clip ${String(clip.number).padStart(6, "0")}`}</b>
        <span className="ell" title={clip.name}>
          {facts(clip)}
        </span>
      </div>
      <div className="vr" />
      <Stepper place={place} round={work.round} />
      <div className="sp" />
      <TakeFrom work={work} clip={clip.number} />
      <ActivityClock work={work} at={at} />
      <OthersHere video={clip.id} />
      {save}
      {save && children ? <div className="vr" /> : null}
      {children}
    </header>
  );
}

function facts(clip: VideoRow): string {
  return [clip.source, `${clip.seconds.toFixed(1)} s`, `${clip.width}×${clip.height}`, t`30 fps`]
    .filter(Boolean)
    .join(" · ");
}

function Stepper({ place, round }: { readonly place: Place; readonly round: number }) {
  const now = STEPS.findIndex((step) => step.place === place);
  return (
    <ol className="stepper" aria-label={t`Steps of this clip`}>
      {STEPS.map((step, index) => (
        <Fragment key={step.place}>
          {index > 0 ? <i aria-hidden="true" /> : null}
          <li className={index === now ? "now row g6" : "row g6"} aria-current={index === now ? "step" : undefined}>
            {step.text}
            {index < now ? <Icon of={Check} size="s12" tone="ok" /> : null}
            {index === now && round > 1 ? <span className="pill">{t`Round ${round}`}</span> : null}
          </li>
        </Fragment>
      ))}
    </ol>
  );
}

type Said = { readonly icon: LucideIcon; readonly tone: string; readonly text: string };

/** What is saved, when and where; never silent. */
export function SaveBadge({ save }: { readonly save: SaveState }) {
  const { icon, tone, text } = saidOf(save);
  const urgent = save.status === "refused" || save.status === "conflict";
  return (
    <span
      className="saved"
      data-testid="save-state"
      data-status={save.status}
      role={urgent ? "alert" : "status"}
      title={save.text ?? undefined}
    >
      <Icon of={icon} tone={tone} />
      <span className="ell">{text}</span>
    </span>
  );
}

function saidOf({ status, pending, savedAt, text }: SaveState): Said {
  const changes = plural(pending, { one: "# change", other: "# changes" });
  switch (status) {
    case "saved":
      return { icon: CloudCheck, tone: "ok", text: savedAt === null ? t`Saved` : t`Saved ${clock(savedAt)}` };
    case "unsaved":
    case "saving":
      // Still: a turning icon has the whole page drawn again, frame after frame, under the hand that types.
      return { icon: CloudUpload, tone: "f3", text: t`Saving ${changes}` };
    case "offline":
      return { icon: CloudOff, tone: "warn", text: t`Offline. ${changes} kept on this computer` };
    case "signed-out":
      return { icon: KeyRound, tone: "warn", text: t`Sign in to go on. ${changes} kept on this computer` };
    case "conflict":
      return { icon: TriangleAlert, tone: "warn", text: t`Changed by someone else` };
    case "refused":
      return { icon: CircleX, tone: "bad", text: t`Not saved: ${text ?? t`the server refused it`}` };
  }
}

function clock(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString(tag());
}

function Logo() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path d="M8 4H5v16h3" stroke="var(--fg-1)" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
      <path d="M9.5 12h1c2.2 0 2.2-4 4.5-4" stroke="var(--fg-3)" strokeWidth="2" strokeLinecap="round" />
      <rect x="15.5" y="4.5" width="5.5" height="5.5" rx="1.2" fill="var(--o2)" />
    </svg>
  );
}
