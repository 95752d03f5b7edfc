/**
 * Joins the order in which objects lie over each other to the outbox. An order is one value for the clip, so only the
 * last one counts; while one is under way the next waits for its answer, for it is based on it.
 */

import { t } from "@lingui/core/macro";
import type { Outbox } from "../../api/outbox";
import { orderKey } from "../../api/saving";
import type { TrackList } from "../../api/types";
import type { EditorStore } from "../../editor/store";

export class OrderSync {
  private readonly video: number;
  private readonly store: EditorStore;
  private readonly outbox: Outbox;
  private seen: readonly number[];
  private next: readonly number[] | null = null;
  private latest: TrackList;

  constructor(parts: { video: number; store: EditorStore; outbox: Outbox; opened: TrackList }) {
    this.video = parts.video;
    this.store = parts.store;
    this.outbox = parts.outbox;
    this.seen = parts.opened.z_order;
    this.latest = parts.opened;
  }

  /** Send every order that is decided from now on; the answer stops it. */
  start(): () => void {
    const stops = [
      this.store.onOrder((order) => this.put(order.map(Number))),
      this.outbox.onSaved((key, answer) => key === this.key && this.saved(answer)),
      this.outbox.subscribe(() => this.giveWay()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Take in somebody else's order, unless one of one's own waits. */
  merge(list: TrackList): void {
    this.latest = list;
    const { z_order } = list;
    if (this.outbox.draft(this.key) || same(z_order, this.seen)) return;
    this.seen = z_order;
    const change = { label: t`taken over`, writes: [], order: z_order.map(String) };
    this.store.dispatch({ type: "receive", change });
  }

  private get key(): string {
    return orderKey(this.video);
  }

  private put(tracks: readonly number[]): void {
    if (this.outbox.state().documents.get(this.key)?.status === "saving") {
      this.next = tracks;
      return;
    }
    const url = `/api/videos/${this.video}/z_order`;
    void this.outbox.put(this.key, { url, method: "PUT", body: { tracks, seen: this.seen, seen_revision: 0 } });
  }

  private saved(answer: unknown): void {
    const { z_order } = answer as Pick<TrackList, "z_order">;
    this.seen = z_order;
    const next = this.next;
    this.next = null;
    if (next && !same(next, z_order)) this.put(next);
  }

  /** Somebody else's order came first: theirs stands, in this list or the next. */
  private giveWay(): void {
    if (this.outbox.state().documents.get(this.key)?.status !== "refused") return;
    this.seen = [];
    void this.outbox.discard(this.key).then(() => this.merge(this.latest));
  }
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
