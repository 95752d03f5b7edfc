/**
 * Why: a question that must be answered first. The native element keeps focus inside, closes on Escape and gives the focus
 * back; we add the title, a close on the backdrop and nothing else. Render it only while it is open.
 */
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

export function Dialog(props: {
  title: ReactNode;
  /** Called on Escape and on the backdrop; without it the question cannot be put off. */
  onClose?: () => void;
  wide?: boolean;
  /** Single keys that answer, by the browser's name for them. */
  answers?: Readonly<Record<string, () => void>>;
  children: ReactNode;
}) {
  const { title, onClose, wide = false, answers = {}, children } = props;
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();

  // A layout effect: the element can give the focus back only while it is still in the page.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);

  return (
    <dialog
      ref={ref}
      className={`dlg ${wide ? "wide" : ""}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
      onClose={({ currentTarget }) => {
        // A second Escape in a row closes the element whatever we say, and a question without a way out must stay.
        if (onClose) onClose();
        else if (currentTarget.isConnected) currentTarget.showModal();
      }}
      onKeyDown={(event) => {
        const answer = answers[event.key];
        if (!answer || event.ctrlKey || event.altKey || event.metaKey) return;
        event.preventDefault();
        answer();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget && outside(event.currentTarget, event)) onClose?.();
      }}
    >
      <div className="dlg-body">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

function outside(dialog: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): boolean {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
