/**
 * Why: what the outbox keeps, and when two of them say the same. A lost reply is recognised by comparing what was sent with what
 * the server holds, so that comparison has a home of its own.
 */

/** What is to be stored, based on the revision that its author saw (0: none yet). */
export type DraftBody = Readonly<Record<string, unknown>> & { readonly seen_revision: number };

export interface DraftRequest {
  readonly url: string;
  readonly method: "PUT" | "DELETE";
  readonly body: DraftBody;
}

/** A request waiting for delivery; `sent` are requests under the same key whose answer never came. */
export interface Draft extends DraftRequest {
  readonly key: string;
  readonly sent: readonly DraftRequest[];
}

/** Where drafts outlive the page. It never rejects: a storage that fails falls back to memory by itself. */
export interface DraftStorage {
  all(): Promise<readonly Draft[]>;
  get(key: string): Promise<Draft | undefined>;
  put(draft: Draft): Promise<void>;
  delete(key: string): Promise<void>;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The revision that an answer names, if it names one. */
export function revisionOf(value: unknown): number | null {
  return isRecord(value) && typeof value.revision === "number" ? value.revision : null;
}

/** Equal as JSON, where nothing, null and an empty list are one ("no rings"). */
export function equal(left: unknown, right: unknown): boolean {
  const empty = (value: unknown) => value === undefined || value === null || (Array.isArray(value) && !value.length);
  if (empty(left) || empty(right)) return empty(left) && empty(right);
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => equal(item, right[index]));
  }
  if (isRecord(left) && isRecord(right)) {
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => equal(left[key], right[key]));
  }
  return left === right;
}

/** Whether what the server holds is what this request asked for. */
export function holds({ method, body }: DraftRequest, current: unknown): boolean {
  if (!isRecord(current)) return false;
  if (method === "DELETE") return current.deleted === true;
  if (current.deleted === true) return false;
  return Object.keys(body).every((key) => key === "seen_revision" || equal(body[key], current[key]));
}
