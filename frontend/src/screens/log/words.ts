/** Why: events are stored as numbers and states; people read sentences. An event that this page does not know is shown by name. */
import { t } from "@lingui/core/macro";
import type { LogEvent, Step } from "../../api/types";
import { served } from "../../language/served";
import { stepName } from "../labels";

const VERBS: Readonly<Record<string, string>> = {
  claim: t`took`,
  give_up: t`gave back`,
  submit: t`handed in`,
  approve: t`approved`,
  return: t`returned`,
  reopen: t`reopened`,
  unblock: t`opened`,
};

const CHANGES: Readonly<Record<string, string>> = {
  sign_in_failed: t`was refused at sign-in: wrong password or code`,
  sign_in_locked: t`was refused at sign-in: too many wrong tries`,
  signed_out: t`signed out`,
  password_changed: t`has a new password`,
  sessions_ended: t`signed out of other browsers`,
  second_factor_on: t`turned the second factor on`,
  second_factor_off: t`turned the second factor off`,
  organisation_linked: t`linked their account there`,
  organisation_unlinked: t`unlinked their account there`,
};

const FIELDS: Readonly<Record<string, string>> = { en: t`caption`, en_gpt: t`cleaned caption`, cn: t`Chinese caption` };

/** What happened, in words. */
export function said({ topic, verb, payload, by }: Pick<LogEvent, "topic" | "verb" | "payload" | "by">): string {
  const word = (name: string) => String(payload[name] ?? "");
  const step = () => (word("step") in stepName ? stepName[word("step") as Step] : word("step"));
  const state = () => served(word("state"));
  switch (`${topic}.${verb}`) {
    case "work.changed": {
      const done = word("verb") === "give_up" && by === null ? t`took back` : VERBS[word("verb")];
      return done ? t`${done} the ${step()}` : t`moved the ${step()}, now ${state()}`;
    }
    case "caption.saved":
      return t`saved the ${FIELDS[word("field")] ?? t`text`}, revision ${word("revision")}`;
    case "keyframe.saved":
      return t`saved a shape on frame ${word("frame")}, revision ${word("revision")}`;
    case "tracks.ordered":
      return t`changed the drawing order`;
    case "tracks.changed":
      return t`changed the objects`;
    case "question.changed":
      return t`question ${state()}`;
    case "propagation.progress":
      return t`masks ${state()}, ${word("segments_done")} of ${word("segments_total")} segments`;
    case "suggestion.changed":
      return t`draft for frame ${word("frame")} ${state()}`;
    case "account.changed":
      return account(payload);
    case "person.changed":
      return place(payload);
    case "video.added":
      return t`added the clip`;
    case "guideline.changed":
      return t`saved the guideline, version ${word("version")}`;
    case "release.progress":
      return t`release ${state()}`;
    case "draft.changed":
      return t`model's ${step()} draft ${state()}`;
    case "checkpoint.changed":
      return t`model ${word("checkpoint")} now ${state()}`;
    case "wordings.progress":
      return t`wrote drafts of wordings, run ${word("run")}`;
    case "wordings.decided":
      return t`decided a drafted wording`;
    case "webhook.changed":
      return t`changed a webhook`;
    default:
      return `${topic} ${verb}${payload.state ? t`, now ${state()}` : ""}`;
  }
}

function account(payload: LogEvent["payload"]): string {
  const change = String(payload.change);
  const way = payload.way === "organisation" ? t`their organisation` : served(String(payload.way));
  const token = String(payload.token);
  const scopes = Array.isArray(payload.scopes) ? payload.scopes.join(", ") : "";
  if (change === "signed_in") return t`signed in by ${way}`;
  if (change === "token_revoked") return t`revoked token ${token}`;
  if (change === "token_made") return t`made token ${token}: ${scopes}`;
  return CHANGES[change] ?? t`account: ${change}`;
}

/** Of rows older than their roles, only that something changed. */
function place(payload: LogEvent["payload"]): string {
  const person = String(payload.person);
  const role = served(String(payload.role));
  const before = served(String(payload.before));
  if (payload.role === undefined) return t`changed the place of person ${person}`;
  if (payload.role === null) return t`took person ${person} out, who was ${before}`;
  if (payload.before === null) return t`let person ${person} in as ${role}`;
  if (before === role) return t`changed the skills of person ${person}`;
  return t`made person ${person} ${role}, who was ${before}`;
}

/** From where it came, and at which address where that is kept. */
export function whence({ via, address }: Pick<LogEvent, "via" | "address">): string {
  const [kind = "", name] = via.split(/:(.*)/);
  const place = {
    page: t`page`,
    token: t`token ${name ?? ""}`,
    worker: t`worker ${name ?? ""}`,
    dispatch: t`the watch`,
  }[kind];
  return [place ?? (via || t`not known`), address].filter(Boolean).join(", ");
}
