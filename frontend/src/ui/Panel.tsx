/** Why: a titled surface; everything that belongs together on a page sits on one. */
import { type ReactNode, useId } from "react";

export function Panel(props: { title: ReactNode; meta?: ReactNode; className?: string; children: ReactNode }) {
  const { title, meta, className = "", children } = props;
  const id = useId();
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <div className="panel-h">
        <h2 id={id}>{title}</h2>
        {meta}
      </div>
      {children}
    </section>
  );
}
