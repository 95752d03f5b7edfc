/**
 * Why: one door to the server. It adds the CSRF token, turns every refusal into an `ApiError`, and keeps paths, bodies
 * and answers typed by the schema.
 */
import createClient, { type Middleware } from "openapi-fetch";
import { ApiError, readRefusal } from "./error";
import type { paths } from "./schema";

/** The CSRF token that Django keeps in a readable cookie; empty before the first answer. */
export function csrfToken(): string {
  const pair = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return pair ? decodeURIComponent(pair.slice("csrftoken=".length)) : "";
}

/** An answer's JSON, or its text where it is none: a proxy's page, a crash. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const readBody = async (response: Response): Promise<unknown> => parsed(await response.text());

let signedOut: () => void = () => undefined;

/** Call `listener` whenever the server says that nobody is signed in any more. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

/** The refusal that an answer is; tells the listener where nobody is signed in any more. */
export function refusal(status: number, body: unknown): ApiError {
  const error = readRefusal(status, body);
  if (status === 401) signedOut();
  return error;
}

const door: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRFToken", csrfToken());
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw refusal(response.status, await readBody(response.clone()));
  },
  onError({ error }) {
    if (error instanceof ApiError || (error instanceof Error && error.name === "AbortError")) return error;
    return new ApiError(
      0,
      "offline",
      "The server does not answer. Check the connection; nothing on this page is lost.",
    );
  },
};

/** The typed client: `take(api.GET("/api/videos/{video_id}", { params: { path: { video_id } } }))`. */
export const api = createClient<paths>({ credentials: "same-origin" });
api.use(door);

/**
 * Wait for an answer of `api` and give its body.
 *
 * @throws ApiError for every refusal and for no answer.
 */
export async function take<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer;
  return data as T;
}

/**
 * Send JSON to any path and give the JSON that comes back; the outbox, whose paths are stored text, needs it.
 *
 * @throws ApiError for every refusal and for no answer.
 */
export async function send(url: string, method: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (error instanceof Error && error.name === "AbortError") throw error;
    throw new ApiError(0, "offline", "The server does not answer. What you did is kept on this computer.");
  }
  const answer = response.status === 204 ? null : await readBody(response);
  if (!response.ok) throw refusal(response.status, answer);
  return answer;
}
