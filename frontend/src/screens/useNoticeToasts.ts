/** Why: what concerns somebody reaches them on whichever page they are, once. */
import { useEffect, useRef } from "react";
import { useNotices } from "../api/notices";
import { toast } from "../ui/Toast";
import { sentence } from "./noticeWords";

/** Say each notice that arrives while the page is open; those that wait already are counted in the navigation. */
export function useNoticeToasts(slug: string): void {
  const notices = useNotices(slug).data?.notices;
  const newest = useRef<number | null>(null);
  useEffect(() => {
    if (!notices) return;
    const seen = newest.current;
    newest.current = Math.max(seen ?? 0, notices[0]?.id ?? 0);
    if (seen === null) return;
    for (const notice of notices.filter(({ id, read }) => id > seen && !read)) toast(sentence(notice));
  }, [notices]);
}
