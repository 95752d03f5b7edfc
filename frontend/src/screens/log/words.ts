/** Why: events are stored as numbers and states; people read sentences. An event that this page does not know is shown by name. */
import type { LogEvent } from "../../api/types";

const VERBS: Readonly<Record<string, string>> = {
  claim: "took",
  give_up: "gave back",
  submit: "handed in",
  approve: "approved",
  return: "returned",
  reopen: "reopened",
  unblock: "opened",
};

const CHANGES: Readonly<Record<string, string>> = {
  sign_in_failed: "was refused at sign-in: wrong password or code",
  sign_in_locked: "was refused at sign-in: too many wrong tries",
  signed_out: "signed out",
  password_changed: "has a new password",
  sessions_ended: "signed out of other browsers",
  second_factor_on: "turned the second factor on",
  second_factor_off: "turned the second factor off",
  organisation_linked: "linked their account there",
  organisation_unlinked: "unlinked their account there",
};

const FIELDS: Readonly<Record<string, string>> = { en: "caption", en_gpt: "cleaned caption", cn: "Chinese caption" };

/** What happened, in words. */
export function said({ topic, verb, payload, by }: Pick<LogEvent, "topic" | "verb" | "payload" | "by">): string {
  const word = (name: string) => String(payload[name] ?? "");
  switch (`${topic}.${verb}`) {
    case "work.changed": {
      const done = word("verb") === "give_up" && by === null ? "took back" : VERBS[word("verb")];
      return done ? `${done} the ${word("step")}` : `moved the ${word("step")}, now ${word("state")}`;
    }
    case "caption.saved":
      return `saved the ${FIELDS[word("field")] ?? "text"}, revision ${word("revision")}`;
    case "keyframe.saved":
      return `saved a shape on frame ${word("frame")}, revision ${word("revision")}`;
    case "tracks.ordered":
      return "changed the drawing order";
    case "tracks.changed":
      return "changed the objects";
    case "question.changed":
      return `question ${word("state")}`;
    case "propagation.progress":
      return `masks ${word("state")}, ${word("segments_done")} of ${word("segments_total")} segments`;
    case "suggestion.changed":
      return `draft for frame ${word("frame")} ${word("state")}`;
    case "account.changed":
      return account(payload);
    case "person.changed":
      return place(payload);
    case "video.added":
      return "added the clip";
    case "guideline.changed":
      return `saved the guideline, version ${word("version")}`;
    case "release.progress":
      return `release ${word("state")}`;
    case "draft.changed":
      return `model's ${word("step")} draft ${word("state")}`;
    case "checkpoint.changed":
      return `model ${word("checkpoint")} now ${word("state")}`;
    case "wordings.progress":
      return `wrote drafts of wordings, run ${word("run")}`;
    case "wordings.decided":
      return "decided a drafted wording";
    case "webhook.changed":
      return "changed a webhook";
    default:
      return `${topic} ${verb}${payload.state ? `, now ${word("state")}` : ""}`;
  }
}

function account(payload: LogEvent["payload"]): string {
  const change = String(payload.change);
  if (change === "signed_in")
    return `signed in by ${payload.way === "organisation" ? "their organisation" : payload.way}`;
  if (change === "token_revoked") return `revoked token ${payload.token}`;
  if (change === "token_made")
    return `made token ${payload.token}: ${Array.isArray(payload.scopes) ? payload.scopes.join(", ") : ""}`;
  return CHANGES[change] ?? `account: ${change}`;
}

/** Of rows older than their roles, only that something changed. */
function place({ person, role, before }: LogEvent["payload"]): string {
  if (role === undefined) return `changed the place of person ${person}`;
  if (role === null) return `took person ${person} out, who was ${before}`;
  if (before === null) return `let person ${person} in as ${role}`;
  return before === role
    ? `changed the skills of person ${person}`
    : `made person ${person} ${role}, who was ${before}`;
}

/** From where it came, and at which address where that is kept. */
export function whence({ via, address }: Pick<LogEvent, "via" | "address">): string {
  const [kind = "", name] = via.split(/:(.*)/);
  const place = { page: "page", token: `token ${name ?? ""}`, worker: `worker ${name ?? ""}`, dispatch: "the watch" }[
    kind
  ];
  return [place ?? (via || "not known"), address].filter(Boolean).join(", ");
}
