/**
 * Why: the server speaks English. Its few names of states, roles and flags are told here once more, so that the catalogue has
 * them; what people wrote (reasons, projects, captions) is shown as it is.
 */
import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";

/** Whether what is written in the code is what is read. */
export const isEnglish = (): boolean => i18n.locale === "en";

const WORDS: Readonly<Record<string, string>> = {
  Annotator: t`Annotator`,
  Inspector: t`Inspector`,
  Researcher: t`Researcher`,
  Lead: t`Lead`,
  Admin: t`Admin`,
  Viewer: t`Viewer`,
  "Turned upright": t`Turned upright`,
  "Pixels not square": t`Pixels not square`,
  "Odd size": t`Odd size`,
  Interlaced: t`Interlaced`,
  Gold: t`Gold`,
  "Second annotations of gold": t`Second annotations of gold`,
  "Second annotations by colleagues": t`Second annotations by colleagues`,
  "mean of the ViCaS paper": t`mean of the ViCaS paper`,
  accepted: t`accepted`,
  active: t`active`,
  annotating: t`annotating`,
  answered: t`answered`,
  approved: t`approved`,
  blocked: t`blocked`,
  building: t`building`,
  cancelled: t`cancelled`,
  candidate: t`candidate`,
  closed: t`closed`,
  dismissed: t`dismissed`,
  done: t`done`,
  failed: t`failed`,
  frozen: t`frozen`,
  open: t`open`,
  passed: t`passed`,
  paused: t`paused`,
  published: t`published`,
  queued: t`queued`,
  ready: t`ready`,
  refused: t`refused`,
  reopened: t`reopened`,
  resolved: t`resolved`,
  retired: t`retired`,
  returned: t`returned`,
  running: t`running`,
  scored: t`scored`,
  scoring: t`scoring`,
  submitted: t`submitted`,
  superseded: t`superseded`,
  verifying: t`verifying`,
  waiting: t`waiting`,
  withdrawn: t`withdrawn`,
  written: t`written`,
};

/** A word of the server's, in the language of the page; in English as it came. */
export function served(word: string): string {
  if (isEnglish()) return word;
  const lower = word.charAt(0).toLowerCase() + word.slice(1);
  return WORDS[word] ?? WORDS[lower] ?? word;
}
