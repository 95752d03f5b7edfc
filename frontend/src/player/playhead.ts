/**
 * Where the clip stands, as one object that the picture, its overlay, film strip and lanes all hear.
 *
 * The frame comes from `requestVideoFrameCallback`, so listeners run while that very frame is being shown: an overlay painted in a
 * listener never lags by one. `timeupdate` and `currentTime` would be a quarter of a second late or a frame off.
 * Seeks are coalesced: while one is under way only the newest wish is kept, so a held key never queues up decoding.
 *
 * A loop shows its first and last frame and none beyond. News of a frame comes when it is on screen already, on a busy page later
 * still, so waiting for the last one is too late (6 of 26 rounds at 2x in Chromium): the clip stops a frame or two early, goes to the
 * last frame and holds it for its time. It plays on when the first frame has had its time too: a browser that seeks while playing
 * often skips the frame it went to.
 */

import { clampFrame, FPS, frameAt, frameOfMediaTime, neighbourKeyframe, seekSeconds } from "./frames";
import { type FrameRange, type LoopEnd, markEnd, wholeClip } from "./loop";

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
/** How many frames before its last a loop stops; the faster it runs, the less time there is. */
const early = (rate: number) => (rate > 1 ? 2 : 1);

export class Playhead {
  readonly frameCount: number;
  private current: PlayheadState;
  private video: HTMLVideoElement | null = null;
  private wanted: number | null = null;
  /** What the video was last sent to. Not where it stands: one that plays is past it when the news of its landing comes. */
  private sought: number | null = null;
  private turn: Turn | null = null;
  private hold: ReturnType<typeof setTimeout> | undefined;
  private alarm: ReturnType<typeof setTimeout> | undefined;
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

  /** Follows a video element until the returned function is called. */
  attach(video: HTMLVideoElement): () => void {
    this.video = video;
    let callback = 0;
    const presented: VideoFrameRequestCallback = (_now, { mediaTime }) => {
      callback = video.requestVideoFrameCallback(presented);
      this.shown(frameOfMediaTime(mediaTime));
    };
    callback = video.requestVideoFrameCallback(presented);
    const stop = this.listen(video);
    video.playbackRate = this.current.rate;
    this.seek(this.current.frame);
    return () => {
      video.cancelVideoFrameCallback(callback);
      stop();
      this.endTurn();
      this.video = null;
    };
  }

  seek(frame: number): void {
    clearTimeout(this.hold);
    if (this.turn !== null) this.turn = "back";
    this.go(frame);
  }

  private go(frame: number): void {
    clearTimeout(this.alarm);
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
    this.video?.pause();
    if (this.current.playing) this.set({ playing: false });
  }

  setRate(rate: number): void {
    clearTimeout(this.alarm);
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
  }

  /** Switches the loop off, or on with the range that was chosen last. */
  toggleLoop(): void {
    this.set({ loop: this.current.loop === null ? this.current.range : null });
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
    this.shown(frameAt(video.currentTime));
    if (this.turn === null) return;
    const next = this.turn === "to-last" ? () => this.turnBack() : () => this.playOn(video);
    this.hold = setTimeout(next, 1000 / FPS / this.current.rate);
  }

  /** A busy page hears of frames late or not at all; the clock says when it is time to stop. */
  private watch(last: number, frame: number, rate: number): void {
    const due = last - early(rate) - frame + 0.5;
    clearTimeout(this.alarm);
    this.alarm = setTimeout(
      () => {
        if (this.current.playing && this.turn === null && this.current.loop?.last === last) this.turnEarly(last);
      },
      (due * 1000) / FPS / rate,
    );
  }

  /** Stops before the browser can show one frame too many. */
  private turnEarly(last: number): void {
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
    clearTimeout(this.alarm);
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
    const { loop, playing, rate } = this.current;
    if (playing && loop !== null && this.wanted === null && this.turn === null) {
      if (frame >= loop.last) this.turnBack();
      else if (frame >= loop.last - early(rate)) this.turnEarly(loop.last);
      else this.watch(loop.last, frame, rate);
    }
    if (frame !== this.current.frame) this.set({ frame });
  }

  private set(change: Partial<PlayheadState>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }
}
