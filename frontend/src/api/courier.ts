/**
 * Why: a save falls under a typing hand. Asking the network, writing JSON and reading it are done on a thread of their own, so that
 * the page's has a message to send and one to hear. Where there is no such thread, or it cannot be loaded, the page asks by itself.
 */
import { ownWorker } from "../ownWorker";
import { type Answered, type Asked, ask } from "./ask";
import address from "./courier.worker.ts?worker&url";

type Waiting = { readonly asked: Asked; readonly done: (answered: Answered) => void };

export class Courier {
  private readonly start: () => Worker;
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | null = null;
  private last = 0;
  private lost = false;

  /** Args: start: makes the thread; called with the first request. */
  constructor(start: () => Worker) {
    this.start = start;
  }

  /** The answer to a request; it never throws. */
  carry(asked: Asked): Promise<Answered> {
    const thread = this.thread();
    if (!thread) return ask(asked);
    this.last += 1;
    const id = this.last;
    return new Promise((done) => {
      this.waiting.set(id, { asked, done });
      thread.postMessage([id, asked]);
    });
  }

  private thread(): Worker | null {
    if (this.lost || typeof Worker === "undefined") return null;
    if (!this.worker) {
      this.worker = this.start();
      this.worker.onmessage = ({ data: [id, answered] }: MessageEvent<readonly [number, Answered]>) => {
        this.waiting.get(id)?.done(answered);
        this.waiting.delete(id);
      };
      this.worker.onerror = () => this.alone();
    }
    return this.worker;
  }

  /** The thread is lost: what it was asked is asked here. A save that was stored all the same is known by its id. */
  private alone(): void {
    this.lost = true;
    this.worker?.terminate();
    for (const { asked, done } of this.waiting.values()) void ask(asked).then(done);
    this.waiting.clear();
  }
}

export const courier = new Courier(() => ownWorker(address));
