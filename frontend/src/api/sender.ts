/**
 * Why: one file on its way by the protocol of tus.io, in pieces. The server knows how much has arrived, so that a broken
 * connection, a paused one and another visit all go on in the same manner: it is asked, and the rest is sent.
 */
import { t } from "@lingui/core/macro";
import { type DetailedError, Upload, type UploadOptions } from "tus-js-client";
import { parsed } from "./ask";
import { csrfToken, refusal } from "./client";
import { ApiError } from "./error";
import type { Upload as Wire } from "./types";

const PIECE = 8 * 2 ** 20; // bytes: what is lost at most when a connection breaks
const WAITS = [0, 1_000, 3_000, 5_000, ...Array<number>(240).fill(15_000)]; // milliseconds: an hour's patience

/** What is heard of a file on its way. */
export interface Hearing {
  /** The server has a place for it. */
  onKey(key: string): void;
  /** So many bytes are on their way, of which `kept` are safe. */
  onProgress(sent: number, kept: number): void;
  /** The server does not answer; it is tried again by itself. */
  onSilence(): void;
  onArrived(): void;
  onRefused(error: ApiError): void;
}

/** A file of which the first `offset` bytes have arrived, and where the rest goes. */
interface HalfSent {
  readonly key: string;
  readonly offset: number;
}

export type Purpose = Wire["purpose"];

export interface Sender {
  /** Send, from wherever the server stands. */
  go(): void;
  /** Stop; what has arrived stays there. */
  pause(): void;
  /** Stop, and have the server drop what has arrived. */
  drop(): Promise<void>;
}

/** By what a file is known again when somebody chooses it anew: a browser shows a page no path. */
export const fingerprintOf = (file: File): string => `${file.name} ${file.size} ${file.lastModified}`;

const statusOf = (error: Error | DetailedError): number =>
  "originalResponse" in error ? (error.originalResponse?.getStatus() ?? 0) : 0;

/** Whether an answer is no verdict: none came, the server is ill, or another piece was faster. */
const isPassing = (status: number): boolean =>
  status === 0 || (status >= 500 && status !== 507) || [409, 423, 429, 460].includes(status);

function refusalOf(error: Error | DetailedError): ApiError {
  const status = statusOf(error);
  if (status === 401) refusal(status, null);
  if (status === 401) return new ApiError(401, "signed_out", t`You are signed out. Sign in, then go on from here.`);
  if (status > 0 && "originalResponse" in error)
    return refusal(status, parsed(error.originalResponse?.getBody() ?? ""));
  if ("originalRequest" in error) {
    return new ApiError(0, "offline", t`The server does not answer. Go on once it is back; what has arrived stays.`);
  }
  return new ApiError(0, "unreadable", t`This file cannot be read any more; it was moved or changed. Choose it again.`);
}

const placeOf = (slug: string, key: string | null): UploadOptions =>
  key === null
    ? { endpoint: `/api/projects/${encodeURIComponent(slug)}/uploads` }
    : { endpoint: null, uploadUrl: `/api/uploads/${key}` };

const optionsOf = (file: File, purpose: Purpose): UploadOptions => ({
  metadata: { filename: file.name, fingerprint: fingerprintOf(file), purpose },
  chunkSize: PIECE,
  retryDelays: WAITS,
  storeFingerprintForResuming: false, // the server's list knows it, in every browser
  onBeforeRequest: (request) => request.setHeader("X-CSRFToken", csrfToken()),
});

/**
 * Prepare to send one file.
 *
 * @param slug The project that it is for.
 * @param known What arrived at an earlier visit, or null.
 * @param purpose What the server does with it: look at a clip, or wait until predictions are put forward.
 */
export function openSender(
  file: File,
  slug: string,
  known: HalfSent | null,
  hearing: Hearing,
  purpose: Purpose = "clip",
): Sender {
  let kept = known?.offset ?? 0;
  let upload = begin(known?.key ?? null);

  function begin(key: string | null): Upload {
    const made = new Upload(file, {
      ...placeOf(slug, key),
      ...optionsOf(file, purpose),
      onUploadUrlAvailable: () => {
        // With a place known, an answer that is none must not make the client begin at another.
        made.options.endpoint = null;
        hearing.onKey(made.url?.split("/").at(-1) ?? "");
      },
      onProgress: (sent) => hearing.onProgress(sent, kept),
      onChunkComplete: (_, accepted) => {
        kept = accepted;
      },
      onShouldRetry: (error) => {
        const passing = isPassing(statusOf(error));
        if (passing) hearing.onSilence();
        return passing;
      },
      onSuccess: hearing.onArrived,
      onError: (error) => {
        if (made.url !== null && [404, 410].includes(statusOf(error))) startAnew();
        else hearing.onRefused(refusalOf(error));
      },
    });
    return made;
  }

  function startAnew(): void {
    kept = 0;
    upload = begin(null);
    upload.start();
  }

  return {
    go: () => upload.start(),
    pause: () => void upload.abort(),
    drop: () => upload.abort(true),
  };
}
