/** Seconds over a strip or lane that spans the whole clip. */

import { FPS, secondLabel } from "./frames";
import "./player.css";

export function Ruler({ frameCount }: { readonly frameCount: number }) {
  const seconds = Math.floor(frameCount / FPS);
  const each = Math.max(1, Math.ceil(seconds / 12));
  const marks = Array.from({ length: Math.floor(seconds / each) + 1 }, (_, index) => index * each);
  return (
    <div className="pl-ruler num" aria-hidden="true">
      {marks.map((second) => {
        const share = (second * FPS) / frameCount;
        return (
          <span key={second} style={{ left: `${share * 100}%` }} className={edge(share)}>
            {secondLabel(second)}
          </span>
        );
      })}
    </div>
  );
}

function edge(share: number): string | undefined {
  if (share < 0.02) return "first";
  return share > 0.97 ? "last" : undefined;
}
