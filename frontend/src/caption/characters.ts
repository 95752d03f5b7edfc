/**
 * Which characters a caption may hold, apart from the grammar, and how the two ways of counting them convert.
 *
 * Unassigned code points follow the Unicode version of the browser, which may know newer emoji than the server; the server decides.
 */

/** Full-width forms that an input method leaves behind; only these stand for the grammar's own characters. */
export const WIDE: ReadonlyMap<string, string> = new Map([
  ["，", ","],
  ["？", "?"],
  ["［", "["],
  ["］", "]"],
  ["【", "["],
  ["】", "]"],
  ["＜", "<"],
  ["＞", ">"],
  ["〈", "<"],
  ["〉", ">"],
  ["＿", "_"],
]);

export const FORBIDDEN = /^[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\uFEFF\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]$/u;
export const SPACE = /^\p{Zs}$/u;
export const LINE_BREAK = /^[\n\r\u2028\u2029]$/;
export const DIGIT = /^\p{Nd}$/u;

/** Unicode keeps every script's decimal digits in rows of ten, zero first; mathematical digits are five rows without a gap. */
export function decimalValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}

/** The UTF-16 offset of a code point's position: what an editor counts. */
export function toUtf16(text: string, position: number): number {
  let offset = 0;
  let points = 0;
  for (const char of text) {
    if (points >= position) break;
    offset += char.length;
    points += 1;
  }
  return offset;
}

/** The code point position of a UTF-16 offset: what the server counts. */
export function toCodePoints(text: string, offset: number): number {
  return Array.from(text.slice(0, offset)).length;
}
