/** The canonical video under the canvas with what is computed on it, moved and scaled as the camera sees the frame. */

import { memo, useEffect, useRef } from "react";
import type { Video } from "../../api/types";
import { cellAt } from "../../editor/document";
import type { Editor } from "../../editor/editor";
import type { Painted } from "../../player/layers";
import { MaskOverlay } from "../../player/MaskOverlay";
import type { ClipUnder } from "./film";

interface ClipLayerProps {
  readonly clip: ClipUnder;
  readonly video: Video;
  readonly editor: Editor;
  readonly painted: Painted | null;
}

export function ClipLayer({ clip, video, editor, painted }: ClipLayerProps) {
  if (!clip.opened) return null;
  const { x, y, scale } = editor.camera;
  const { brightness, contrast } = editor.picture;
  const style = {
    width: video.width,
    height: video.height,
    transform: `translate(${x}px, ${y}px) scale(${scale})`,
    "--light": `brightness(${brightness}) contrast(${contrast})`,
  } as React.CSSProperties;
  return (
    <div className={scale >= 6 ? "under pixels" : "under"} style={style}>
      <Pictures key={clip.attempt} clip={clip} media={video.media} />
      {painted && (clip.between || clip.running) && <MaskOverlay playhead={clip.playhead} painted={painted} />}
    </div>
  );
}

/** Nothing of the camera or the light reaches the element that plays. */
const Pictures = memo(
  function Pictures({ clip, media }: { readonly clip: ClipUnder; readonly media: string }) {
    const element = useRef<HTMLVideoElement>(null);
    const { playhead } = clip;
    const ready = useRef(clip.ready);
    useEffect(() => {
      if (!element.current) return undefined;
      const leave = playhead.attach(element.current);
      ready.current();
      return leave;
    }, [playhead]);
    return <video ref={element} src={media} muted playsInline preload="auto" aria-hidden="true" tabIndex={-1} />;
  },
  (before, after) => before.media === after.media && before.clip.playhead === after.clip.playhead,
);

/** Which tracks the layer leaves out: those that are hidden, and those whose own outline the canvas shows. */
export function leftOut(editor: Editor, running: boolean): ReadonlySet<number> {
  const { present } = editor.history;
  const drawn = running
    ? []
    : present.tracks.filter(({ id }) => cellAt(present, { track: id, frame: editor.frame }) !== null);
  return new Set([...editor.hidden, ...drawn.map(({ id }) => id)].map(Number));
}
