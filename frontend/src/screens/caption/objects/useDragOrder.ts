/** Dragging a row of the list to another place: the list stays as it is until the hand lets go. */

import { type PointerEvent, type RefObject, useRef, useState } from "react";
import type { CaptionObject } from "../../../caption/problem";
import { moved } from "./rewrite";

type DragOrder = {
  readonly body: RefObject<HTMLTableSectionElement | null>;
  /** The object that is in the hand. */
  readonly dragged: number | null;
  /** The row where it would go. */
  readonly over: number | null;
  readonly grip: (number: number) => (event: PointerEvent<HTMLElement>) => void;
};

export function useDragOrder(
  objects: readonly CaptionObject[],
  onOrder: (numbers: readonly number[]) => void,
): DragOrder {
  const body = useRef<HTMLTableSectionElement>(null);
  const [drag, setDrag] = useState<{ readonly number: number; readonly over: number } | null>(null);
  const rowAt = (y: number) => {
    const rows = [...(body.current?.querySelectorAll<HTMLElement>("tr[data-object]") ?? [])];
    const at = rows.findIndex((row) => y < row.getBoundingClientRect().bottom);
    return at < 0 ? rows.length - 1 : at;
  };
  const grip = (number: number) => (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle = event.currentTarget;
    const from = objects.findIndex((one) => one.number === number);
    let over = from;
    const follow = ({ clientY }: globalThis.PointerEvent) => {
      over = rowAt(clientY);
      setDrag({ number, over });
    };
    const end = ({ type }: Event) => {
      handle.removeEventListener("pointermove", follow);
      for (const name of ENDS) handle.removeEventListener(name, end);
      setDrag(null);
      const numbers = type === "pointerup" && over !== from ? moved(objects, number, over - from) : undefined;
      if (numbers) onOrder(numbers);
    };
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", follow);
    for (const name of ENDS) handle.addEventListener(name, end);
    setDrag({ number, over });
  };
  return { body, dragged: drag?.number ?? null, over: drag?.over ?? null, grip };
}

const ENDS = ["pointerup", "pointercancel"] as const;
