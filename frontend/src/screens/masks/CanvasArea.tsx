/** The picture with what floats on it: the one part of the screen that follows every move of the pointer. */

import { type CSSProperties, type RefObject, useState, useSyncExternalStore } from "react";
import type { Finding, Video } from "../../api/types";
import { MaskCanvas } from "../../canvas/MaskCanvas";
import type { EditorStore } from "../../editor/store";
import { CanvasOverlays } from "./CanvasOverlays";
import type { Stills } from "./stills";
import { FILL } from "./ViewBar";

export function CanvasArea(props: {
  readonly store: EditorStore;
  readonly canvas: RefObject<SVGSVGElement | null>;
  readonly video: Video;
  readonly stills: Stills;
  readonly findings: readonly Finding[];
  readonly finding: number | null;
  readonly onFinding: (finding: Finding | null) => void;
  readonly onAction: (name: string) => void;
}) {
  const { store, stills, findings } = props;
  const editor = useSyncExternalStore(store.subscribe, store.state);
  const state = stills.states.get(editor.frame);
  const still = props.video.stills.find((one) => one.frame === editor.frame);
  const picture = still && state === "ready" ? still.url : null;
  const [fill, setFill] = useState(FILL);
  const style = { "--mask-fill": fill / 100, "--mask-fill-lit": Math.min((fill * 1.6) / 100, 1) } as CSSProperties;
  return (
    <main className="cv" style={style}>
      <MaskCanvas editor={editor} dispatch={store.dispatch} picture={picture} canvas={props.canvas} />
      <CanvasOverlays
        editor={editor}
        picture={picture}
        failed={state === "failed"}
        findings={findings}
        finding={props.finding}
        onFinding={props.onFinding}
        dispatch={store.dispatch}
        fill={fill}
        onFill={setFill}
        onAction={props.onAction}
        onFetchAgain={() => stills.fetchAgain(editor.frame)}
      />
    </main>
  );
}
