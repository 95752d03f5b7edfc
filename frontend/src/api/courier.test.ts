import { afterEach, describe, expect, it, vi } from "vitest";
import type { Answered, Asked } from "./ask";
import { Courier } from "./courier";

const asked: Asked = { url: "/api/x", method: "PUT", token: "t", body: { text: "One cat." }, patience: 1000 };

/** A thread that a test answers for. */
class Thread {
  static made: Thread[] = [];
  onmessage: ((event: { data: readonly [number, Answered] }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly heard: (readonly [number, Asked])[] = [];
  ended = false;
  constructor() {
    Thread.made.push(this);
  }
  postMessage(message: readonly [number, Asked]): void {
    this.heard.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
}

const answers = (body: string, status = 200) =>
  vi.fn(async (_url: string, _init: RequestInit) => new Response(status === 204 ? null : body, { status }));

describe("the courier", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    Thread.made = [];
  });

  const withThread = () => {
    vi.stubGlobal("Worker", Thread);
    return new Courier(() => new Thread() as unknown as Worker);
  };

  it("starts no thread before the first request, and one for all", () => {
    const courier = withThread();
    expect(Thread.made).toHaveLength(0);
    void courier.carry(asked);
    void courier.carry(asked);
    expect(Thread.made).toHaveLength(1);
  });

  it("gives each request its own answer, whatever their order", async () => {
    const courier = withThread();
    const first = courier.carry(asked);
    const second = courier.carry({ ...asked, url: "/api/y" });
    const [thread] = Thread.made;
    const [one, two] = thread?.heard ?? [];
    thread?.onmessage?.({ data: [two?.[0] ?? 0, { status: 409, ok: false, answer: "second" }] });
    thread?.onmessage?.({ data: [one?.[0] ?? 0, { status: 200, ok: true, answer: "first" }] });
    expect((await first).answer).toBe("first");
    expect(await second).toEqual({ status: 409, ok: false, answer: "second" });
  });

  it("asks by itself what a thread that is lost half way was asked, and whatever comes after", async () => {
    const courier = withThread();
    const fetched = answers('{"revision": 2}');
    vi.stubGlobal("fetch", fetched);
    const answer = courier.carry(asked);
    Thread.made[0]?.onerror?.();
    expect(await answer).toEqual({ status: 200, ok: true, answer: { revision: 2 } });
    expect((await courier.carry(asked)).status).toBe(200);
    expect(Thread.made).toHaveLength(1);
    expect(Thread.made[0]?.ended).toBe(true);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it("asks by itself where there are no threads", async () => {
    vi.stubGlobal("Worker", undefined);
    const fetched = answers("", 204);
    vi.stubGlobal("fetch", fetched);
    const courier = new Courier(() => {
      throw new Error("No thread is to be made.");
    });
    expect(await courier.carry(asked)).toEqual({ status: 204, ok: true, answer: null });
    const [url, init] = fetched.mock.calls[0] ?? [];
    expect(url).toBe("/api/x");
    expect(init?.body).toBe('{"text":"One cat."}');
    expect(new Headers(init?.headers).get("X-CSRFToken")).toBe("t");
  });

  it("gives a proxy's page as its text, and no answer at all as status 0", async () => {
    vi.stubGlobal("Worker", undefined);
    const courier = new Courier(() => new Thread() as unknown as Worker);
    vi.stubGlobal("fetch", answers("<h1>Bad gateway</h1>", 502));
    expect(await courier.carry(asked)).toEqual({ status: 502, ok: false, answer: "<h1>Bad gateway</h1>" });
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await courier.carry(asked)).toEqual({ status: 0, ok: false, answer: null });
  });
});
