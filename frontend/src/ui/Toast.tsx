/** Why: what happened elsewhere, or went wrong without a place of its own, is said in the corner and leaves by itself. */
import { t } from "@lingui/core/macro";
import { Check, CircleX, X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";
import { IconButton } from "./Button";
import { Icon } from "./Icon";

interface Message {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
}

const STAY_MS = 6000;
let messages: readonly Message[] = [];
let last = 0;
const watchers = new Set<() => void>();

function change(next: readonly Message[]): void {
  messages = next;
  for (const watcher of watchers) watcher();
}

const leave = (id: number) => change(messages.filter((message) => message.id !== id));

/** Say something in the corner; a failure stays until it is closed. */
export function toast(text: string, kind: "done" | "failed" = "done"): void {
  last += 1;
  change([...messages.slice(-3), { id: last, text, bad: kind === "failed" }]);
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => messages,
  );
  return (
    <div className="toasts" aria-live="polite">
      {shown.map((message) => (
        <ToastCard key={message.id} message={message} />
      ))}
    </div>
  );
}

function ToastCard({ message }: { message: Message }) {
  useEffect(() => {
    if (message.bad) return;
    const timer = window.setTimeout(() => leave(message.id), STAY_MS);
    return () => window.clearTimeout(timer);
  }, [message]);
  return (
    <div className="toast" role={message.bad ? "alert" : undefined}>
      <Icon of={message.bad ? CircleX : Check} tone={message.bad ? "bad" : "ok"} />
      <span className="sp">{message.text}</span>
      <IconButton label={t`Close this message`} icon={X} size="sm" onClick={() => leave(message.id)} />
    </div>
  );
}
