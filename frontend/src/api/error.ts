/**
 * Why: a refusal is read in one way everywhere. The server's `code` is for programs, its `text` is for the person; what
 * never reached the server has status 0 and the code `offline`.
 */

import { t } from "@lingui/core/macro";
import { REFUSALS } from "../language/refusals";
import { isEnglish } from "../language/served";

/** A refusal by the server, or no answer at all (`status` 0, `code` "offline"). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, text: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(text);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.text = text;
    this.fields = fields;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/**
 * Read a refusal from what the server sent.
 *
 * @param status HTTP status.
 * @param body What came as JSON, or the raw text when it was none (a proxy's page, a crash).
 */
export function readRefusal(status: number, body: unknown): ApiError {
  const error = isRecord(body) && isRecord(body.error) ? body.error : null;
  if (error && typeof error.code === "string" && typeof error.text === "string") {
    return new ApiError(status, error.code, error.text, isRecord(error.fields) ? error.fields : {});
  }
  const text =
    status >= 500
      ? t`The server failed (${status}). Try again in a minute; if it stays, tell the person who runs it.`
      : t`The server refused this (${status}).`;
  return new ApiError(status, "unreadable", text);
}

/** Say in one sentence what went wrong, whatever was thrown. */
export function describe(error: unknown): string {
  if (error instanceof ApiError) return (isEnglish() ? undefined : REFUSALS[error.code]) ?? error.text;
  return error instanceof Error ? error.message : String(error);
}
