/**
 * Why: whether the server can be reached is one fact for all drafts, with three answers: yes; not now, tried again by
 * itself within seconds; and only after somebody has signed in, which no waiting brings about.
 */
import { ApiError } from "./error";

const FIRST_RETRY_MS = 500;
/** A server that restarts is noticed this soon, however long it was away. */
const LONGEST_RETRY_MS = 5000;

type LineState = "up" | "down" | "signed-out";

/** What an error says of the line; null when it is about the one draft that was sent. */
export function lineAfter(error: unknown): Exclude<LineState, "up"> | null {
  if (!(error instanceof ApiError)) return "down";
  if (error.status === 401) return "signed-out";
  return error.status === 0 || error.status >= 500 || [408, 425, 429].includes(error.status) ? "down" : null;
}

/** How long a server that has too much to do wants to be left alone, in milliseconds; 0 where it does not say. */
export function patienceAfter(error: unknown): number {
  const seconds = error instanceof ApiError && error.status === 429 ? error.fields.seconds : 0;
  return typeof seconds === "number" ? seconds * 1000 : 0;
}

/** The line to the server, as the last answer left it. */
export class Line {
  state: LineState = "up";
  /** When it will be tried again by itself; null when it is up, or when only a person can help. */
  retryAt: number | null = null;
  private failures = 0;

  /** An answer came, whatever it said. */
  isUp(): void {
    this.state = "up";
    this.retryAt = null;
    this.failures = 0;
  }

  /**
   * No answer came, or one that asks for patience. Gives the milliseconds to wait, longer each time.
   *
   * @param asked Milliseconds that the server asked for, at least.
   */
  isDown(now: number, asked = 0): number {
    const wait = Math.max(asked, Math.min(FIRST_RETRY_MS * 2 ** this.failures, LONGEST_RETRY_MS));
    this.state = "down";
    this.failures += 1;
    this.retryAt = now + wait;
    return wait;
  }

  /** The session has ended. */
  isSignedOut(): void {
    this.state = "signed-out";
    this.retryAt = null;
    this.failures = 0;
  }
}
