/** Rings in video pixels as the path of a drawing; it fills even-odd. */
export function pathOf(rings: readonly (readonly (readonly number[])[])[]): string {
  return rings.map((ring) => `M${ring.map((point) => point.join(" ")).join("L")}Z`).join("");
}
