/** Going from keyframe to keyframe, and looking closer. */

import { t } from "@lingui/core/macro";
import { nextOpen } from "../completeness";
import { columnsOf } from "../document";
import { currentPlace, type Editor, type EditorEvent } from "../editor";
import { type Action, always } from "./action";

export const steps: readonly Action[] = [
  {
    name: "previous-keyframe",
    label: t`Keyframe back`,
    group: "Keyframes",
    keys: ["E", "PageUp"],
    when: (e) => beside(e, -1) !== null,
    run: (e) => goTo(beside(e, -1)),
  },
  {
    name: "next-keyframe",
    label: t`Keyframe on`,
    group: "Keyframes",
    keys: ["R", "PageDown"],
    when: (e) => beside(e, 1) !== null,
    run: (e) => goTo(beside(e, 1)),
  },
  {
    name: "first-keyframe",
    label: t`First keyframe`,
    group: "Keyframes",
    keys: ["Home"],
    when: always,
    run: (e) => goTo(e.history.present.frames[0] ?? null),
  },
  {
    name: "last-keyframe",
    label: t`Last keyframe`,
    group: "Keyframes",
    keys: ["End"],
    when: always,
    run: (e) => goTo(e.history.present.frames.at(-1) ?? null),
  },
  ...frameSteps(),
  {
    name: "next-open",
    label: t`Next open cell`,
    group: "Keyframes",
    keys: ["M"],
    when: (e) => nextOpen(e.history.present, null) !== null,
    run: goToOpen,
  },
];

export const views: readonly Action[] = [
  {
    name: "fit",
    label: t`Fit (or double-click beside the objects)`,
    group: "View",
    keys: ["Z"],
    when: always,
    run: () => [{ type: "fit" }],
  },
  {
    name: "zoom-in",
    label: t`Zoom in`,
    group: "View",
    keys: ["+", "="],
    when: always,
    run: () => [{ type: "zoom", at: null, factor: 1.25 }],
  },
  {
    name: "zoom-out",
    label: t`Zoom out`,
    group: "View",
    keys: ["-"],
    when: always,
    run: () => [{ type: "zoom", at: null, factor: 0.8 }],
  },
  {
    name: "onion",
    label: t`Onion skin: the neighbouring keyframes`,
    group: "View",
    keys: ["I"],
    when: always,
    run: () => [{ type: "onion" }],
  },
  {
    name: "grid",
    label: t`Grid of pixels, from 800 % on`,
    group: "View",
    keys: ["Shift+I"],
    when: always,
    run: () => [{ type: "grid" }],
  },
  ...light("brightness", [t`More brightness`, "Ctrl+Alt+ArrowUp"], [t`Less brightness`, "Ctrl+Alt+ArrowDown"]),
  ...light("contrast", [t`More contrast`, "Ctrl+Alt+ArrowRight"], [t`Less contrast`, "Ctrl+Alt+ArrowLeft"]),
  {
    name: "picture-reset",
    label: t`Picture as it is`,
    group: "View",
    keys: ["Shift+Z"],
    when: (e) => e.picture.brightness !== 1 || e.picture.contrast !== 1,
    run: () => [{ type: "picture", brightness: 1, contrast: 1 }],
  },
];

function light(
  side: "brightness" | "contrast",
  [moreText, more]: readonly [string, string],
  [lessText, less]: readonly [string, string],
): readonly Action[] {
  const by = (step: number) => (e: Editor) => [
    { type: "picture", [side]: Math.round((e.picture[side] + step) * 100) / 100 } as const,
  ];
  return [
    { name: `${side}-more`, label: moreText, group: "View", keys: [more], when: always, run: by(0.1) },
    { name: `${side}-less`, label: lessText, group: "View", keys: [less], when: always, run: by(-0.1) },
  ];
}

/** Between the keyframes one steps by the clip's own frames, to see where what is computed goes wrong. */
function frameSteps(): readonly Action[] {
  const ways = [
    ["previous-frame", t`Frame back`, "D", -1],
    ["next-frame", t`Frame on`, "F", 1],
    ["ten-frames-back", t`Ten frames back`, "Shift+D", -10],
    ["ten-frames-on", t`Ten frames on`, "Shift+F", 10],
  ] as const;
  return ways.map(
    ([name, label, key, by]): Action => ({
      name,
      label,
      group: "Keyframes",
      keys: [key],
      when: (e) => (by < 0 ? e.frame > 0 : e.frame < e.frameCount - 1),
      run: (e) => goTo(Math.max(0, Math.min(e.frameCount - 1, e.frame + by))),
    }),
  );
}

function beside(editor: Editor, step: -1 | 1): number | null {
  const columns = columnsOf(editor.history.present);
  const found =
    step < 0 ? columns.findLast((frame) => frame < editor.frame) : columns.find((frame) => frame > editor.frame);
  return found ?? null;
}

function goTo(frame: number | null): readonly EditorEvent[] {
  return frame === null ? [] : [{ type: "go", frame }];
}

function goToOpen(editor: Editor): readonly EditorEvent[] {
  const place = nextOpen(editor.history.present, currentPlace(editor));
  return place ? [{ type: "go", ...place }] : [];
}
