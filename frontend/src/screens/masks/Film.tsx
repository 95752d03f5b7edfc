/** The stills in a row over the cells: what is drawn on each, and what the marks below mean. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Ban, Sparkles, X } from "lucide-react";
import { memo } from "react";
import type { Still } from "../../api/types";
import { type Annotation, cellAt, columnsOf, isKeyframe, stacked } from "../../editor/document";
import type { EditorEvent } from "../../editor/editor";
import { objectColour } from "../../editor/palette";
import type { Size } from "../../geometry/point";
import { pathOf, type Shape } from "../../geometry/ring";
import { urlOf } from "../stillUrl";
import { useScrolledTo } from "./Matrix";
import { timeOf } from "./opening";
import type { StillState, Stills } from "./stills";

export interface FilmProps {
  readonly present: Annotation;
  readonly frame: number;
  readonly size: Size;
  readonly stills: readonly Still[];
  readonly loaded: Stills;
  readonly dispatch: (event: EditorEvent) => void;
}

/** The stills over the matrix, with what is drawn on each. */
export function Film(props: FilmProps) {
  const { present, dispatch } = props;
  return (
    <thead>
      <tr className="film">
        <td className="legend">
          <Legend />
        </td>
        {columnsOf(present).map((frame) => (
          <FilmStill
            key={frame}
            frame={frame}
            here={frame === props.frame}
            url={urlOf(props.stills, frame)}
            state={isKeyframe(present, frame) ? (props.loaded.states.get(frame) ?? "loading") : "between"}
            present={present}
            size={props.size}
            dispatch={dispatch}
          />
        ))}
        <th className="sum" scope="col">
          <Trans>done</Trans>
        </th>
      </tr>
    </thead>
  );
}

function Legend() {
  return (
    <div>
      <span>
        <i className="k drawn" /> <Trans>Drawn</Trans>
      </span>
      <span>
        <i className="k edited" /> <Trans>Model, edited</Trans>
      </span>
      <span>
        <i className="k absent">
          <Ban className="ic" aria-hidden />
        </i>
        <Trans>Absent</Trans>
      </span>
      <span>
        <i className="k suggested">
          <Sparkles className="ic" aria-hidden />
        </i>
        <Trans>Suggestion</Trans>
      </span>
      <span>
        <i className="k open" /> <Trans>To do</Trans>
      </span>
      <span>
        <i className="k computed" /> <Trans>Computed</Trans>
      </span>
      <span>
        <i className="k drawn returned">
          <X className="ic" aria-hidden />
        </i>
        <Trans>Returned</Trans>
      </span>
    </div>
  );
}

const FilmStill = memo(function FilmStill(props: {
  readonly frame: number;
  readonly url: string | null;
  /** A still between the keyframes is made when it is asked for, and only shown here. */
  readonly state: StillState | "between";
  readonly here: boolean;
  readonly present: Annotation;
  readonly size: Size;
  readonly dispatch: (event: EditorEvent) => void;
}) {
  const { frame, here, url, state } = props;
  const element = useScrolledTo(here);
  return (
    <th
      ref={element}
      className={["th", state === "between" && "half", here && "cur"].filter(Boolean).join(" ")}
      scope="col"
    >
      <button
        type="button"
        tabIndex={here ? 0 : -1}
        onClick={() => props.dispatch({ type: "go", frame })}
        aria-current={here}
      >
        <span className={state === "loading" ? "im sk" : "im"} data-theme="dark">
          {url && (state === "ready" || state === "between") && <img src={url} alt="" />}
          {state === "failed" && (
            <span className="bad t11 gone">
              <Trans>did not load</Trans>
            </span>
          )}
          {state !== "failed" && <StillMasks annotation={props.present} frame={frame} size={props.size} />}
        </span>
        <span className="lb">
          <span>
            <span className="sr">{state === "between" ? t`Added keyframe at ` : t`Keyframe at `}</span>
            {state === "between" ? "" : timeOf(frame)}
            {state === "between" && (
              <span className="sr">
                <Trans>{timeOf(frame)}, frame</Trans>{" "}
              </span>
            )}
          </span>{" "}
          <span>{frame}</span>
        </span>
      </button>
    </th>
  );
});

const StillMasks = memo(function StillMasks(props: {
  readonly annotation: Annotation;
  readonly frame: number;
  readonly size: { readonly width: number; readonly height: number };
}) {
  const { annotation, frame, size } = props;
  return (
    <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      {stacked(annotation).map((track) => {
        const cell = cellAt(annotation, { track: track.id, frame });
        return cell?.kind === "drawn" && <StillShape key={track.id} number={track.number} shape={cell.shape} />;
      })}
    </svg>
  );
});

const StillShape = memo(function StillShape(props: { readonly number: number; readonly shape: Shape }) {
  return <path d={pathOf(props.shape)} style={{ color: objectColour(props.number).video }} />;
});
