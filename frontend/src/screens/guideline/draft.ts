/** A guideline being written outlives the page: a version is saved on purpose, so until then its text is kept on this computer. */

type GuidelineDraft = { readonly text: string; readonly from: number };

const key = (project: string) => `tether-guideline:${project}`;

/** What an earlier visit wrote and did not save. */
export function draftOf(project: string): GuidelineDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key(project)) ?? "null") as Partial<GuidelineDraft> | null;
    return typeof kept?.text === "string" && typeof kept.from === "number"
      ? { text: kept.text, from: kept.from }
      : null;
  } catch {
    return null;
  }
}

/** Keep a draft, or forget it. */
export function keepDraft(project: string, draft: GuidelineDraft | null): void {
  try {
    if (draft) localStorage.setItem(key(project), JSON.stringify(draft));
    else localStorage.removeItem(key(project));
  } catch {
    // A browser that keeps nothing: the text is still on the page.
  }
}
