/** Why: events are stored as numbers and states; people read sentences. An event that this page does not know is shown by name. */
import { t } from "@lingui/core/macro";
import type { LogEvent } from "../../api/types";

const VERBS: Readonly<Record<string, string>> = {
  claim: "took",
  give_up: t`gave back`,
  submit: t`handed in`,
  approve: "approved",
  return: "returned",
  reopen: "reopened",
  unblock: "opened",
};

const FIELDS: Readonly<Record<string, string>> = { en: "caption", en_gpt: t`cleaned caption`, cn: t`Chinese caption` };

/** What happened, in words. */
export function said({ topic, verb, payload, by }: Pick<LogEvent, "topic" | "verb" | "payload" | "by">): string {
  const word = (name: string) => String(payload[name] ?? "");
  switch (`${topic}.${verb}`) {
    case "work.changed": {
      const done = word("verb") === "give_up" && by === null ? t`took back` : VERBS[word("verb")];
      return done ? t`${done} the ${word("step")}` : t`moved the ${word("step")}, now ${word("state")}`;
    }
    case "caption.saved":
      return t`saved the ${FIELDS[word("field")] ?? "text"}, revision ${word("revision")}`;
    case "keyframe.saved":
      return t`saved a shape on frame ${word("frame")}, revision ${word("revision")}`;
    case "tracks.ordered":
      return t`changed the drawing order`;
    case "tracks.changed":
      return t`changed the objects`;
    case "question.changed":
      return t`question ${word("state")}`;
    case "propagation.progress":
      return t`masks ${word("state")}, ${word("segments_done")} of ${word("segments_total")} segments`;
    case "suggestion.changed":
      return t`draft for frame ${word("frame")} ${word("state")}`;
    case "video.added":
      return t`added the clip`;
    case "guideline.changed":
      return t`saved the guideline, version ${word("version")}`;
    case "release.progress":
      return t`release ${word("state")}`;
    case "draft.changed":
      return t`model's ${word("step")} draft ${word("state")}`;
    case "checkpoint.changed":
      return t`model ${word("checkpoint")} now ${word("state")}`;
    case "wordings.progress":
      return t`wrote drafts of wordings, run ${word("run")}`;
    case "wordings.decided":
      return t`decided a drafted wording`;
    case "webhook.changed":
      return t`changed a webhook`;
    default:
      return `${topic} ${verb}${payload.state ? t`, now ${word("state")}` : ""}`;
  }
}

/** From where it came, and at which address where that is kept. */
export function whence({ via, address }: Pick<LogEvent, "via" | "address">): string {
  const [kind = "", name] = via.split(/:(.*)/);
  const place = {
    page: "page",
    token: t`token ${name ?? ""}`,
    worker: t`worker ${name ?? ""}`,
    dispatch: t`the watch`,
  }[kind];
  return [place ?? (via || t`not known`), address].filter(Boolean).join(", ");
}
