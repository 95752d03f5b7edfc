/**
 * Doubts that a person has looked at and lets stand, for one caption, in this browser.
 *
 * A doubt is known by what it says, not by its place, so that it stays ignored while words are typed before it.
 */

import { useCallback, useState } from "react";
import type { Problem } from "./problem";

const KEY = "tether.ignored:";
/** More than this nobody ignores; the oldest are forgotten. */
const MOST = 200;

/** What a doubt is remembered by; errors are never ignored. */
export function keyOf({ code, title }: Problem): string {
  return `${code} ${title}`;
}

/** The problems that still count: every error, and the warnings that are not ignored. */
export function counting(problems: readonly Problem[], ignored?: ReadonlySet<string>): readonly Problem[] {
  if (ignored === undefined || ignored.size === 0) return problems;
  return problems.filter((one) => one.severity === "error" || !ignored.has(keyOf(one)));
}

function ignoredOf(caption: string): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY + caption) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : []);
  } catch {
    return new Set();
  }
}

/** Args: caption: what tells captions apart, the clip's number and its field; it stays the same while the page is open. */
export function useIgnored(caption: string): {
  readonly ignored: ReadonlySet<string>;
  /** Ignores a doubt, or counts it again. */
  readonly toggle: (problem: Problem) => void;
} {
  const [ignored, setIgnored] = useState(() => ignoredOf(caption));
  const toggle = useCallback(
    (problem: Problem) => {
      setIgnored((before) => {
        const after = new Set(before);
        if (!after.delete(keyOf(problem))) after.add(keyOf(problem));
        keep(caption, [...after].slice(-MOST));
        return after;
      });
    },
    [caption],
  );
  return { ignored, toggle };
}

function keep(caption: string, ignored: readonly string[]): void {
  try {
    if (ignored.length > 0) localStorage.setItem(KEY + caption, JSON.stringify(ignored));
    else localStorage.removeItem(KEY + caption);
  } catch {
    // a full or forbidden storage: ignored for this visit
  }
}
