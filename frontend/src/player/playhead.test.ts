/** The playhead against a video element's own rules: one seek at a time, events when they land, frames when they are shown. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { seekSeconds } from "./frames";
import { Playhead } from "./playhead";

/** As much of a browser's video as the playhead uses; seeks land when the test says so. */
class Video extends EventTarget {
  readyState = 4;
  seeking = false;
  playbackRate = 1;
  paused = true;
  readonly seeks: number[] = [];
  private position = 0;
  private presented: VideoFrameRequestCallback | null = null;

  /** The frame that the last seek asked for. */
  get asked(): number {
    return Math.floor((this.seeks.at(-1) ?? -1) * 30);
  }

  get currentTime(): number {
    return this.position;
  }

  set currentTime(seconds: number) {
    this.position = seconds;
    this.seeking = true;
    this.seeks.push(seconds);
  }

  requestVideoFrameCallback(callback: VideoFrameRequestCallback): number {
    this.presented = callback;
    return 1;
  }

  cancelVideoFrameCallback(): void {
    this.presented = null;
  }

  /** Plays on to a frame; its own clock, no seek. */
  run(frame: number): void {
    this.position = seekSeconds(frame);
    this.show(frame);
  }

  play(): Promise<void> {
    this.paused = false;
    this.dispatchEvent(new Event("play"));
    return Promise.resolve();
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  }

  land(): void {
    this.seeking = false;
    this.dispatchEvent(new Event("seeked"));
  }

  show(frame: number): void {
    this.presented?.(0, { mediaTime: frame / 30 } as VideoFrameCallbackMetadata);
  }
}

let video: Video;
let playhead: Playhead;

beforeEach(() => {
  video = new Video();
  playhead = new Playhead(100);
  playhead.attach(video as unknown as HTMLVideoElement);
  video.land();
  video.seeks.length = 0;
});

describe("seeking", () => {
  test("goes to the middle of the frame and says it once it is there", () => {
    playhead.seek(42);

    expect(video.seeks).toEqual([seekSeconds(42)]);
    expect(playhead.state().frame).toBe(0);
    video.land();
    expect(playhead.state().frame).toBe(42);
  });

  test("does not go back where the clip played on before the page heard that it had landed", () => {
    playhead.seek(0);
    playhead.play();
    video.run(3);
    video.land();

    expect(video.seeks).toEqual([seekSeconds(0)]);
    expect(playhead.state().frame).toBe(3);
  });

  test("keeps only the newest wish while one seek is under way", () => {
    for (const frame of [10, 20, 30]) playhead.seek(frame);
    video.land();
    video.land();

    expect(video.seeks).toEqual([seekSeconds(10), seekSeconds(30)]);
    expect(playhead.state().frame).toBe(30);
  });

  test("stays inside the clip", () => {
    playhead.seek(1000);
    video.land();

    expect(playhead.state().frame).toBe(99);
  });
});

test("quick steps add up although the first has not landed", () => {
  for (let press = 0; press < 3; press++) playhead.step(1);
  video.land();
  video.land();

  expect(playhead.state().frame).toBe(3);
});

describe("playing", () => {
  test("takes the frame from what is presented and tells listeners in that very moment", () => {
    const heard: number[] = [];
    playhead.subscribe(() => heard.push(playhead.state().frame));
    for (const frame of [1, 2, 3]) video.show(frame);

    expect(heard).toEqual([1, 2, 3]);
  });

  test("a loop goes back to its first frame after its last", () => {
    playhead.setLoop({ first: 30, last: 60 });
    playhead.play();
    video.land();
    video.show(60);

    expect(video.seeks.at(-1)).toBe(seekSeconds(30));
  });

  test("from the last frame it starts again", () => {
    playhead.seek(99);
    video.land();
    playhead.play();

    expect(video.seeks.at(-1)).toBe(seekSeconds(0));
  });
});

describe("a loop", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    playhead.setLoop({ first: 30, last: 60 });
    playhead.play();
    video.land();
    video.seeks.length = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("goes back from its last frame", () => {
    video.show(59);
    expect(video.seeks).toEqual([]);

    video.show(60);
    expect(video.paused).toBe(true);
    expect(video.asked).toBe(30);
    expect(playhead.state()).toMatchObject({ frame: 60, playing: true });
  });

  test("that ran over its last frame unseen shows it for its time, and nothing beyond", () => {
    const heard = new Set<number>();
    playhead.subscribe(() => heard.add(playhead.state().frame));
    video.show(59);
    video.show(63);
    expect(video.paused).toBe(true);
    expect(video.asked).toBe(60);

    video.land();
    expect(playhead.state()).toMatchObject({ frame: 60, playing: true });
    vi.advanceTimersByTime(34);
    expect(video.asked).toBe(30);
    expect([...heard]).toEqual([59, 60]);
  });

  test("gives its first frame its time before it plays on", () => {
    video.show(60);
    video.land();
    expect(video.paused).toBe(true);

    vi.advanceTimersByTime(34);
    expect(video.paused).toBe(false);
    expect(playhead.state()).toMatchObject({ frame: 30, playing: true });
  });

  test("at double speed gives its last and first frame half the time", () => {
    playhead.setRate(2);
    video.show(62);
    video.land();
    expect(playhead.state()).toMatchObject({ frame: 60, playing: true });

    vi.advanceTimersByTime(17);
    expect(video.asked).toBe(30);
    video.land();
    expect(playhead.state()).toMatchObject({ frame: 30, playing: true });
    vi.advanceTimersByTime(17);
    expect(video.paused).toBe(false);
  });

  test("that is paused on its way to its last frame stays there", () => {
    video.show(58);
    video.show(61);
    playhead.pause();
    video.land();
    vi.advanceTimersByTime(300);

    expect(playhead.state()).toMatchObject({ frame: 60, playing: false });
    expect(video.asked).toBe(60);
    expect(video.paused).toBe(true);
  });

  test("that is paused brings a video that ran on back to the frame that was seen", () => {
    video.show(45);
    playhead.pause();
    video.show(46);
    video.land();

    expect(video.asked).toBe(45);
    expect(playhead.state()).toMatchObject({ frame: 45, playing: false });
  });

  test("plays on from where the hand went while it was turning", () => {
    video.show(60);
    playhead.seek(40);
    video.land();
    video.land();
    vi.advanceTimersByTime(100);

    expect(playhead.state()).toMatchObject({ frame: 40, playing: true });
    expect(video.paused).toBe(false);
  });

  test("comes back when it is switched off and on", () => {
    playhead.toggleLoop();
    expect(playhead.state().loop).toBeNull();

    playhead.toggleLoop();
    expect(playhead.state().loop).toEqual({ first: 30, last: 60 });
  });

  test("gets its ends from the frame on screen", () => {
    playhead.pause();
    playhead.seek(42);
    video.land();
    playhead.markLoopEnd("last");

    expect(playhead.state().loop).toEqual({ first: 30, last: 42 });
  });
});

test("speeds go up and down by steps and end at the fastest and the slowest", () => {
  const speeds = [1, 1, 1].map((direction) => {
    playhead.stepRate(direction as 1);
    return playhead.state().rate;
  });
  for (let press = 0; press < 6; press++) playhead.stepRate(-1);

  expect(speeds).toEqual([1.5, 2, 2]);
  expect(playhead.state().rate).toBe(0.25);
  expect(video.playbackRate).toBe(0.25);
});
