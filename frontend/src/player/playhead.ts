/**
 * Where the clip stands, as one object that the picture, its overlay, film strip and lanes all hear.
 *
 * The frame comes from `requestVideoFrameCallback`, so listeners run while that very frame is being shown: an overlay painted in a
 * listener never lags by one. `timeupdate` and `currentTime` would be a quarter of a second late or a frame off.
 * Seeks are coalesced: while one is under way only the newest wish is kept, so a held key never queues up decoding.
 */

import { clampFrame, frameAt, frameOfMediaTime, neighbourKeyframe, seekSeconds } from "./frames";

/** Both ends included. */
export type FrameRange = { readonly first: number; readonly last: number };
export type PlayheadState = {
  readonly frame: number;
  readonly playing: boolean;
  readonly rate: number;
  readonly loop: FrameRange | null;
  readonly failed: boolean;
};

export class Playhead {
  readonly frameCount: number;
  private current: PlayheadState = { frame: 0, playing: false, rate: 1, loop: null, failed: false };
  private video: HTMLVideoElement | null = null;
  private wanted: number | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(frameCount: number) {
    this.frameCount = frameCount;
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
      this.video = null;
    };
  }

  seek(frame: number): void {
    this.wanted = clampFrame(frame, this.frameCount);
    if (this.video && this.video.readyState > 0 && !this.video.seeking)
      this.video.currentTime = seekSeconds(this.wanted);
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
    this.video?.pause();
  }

  setRate(rate: number): void {
    if (this.video) this.video.playbackRate = rate;
    this.set({ rate });
  }

  setLoop(loop: FrameRange | null): void {
    this.set({ loop });
  }

  private listen(video: HTMLVideoElement): () => void {
    const events: Record<string, () => void> = {
      play: () => this.set({ playing: true }),
      pause: () => this.set({ playing: false }),
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
    const landed = frameAt(video.currentTime);
    if (this.wanted !== null && this.wanted !== landed) {
      video.currentTime = seekSeconds(this.wanted);
      return;
    }
    this.wanted = null;
    // A seek to the frame on screen presents nothing new, so nothing but this event says that it is done.
    this.shown(landed);
  }

  private ended(): void {
    if (this.current.loop === null) return;
    this.seek(this.current.loop.first);
    this.play();
  }

  private shown(reported: number): void {
    const frame = clampFrame(reported, this.frameCount);
    const { loop, playing } = this.current;
    if (playing && loop !== null && frame >= loop.last && this.wanted === null) this.seek(loop.first);
    if (frame !== this.current.frame) this.set({ frame });
  }

  private set(change: Partial<PlayheadState>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }
}
