/** Why: the log and the webhooks choose among the same kinds of events, by the same words. */
/** What the log tells besides, of accounts: of that, no webhook hears. */
export const LOG_TOPICS_OF_PEOPLE: Readonly<Record<string, string>> = {
  account: "Sign-ins and accounts",
  person: "People and roles",
};

/** What one can look for, by the log's own names. */
export const TOPICS: Readonly<Record<string, string>> = {
  work: "Work handed on",
  caption: "Captions",
  keyframe: "Drawings",
  tracks: "Objects",
  question: "Questions",
  propagation: "Propagation",
  run: "Runs",
  suggestion: "Drafts",
  preview: "Previews",
  video: "Clips added",
  upload: "Uploads",
  guideline: "Guideline",
  release: "Releases",
  checkpoint: "Models",
  predictions: "Board",
  study: "Studies",
  draft: "Model drafts",
  wordings: "Wordings",
  webhook: "Webhooks",
};
