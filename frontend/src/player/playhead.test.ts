/** The playhead against a video element's own rules: one seek at a time, events when they land, frames when they are shown. */

import { beforeEach, describe, expect, test } from "vitest";
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
