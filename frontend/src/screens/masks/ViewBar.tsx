/** How the picture is looked at: zoom, fit, onion skin, and behind one button the fill, brightness and contrast. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ChevronDown, Layers, Minus, Plus } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import type { Editor, EditorEvent } from "../../editor/editor";
import { toVideo } from "../../geometry/camera";
import { screenPoint } from "../../geometry/point";
import { Keys } from "./Keys";

interface ViewProps {
  readonly editor: Editor;
  readonly dispatch: (event: EditorEvent) => void;
  readonly onAction: (name: string) => void;
  /** How opaque masks are, in percent. */
  readonly fill: number;
  readonly onFill: (percent: number) => void;
}

/** The bar; while an outline is open it lets the pointer through to the picture under it. */
export function ViewBar(props: ViewProps) {
  const { editor, onAction } = props;
  const drawing = "points" in editor.tool && editor.tool.points.length > 0;
  return (
    <div
      className={drawing ? "float view through" : "float view"}
      data-theme="dark"
      role="toolbar"
      aria-label={t`View`}
    >
      <button type="button" className="btn ghost sm icon" aria-label={t`Zoom out`} onClick={() => onAction("zoom-out")}>
        <Minus className="ic s14" aria-hidden />
      </button>
      <span className="num med percent">{Math.round(editor.camera.scale * 100)}%</span>
      <button type="button" className="btn ghost sm icon" aria-label={t`Zoom in`} onClick={() => onAction("zoom-in")}>
        <Plus className="ic s14" aria-hidden />
      </button>
      <button type="button" className="btn ghost sm" onClick={() => onAction("fit")}>
        <Trans>Fit</Trans> <Keys of="fit" />
      </button>
      <span className="vr" />
      <button
        type="button"
        className={editor.onion ? "btn ghost sm on" : "btn ghost sm"}
        aria-pressed={editor.onion}
        onClick={() => onAction("onion")}
      >
        <Layers className="ic s14" aria-hidden />
        <Trans>Onion skin</Trans> <Keys of="onion" />
      </button>
      <Looks {...props} />
    </div>
  );
}

/** Opens and closes what hangs on a button: Escape gives the focus back, a press elsewhere only closes. */
function usePopover() {
  const [open, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const leave = (event: PointerEvent) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setOpen(false);
    };
    const close = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("keydown", close, true);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("keydown", close, true);
    };
  }, [open]);
  return { open, setOpen, place, button };
}

/** The sliders behind "Fill 28%": they change how things look and nothing of what is drawn. */
function Looks({ editor, dispatch, fill, onFill }: ViewProps) {
  const { open, setOpen, place, button } = usePopover();
  const id = useId();
  const { brightness, contrast } = editor.picture;
  const light = (side: "brightness" | "contrast") => (value: number) =>
    dispatch({ type: "picture", [side]: value / 100 });
  const asItIs = () => {
    onFill(FILL);
    dispatch({ type: "picture", brightness: 1, contrast: 1 });
  };
  const changed = brightness !== 1 || contrast !== 1;
  return (
    <div ref={place} className="menu-place">
      <button
        ref={button}
        type="button"
        className={changed ? "btn ghost sm on" : "btn ghost sm"}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <Trans>Fill {fill}%</Trans> <ChevronDown className="ic s12" aria-hidden />
      </button>
      {open && (
        <fieldset id={id} className="pop below looks">
          <legend className="sr">
            <Trans>Look</Trans>
          </legend>
          <Slider label={t`Fill`} value={fill} most={80} onChange={onFill} />
          <Slider {...LIGHT} label={t`Brightness`} value={percent(brightness)} onChange={light("brightness")} />
          <Slider {...LIGHT} label={t`Contrast`} value={percent(contrast)} onChange={light("contrast")} />
          <button type="button" className="btn sm" onClick={asItIs}>
            <Trans>As it is</Trans>
          </button>
        </fieldset>
      )}
    </div>
  );
}

const LIGHT = { least: 40, most: 250 };
const percent = (share: number) => Math.round(share * 100);

/** The fill that masks have by default, in percent; the tokens say the same. */
export const FILL = 28;

function Slider(props: {
  readonly label: string;
  readonly value: number;
  readonly least?: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}) {
  const { label, value, least = 0, most, onChange } = props;
  return (
    <label className="slide">
      <span>{label}</span>
      <input
        type="range"
        min={least}
        max={most}
        value={value}
        aria-valuetext={`${value} %`}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <span className="num">{value}%</span>
    </label>
  );
}

/** The whole frame in small with what the canvas shows of it; only while that is not everything. */
export function MiniMap({ editor, picture }: { editor: Editor; picture: string | null }) {
  if (editor.fitted || !picture) return null;
  const { size, view, camera } = editor;
  const from = toVideo(screenPoint(0, 0), camera);
  const to = toVideo(screenPoint(view.width, view.height), camera);
  const share = (value: number, whole: number) => `${Math.min(Math.max(value / whole, 0), 1) * 100}%`;
  const style = {
    left: share(from.x, size.width),
    top: share(from.y, size.height),
    right: share(size.width - to.x, size.width),
    bottom: share(size.height - to.y, size.height),
  };
  return (
    <div className="float mini" style={{ aspectRatio: `${size.width} / ${size.height}` }} aria-hidden="true">
      <img src={picture} alt="" />
      <i style={style} />
    </div>
  );
}
