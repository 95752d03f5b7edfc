/** One request in JSON and its answer, as plain values that can go from one thread to another. */

export type Asked = {
  readonly url: string;
  readonly method: string;
  /** The CSRF token. */
  readonly token: string;
  readonly body?: unknown;
  /** Milliseconds after which no answer is awaited any more. */
  readonly patience: number;
};

/** Status 0 is no answer: a broken line, or none in time. */
export type Answered = { readonly status: number; readonly ok: boolean; readonly answer: unknown };

const NO_ANSWER: Answered = { status: 0, ok: false, answer: null };

export async function ask({ url, method, token, body, patience }: Asked): Promise<Answered> {
  try {
    const response = await fetch(url, {
      method,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    });
    const text = response.status === 204 ? null : await response.text();
    return { status: response.status, ok: response.ok, answer: text === null ? null : parsed(text) };
  } catch {
    return NO_ANSWER;
  }
}

/** An answer's JSON, or its text where it is none: a proxy's page, a crash. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
