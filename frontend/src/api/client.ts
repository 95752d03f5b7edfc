/**
 * Why: one door to the server. It adds the CSRF token, turns every refusal into an `ApiError`, and keeps paths, bodies
 * and answers typed by the schema.
 */
import { t } from "@lingui/core/macro";
import createClient, { type Middleware } from "openapi-fetch";
import { parsed } from "./ask";
import { courier } from "./courier";
import { ApiError, readRefusal } from "./error";
import type { paths } from "./schema";

/** The CSRF token that Django keeps in a readable cookie; empty before the first answer. */
export function csrfToken(): string {
  const pair = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return pair ? decodeURIComponent(pair.slice("csrftoken=".length)) : "";
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
      t`The server does not answer. Check the connection; nothing on this page is lost.`,
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
 * @param patience Milliseconds after which no answer is awaited any more.
 * @throws ApiError for every refusal and for no answer.
 */
export async function send(url: string, method: string, body: unknown, patience: number): Promise<unknown> {
  const { status, ok, answer } = await courier.carry({ url, method, token: csrfToken(), body, patience });
  if (status === 0)
    throw new ApiError(0, "offline", t`The server does not answer. What you did is kept on this computer.`);
  if (!ok) throw refusal(status, answer);
  return answer;
}
