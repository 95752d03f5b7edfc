/** Why: an empty list says in one sentence why it is empty and offers the one thing to do. */
import { Trans } from "@lingui/react/macro";
import { CircleX, Inbox, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./Button";
import { Icon } from "./Icon";

export function EmptyState(props: { icon?: LucideIcon; title: ReactNode; children?: ReactNode; action?: ReactNode }) {
  const { icon = Inbox, title, children, action } = props;
  return (
    <div className="empty">
      <Icon of={icon} tone="f3" />
      <div className="col sp">
        <span className="med">{title}</span>
        {children && <span className="f3 t12">{children}</span>}
      </div>
      {action}
    </div>
  );
}

/** What could not be loaded, why, and a second try. */
export function LoadError({ title, text, onRetry }: { title: string; text: string; onRetry: () => void }) {
  return (
    <div className="empty" role="alert">
      <Icon of={CircleX} tone="bad" />
      <div className="col sp">
        <span className="med">{title}</span>
        <span className="f3 t12">{text}</span>
      </div>
      <Button size="sm" onClick={onRetry}>
        <Trans>Try again</Trans>
      </Button>
    </div>
  );
}
