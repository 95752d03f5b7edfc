/** Why: every action shows its key. The keys are hidden from screen readers, which hear them as `aria-keyshortcuts`. */
export function Kbd({ keys }: { keys: readonly string[] }) {
  return (
    <span className="keys" aria-hidden="true">
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
