/** Why: a person in two letters, where the name has no room. */
export function Avatar({ name, small = false }: { name: string; small?: boolean }) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => word?.[0] ?? "").join("");
  return (
    <span className={`avatar ${small ? "sm" : ""}`} aria-hidden="true">
      {letters.toUpperCase()}
    </span>
  );
}
