/** The courier's own thread: a request in, its answer out. */

import { type Asked, ask } from "./ask";

self.onmessage = async ({ data: [id, asked] }: MessageEvent<readonly [number, Asked]>) => {
  self.postMessage([id, await ask(asked)]);
};
