/** The picture with what floats on it: the one part of the screen that follows every move of the pointer. */

import { type CSSProperties, type RefObject, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Caption, Finding, Question, Video } from "../../api/types";
import { MaskCanvas } from "../../canvas/MaskCanvas";
import { screenOf } from "../../canvas/pointer";
import { sceneOf } from "../../editor/editor";
import type { EditorStore } from "../../editor/store";
import { toVideo } from "../../geometry/camera";
import { covers } from "../../geometry/ring";
import { masksOf, type OverlayLook, type Painted, stacked } from "../../player/layers";
import type { MaskFilm } from "../../player/maskFilm";
import { AskCard } from "./AskCard";
import { AskPoint, QuestionMarks } from "./AskPoint";
import type { Asking } from "./ask";
import { CanvasOverlays } from "./CanvasOverlays";
import { ClipLayer, leftOut } from "./ClipLayer";
import type { ClipUnder } from "./film";
import { PreviewCard } from "./PreviewCard";
import type { Previewing } from "./preview";
import type { Stills } from "./stills";
import { FILL } from "./ViewBar";

/** Pointing at another object's mask lights its words, its row and its line; the one in hand needs no light. */
function useLight(store: EditorStore, canvas: RefObject<SVGSVGElement | null>): void {
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const light = (track: string | null) => store.dispatch({ type: "light", track });
    const move = (event: PointerEvent) => {
      const editor = store.state();
      if (event.buttons !== 0 || editor.tool.tool !== "select") return light(null);
      const at = toVideo(screenOf(event, element), editor.camera);
      const scene = sceneOf(editor);
      const own = covers(scene.shape, at);
      light(own ? null : (scene.others.findLast(({ shape }) => covers(shape, at))?.track ?? null));
    };
    const leave = () => light(null);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerleave", leave);
    return () => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerleave", leave);
    };
  }, [store, canvas]);
}

const NOBODY: ReadonlySet<number> = new Set();

/**
 * What is computed, and over it a preview, which is not kept. It stays the same while the same objects are left out, so
 * that a move does not paint it anew.
 */
function usePainted(film: MaskFilm | null, hidden: ReadonlySet<number>, { preview, stale }: Previewing) {
  const names = [...hidden].join();
  return useMemo((): Painted | null => {
    const left = names === "" ? [] : names.split(",").map(Number);
    const look = (more: readonly number[]): OverlayLook => ({
      hidden: new Set([...left, ...more]),
      lit: NOBODY,
      humanOnly: false,
    });
    if (preview.is !== "shown" || stale) return film && masksOf(film, look([]));
    const above = masksOf(preview.film, { ...look([]), dashed: true });
    return film ? stacked(masksOf(film, look([Number(preview.stretch.track)])), above) : above;
  }, [film, names, preview, stale]);
}

export function CanvasArea(props: {
  readonly store: EditorStore;
  readonly canvas: RefObject<SVGSVGElement | null>;
  readonly video: Video;
  readonly stills: Stills;
  readonly findings: readonly Finding[];
  readonly finding: number | null;
  readonly onFinding: (finding: Finding | null) => void;
  readonly onAction: (name: string) => void;
  readonly caption: Caption;
  readonly asking: Asking;
  readonly questions: readonly Question[];
  readonly clip: ClipUnder;
  readonly film: MaskFilm | null;
  readonly previewing: Previewing;
}) {
  const { store, stills, findings, asking, clip } = props;
  useLight(store, props.canvas);
  const editor = useSyncExternalStore(store.subscribe, store.state);
  const state = stills.states.get(editor.frame);
  const still = props.video.stills.find((one) => one.frame === editor.frame);
  const picture = still && state === "ready" && !clip.running ? still.url : null;
  const failed = clip.between ? clip.failed : state === "failed";
  const hidden = leftOut(editor, clip.running);
  const painted = usePainted(props.film, hidden, props.previewing);
  const [fill, setFill] = useState(FILL);
  const style = { "--mask-fill": fill / 100, "--mask-fill-lit": Math.min((fill * 1.6) / 100, 1) } as CSSProperties;
  return (
    <main className="cv" style={style} onPointerDownCapture={clip.halt}>
      <ClipLayer clip={clip} video={props.video} editor={editor} painted={painted} />
      <MaskCanvas
        editor={editor}
        dispatch={store.dispatch}
        picture={picture}
        seen={picture !== null || (clip.between && clip.shown && !clip.failed)}
        running={clip.running}
        canvas={props.canvas}
      />
      <CanvasOverlays
        editor={editor}
        picture={picture}
        failed={failed}
        running={clip.running}
        findings={findings}
        finding={props.finding}
        onFinding={props.onFinding}
        dispatch={store.dispatch}
        fill={fill}
        onFill={setFill}
        onAction={props.onAction}
        onFetchAgain={() => (clip.between ? clip.fetchAgain() : stills.fetchAgain(editor.frame))}
      />
      <PreviewCard editor={editor} previewing={props.previewing} />
      <QuestionMarks questions={props.questions} editor={editor} />
      <AskPoint asking={asking} editor={editor} />
      {asking.ask.open && !asking.ask.picking && <AskCard asking={asking} caption={props.caption} editor={editor} />}
    </main>
  );
}
