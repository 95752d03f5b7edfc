/**
 * Joins the open editor to the outbox: every cell that a person decides is kept and sent with the revision
 * that they saw, and what others decided meanwhile comes in where nothing of one's own waits.
 */

import { t } from "@lingui/core/macro";
import type { Outbox } from "../../api/outbox";
import { keyframeKey, keyframesPrefix } from "../../api/saving";
import type { TrackList } from "../../api/types";
import { cellAt, cellKey, type Place, placeOf } from "../../editor/document";
import type { EditorStore } from "../../editor/store";
import { answersIn, cellOf, cellOfDraft, isKeyframe, type KeyframeAnswer, requestOf } from "./opening";

export class KeyframeSync {
  private readonly video: number;
  private readonly store: EditorStore;
  private readonly outbox: Outbox;
  private readonly seen: Map<string, number>;
  private readonly shown = new Set<string>();

  constructor(parts: { video: number; store: EditorStore; outbox: Outbox; opened: TrackList }) {
    this.video = parts.video;
    this.store = parts.store;
    this.outbox = parts.outbox;
    this.seen = new Map(answersIn(parts.opened).map(([place, { revision }]) => [cellKey(place), revision]));
  }

  /** Send what is decided from now on, and show what an earlier visit left; the answer stops both. */
  start(): () => void {
    const stopSending = this.store.onCells((places, annotation) => {
      for (const place of places) {
        const request = requestOf(place, cellAt(annotation, place), this.seen.get(cellKey(place)) ?? 0);
        this.shown.add(this.keyOf(place));
        void this.outbox.put(this.keyOf(place), request);
      }
    });
    this.adopt();
    const stopAdopting = this.outbox.subscribe(() => this.adopt());
    return () => {
      stopSending();
      stopAdopting();
    };
  }

  /** The outbox reads what an earlier visit left after the screen is open: such drafts enter the editor here. */
  private adopt(): void {
    for (const key of this.outbox.state().documents.keys()) {
      const draft = key.startsWith(keyframesPrefix(this.video)) && !this.shown.has(key) && this.outbox.draft(key);
      if (!draft) continue;
      this.shown.add(key);
      const write = { ...this.placeOf(key), cell: cellOfDraft(draft) };
      this.store.dispatch({ type: "receive", change: { label: t`taken up`, writes: [write] } });
    }
  }

  /** Take in a newer list: cells that others changed, but none that one's own draft is about. */
  merge(list: TrackList): void {
    for (const [place, answer] of answersIn(list)) this.take(place, answer);
  }

  /** Keep one's own version of a cell over the newer one. */
  async keepMine(key: string): Promise<void> {
    await this.outbox.keepMine(key);
  }

  /** Drop one's own version of a cell and show the newer one. */
  async takeTheirs(key: string): Promise<void> {
    const current = await this.outbox.takeTheirs(key);
    if (isKeyframe(current)) this.show(this.placeOf(key), current);
  }

  /** Give up a version that the server refused, and show what the server holds. */
  async discard(key: string, list: TrackList): Promise<void> {
    await this.outbox.discard(key);
    const place = this.placeOf(key);
    const stored = answersIn(list).find(([at]) => cellKey(at) === cellKey(place));
    this.show(place, stored?.[1] ?? { revision: 0, deleted: true });
  }

  /** The cell that an outbox key names. */
  placeOf(key: string): Place {
    const [, , track = "", frame = "0"] = key.split(":");
    return placeOf(`${track}/${frame}`);
  }

  private keyOf({ track, frame }: Place): string {
    return keyframeKey(this.video, Number(track), frame);
  }

  private take(place: Place, keyframe: KeyframeAnswer): void {
    const key = this.keyOf(place);
    const known = Math.max(this.seen.get(cellKey(place)) ?? 0, this.outbox.revision(key) ?? 0);
    if (keyframe.revision <= known || this.outbox.draft(key)) return;
    this.show(place, keyframe);
  }

  private show(place: Place, keyframe: KeyframeAnswer): void {
    this.seen.set(cellKey(place), keyframe.revision);
    const change = { label: t`taken over`, writes: [{ ...place, cell: cellOf(keyframe) }] };
    this.store.dispatch({ type: "receive", change });
  }
}
