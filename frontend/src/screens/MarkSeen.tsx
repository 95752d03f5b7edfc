/** Why: a caption is judged by the guideline that its writer had before their eyes, so a version counts once its text was shown. */
import { useEffect } from "react";
import { useSeeGuideline } from "../api/guideline";

/** Put after the text: nothing is marked while it loads, nor in a tab that nobody looks at. */
export function MarkSeen(props: { readonly project: string; readonly version: number; readonly seen: boolean }) {
  const { project, version, seen } = props;
  const { mutate } = useSeeGuideline(project);
  useEffect(() => {
    if (seen) return undefined;
    const mark = () => document.visibilityState === "visible" && mutate(version);
    if (mark() !== false) return undefined;
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [seen, version, mutate]);
  return null;
}
