/** What a short English name names: its last word, singular and plural alike. */

const MORE_ABOUT_IT = /\s(?:in|on|at|with|without|from|near|by|behind|under|over|wearing|holding|that|which|who)\s/iu;

/** "three red cups" and "the left cup in her hand" have one head, "cup"; empty where the words end with no letter. */
export function headOf(words: string): string {
  const name = words.trim().toLowerCase().split(MORE_ABOUT_IT, 1)[0] ?? "";
  const last = /\p{L}+$/u.exec(name)?.[0] ?? "";
  return last.replace(/(?<=[^s])s$|(?<=s|x|ch|sh)es$/u, "");
}
