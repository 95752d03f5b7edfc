/** Why: every number of the overview leads to the clips that it counts; a nought leads nowhere and is no link. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { filterOf } from "../../api/library";
import type { Figure } from "../../api/types";
import { count } from "../labels";

export function Amount(props: { slug: string; of: Figure; name: string; className?: string; children?: ReactNode }) {
  const { slug, of, name, className = "", children } = props;
  const shown = children ?? count(of.count);
  if (of.count === 0) return <span className={`num f3 ${className}`}>{shown}</span>;
  return (
    <Link
      to="/p/$project/videos"
      params={{ project: slug }}
      search={filterOf(of.rows)}
      className={`lnk num ${className}`}
      aria-label={`${name}: ${count(of.count)}`}
    >
      {shown}
    </Link>
  );
}
