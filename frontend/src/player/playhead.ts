/**
 * Where the clip stands, as one object that the picture, its overlay, film strip and lanes all hear.
 *
 * The frame comes from `requestVideoFrameCallback`, so listeners run while that very frame is being shown: an overlay painted in a
 * listener never lags by one. `timeupdate` and `currentTime` would be a quarter of a second late or a frame off.
 * Seeks are coalesced: while one is under way only the newest wish is kept, so a held key never queues up decoding.
 *
 * A loop shows its first and last frame and none beyond: `LoopPicture` covers the video and takes no frame from behind the last one.
 * Where the clip ran over its last frame unseen, it goes back to it and holds it for its time. It plays on when the first frame has
 * had its time too: a browser that seeks while playing often skips the frame it went to.
 */

import { clampFrame, FPS, frameAt, frameOfMediaTime, neighbourKeyframe, seekSeconds } from "./frames";
import { type FrameRange, type LoopEnd, markEnd, wholeClip } from "./loop";
import { LoopPicture } from "./loopPicture";

export type PlayheadState = {
  readonly frame: number;
  readonly playing: boolean;
  readonly rate: number;
  /** What plays again and again; null while the clip plays through. */
  readonly loop: FrameRange | null;
  /** What was chosen last, which the loop takes up when it is switched on. */
  readonly range: FrameRange;
  readonly failed: boolean;
};

export const RATES: readonly number[] = [0.25, 0.5, 1, 1.5, 2];

/** At the end of a loop: on the way to its last frame, which is then held, or on the way back to where it plays on. */
type Turn = "to-last" | "back";
/** How many frames' time a loop waits at most for the picture of a frame it went to. */
const PATIENCE = 6;

export class Playhead {
  readonly frameCount: number;
  private current: PlayheadState;
  private video: HTMLVideoElement | null = null;
  private cover: LoopPicture | null = null;
  private wanted: number | null = null;
  /** What the video was last sent to. Not where it stands: one that plays is past it when the news of its landing comes. */
  private sought: number | null = null;
  private turn: Turn | null = null;
  private hold: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(frameCount: number) {
    this.frameCount = frameCount;
    this.current = { frame: 0, playing: false, rate: 1, loop: null, range: wholeClip(frameCount), failed: false };
  }

  readonly state = (): PlayheadState => this.current;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Follows a video element until the returned function is called. Args: canvas: covers the video while there is a loop. */
  attach(video: HTMLVideoElement, canvas: HTMLCanvasElement | null = null): () => void {
    this.video = video;
    this.cover = canvas && new LoopPicture(video, canvas);
    let callback = 0;
    const presented: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      callback = video.requestVideoFrameCallback(presented);
      this.presented(video, frameOfMediaTime(mediaTime));
    };
    callback = video.requestVideoFrameCallback(presented);
    const stop = this.listen(video);
    video.playbackRate = this.current.rate;
    this.seek(this.current.frame);
    return () => {
      video.cancelVideoFrameCallback(callback);
      stop();
      this.endTurn();
      this.video = this.cover = null;
    };
  }

  seek(frame: number): void {
    clearTimeout(this.hold);
    if (this.turn !== null) this.turn = "back";
    this.go(frame);
  }

  private go(frame: number): void {
    this.wanted = clampFrame(frame, this.frameCount);
    if (this.video && this.video.readyState > 0 && !this.video.seeking) this.send(this.video, this.wanted);
  }

  private send(video: HTMLVideoElement, frame: number): void {
    this.sought = frame;
    video.currentTime = seekSeconds(frame);
  }

  /** Goes by frames, stopping first, from where the last unfinished seek will land. */
  step(frames: number): void {
    this.pause();
    this.seek((this.wanted ?? this.current.frame) + frames);
  }

  stepKeyframe(direction: -1 | 1): void {
    this.pause();
    this.seek(neighbourKeyframe(this.wanted ?? this.current.frame, direction, this.frameCount));
  }

  toggle(): void {
    if (this.current.playing) this.pause();
    else this.play();
  }

  play(): void {
    if (!this.video) return;
    const { frame, loop } = this.current;
    const outside = loop !== null && (frame < loop.first || frame >= loop.last);
    if (outside || frame >= this.frameCount - 1) this.seek(loop?.first ?? 0);
    // A browser may forbid playing; the `pause` event keeps the button honest.
    this.video.play().catch(() => this.set({ playing: false }));
  }

  pause(): void {
    this.endTurn();
    const { playing, loop, frame } = this.current;
    // The video may have run on under a loop's picture.
    if (playing && loop !== null) this.go(this.wanted ?? frame);
    this.video?.pause();
    if (playing) this.set({ playing: false });
  }

  setRate(rate: number): void {
    if (this.video) this.video.playbackRate = rate;
    this.set({ rate });
  }

  /** To the next of the usual speeds. */
  stepRate(direction: -1 | 1): void {
    const at = RATES.indexOf(this.current.rate);
    this.setRate(RATES[at + direction] ?? this.current.rate);
  }

  setLoop(loop: FrameRange | null): void {
    this.set({ loop, range: loop ?? this.current.range });
    this.look(this.current.frame);
  }

  /** Switches the loop off, or on with the range that was chosen last. */
  toggleLoop(): void {
    this.setLoop(this.current.loop === null ? this.current.range : null);
  }

  /** Puts an end of the loop at the frame on screen, and switches it on. */
  markLoopEnd(end: LoopEnd): void {
    this.setLoop(markEnd(this.current.range, end, this.wanted ?? this.current.frame, this.frameCount));
  }

  private listen(video: HTMLVideoElement): () => void {
    const events: Record<string, () => unknown> = {
      play: () => this.set({ playing: true }),
      pause: () => this.turn === null && this.set({ playing: false }),
      ended: () => this.ended(),
      seeked: () => this.seeked(video),
      loadedmetadata: () => this.seek(this.wanted ?? this.current.frame),
      loadeddata: () => this.set({ failed: false }),
      error: () => this.set({ failed: true, playing: false }),
    };
    for (const [name, listener] of Object.entries(events)) video.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(events)) video.removeEventListener(name, listener);
    };
  }

  private seeked(video: HTMLVideoElement): void {
    if (this.wanted !== null && this.wanted !== this.sought) {
      this.send(video, this.wanted);
      return;
    }
    this.wanted = null;
    // A seek to the frame on screen presents nothing new, so nothing but this event says that it is done.
    const landed = frameAt(video.currentTime);
    const seen = this.look(landed);
    this.shown(landed);
    this.holdFor(video, seen === landed ? 1 : PATIENCE);
  }

  private presented(video: HTMLVideoElement, announced: number): void {
    const seen = this.look(announced);
    this.shown(seen);
    if (this.wanted === null && seen === this.sought) this.holdFor(video, 1);
  }

  /** In a turn: goes on with it after some frames' time. */
  private holdFor(video: HTMLVideoElement, frames: number): void {
    if (this.turn === null) return;
    clearTimeout(this.hold);
    const next = this.turn === "to-last" ? () => this.turnBack() : () => this.playOn(video);
    this.hold = setTimeout(next, (frames * 1000) / FPS / this.current.rate);
  }

  /** The frame that the picture shows, which a loop's cover takes over. */
  private look(announced: number): number {
    if (this.current.loop === null || this.cover === null) return announced;
    return this.cover.paint(announced, this.bound());
  }

  /** The last frame that may be seen now: a loop's while it plays, and until the video is back from behind it. */
  private bound(): number {
    const { loop, playing } = this.current;
    const inside = loop !== null && (playing || (this.wanted ?? Number.POSITIVE_INFINITY) <= loop.last);
    return inside ? loop.last : Number.POSITIVE_INFINITY;
  }

  /** Back to a last frame that the clip ran over unseen. */
  private turnToLast(last: number): void {
    this.turn = "to-last";
    this.video?.pause();
    this.go(last);
  }

  private turnBack(): void {
    this.turn = "back";
    this.video?.pause();
    this.go(this.current.loop?.first ?? this.current.frame);
  }

  private playOn(video: HTMLVideoElement): void {
    this.turn = null;
    video.play().catch(() => this.set({ playing: false }));
  }

  private endTurn(): void {
    clearTimeout(this.hold);
    this.turn = null;
  }

  private ended(): void {
    if (this.current.loop === null) return;
    this.seek(this.current.loop.first);
    this.play();
  }

  private shown(reported: number): void {
    const frame = clampFrame(reported, this.frameCount);
    const { loop, playing } = this.current;
    if (playing && loop !== null && this.wanted === null && this.turn === null) {
      if (frame > loop.last && this.current.frame !== loop.last) this.turnToLast(loop.last);
      else if (frame >= loop.last) this.turnBack();
    }
    if (frame !== this.current.frame && frame <= this.bound()) this.set({ frame });
  }

  private set(change: Partial<PlayheadState>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }
}
