/** Why: the log and the webhooks choose among the same kinds of events, by the same words. */

import { t } from "@lingui/core/macro";

/** What the log tells besides, of accounts: of that, no webhook hears. */
export const LOG_TOPICS_OF_PEOPLE: Readonly<Record<string, string>> = {
  account: t`Sign-ins and accounts`,
  person: t`People and roles`,
};

/** What one can look for, by the log's own names. */
export const TOPICS: Readonly<Record<string, string>> = {
  work: t`Work handed on`,
  caption: t`Captions`,
  keyframe: t`Drawings`,
  tracks: t`Objects`,
  question: t`Questions`,
  propagation: t`Propagation`,
  run: t`Runs`,
  suggestion: t`Drafts`,
  preview: t`Previews`,
  video: t`Clips added`,
  upload: t`Uploads`,
  guideline: t`Guideline`,
  release: t`Releases`,
  checkpoint: t`Models`,
  predictions: t`Board`,
  study: t`Studies`,
  draft: t`Model drafts`,
  wordings: t`Wordings`,
  webhook: t`Webhooks`,
};
