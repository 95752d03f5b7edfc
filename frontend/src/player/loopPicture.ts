/**
 * What a loop shows: frames of the video copied one by one to a canvas that covers it.
 *
 * A browser shows a running video's frames from a thread of its own and tells the page afterwards; on a busy page the frame after a
 * loop's last is on screen before anybody can stop it. A canvas shows only what the page paints, so nothing beyond is ever seen.
 */

import { frameOfMediaTime } from "./frames";

const MICROSECONDS = 1e6;

export class LoopPicture {
  private readonly video: HTMLVideoElement;
  private readonly context: CanvasRenderingContext2D | null;

  constructor(video: HTMLVideoElement, canvas: HTMLCanvasElement) {
    this.video = video;
    this.context = canvas.getContext("2d", { alpha: false });
  }

  /** Copies what the video shows now unless that lies beyond `last`. Gives its frame, which may be later than the one `announced`. */
  paint(announced: number, last: number): number {
    const { picture, frame } = this.taken(announced);
    if (frame <= last) {
      this.context?.drawImage(picture, 0, 0, this.context.canvas.width, this.context.canvas.height);
    }
    if (picture !== this.video) (picture as VideoFrame).close();
    return frame;
  }

  /** The picture with the frame that it is; the video itself where a browser gives no frame of it (no data, another origin). */
  private taken(announced: number): { readonly picture: CanvasImageSource; readonly frame: number } {
    try {
      const picture = new VideoFrame(this.video);
      return { picture, frame: frameOfMediaTime(picture.timestamp / MICROSECONDS) };
    } catch {
      return { picture: this.video, frame: announced };
    }
  }
}
