/** Why: a bracket tethered to a mask, which is what the program does. */
export function Logo() {
  return (
    <svg width="24" height="24" viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path d="M8 4H5v16h3" stroke="var(--fg-1)" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
      <path d="M9.5 12h1c2.2 0 2.2-4 4.5-4" stroke="var(--fg-3)" strokeWidth="2" strokeLinecap="round" />
      <rect x="15.5" y="4.5" width="5.5" height="5.5" rx="1.2" fill="var(--o2)" />
    </svg>
  );
}
