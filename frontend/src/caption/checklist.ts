/**
 * The checklist of a guideline: its Markdown task items, in order. The panel shows them before the guideline's text is opened, so
 * they are read without the Markdown renderer, which is fetched with the text.
 */

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const TASK = /^\s*(?:[-*+]|\d{1,9}[.)])\s+\[[ xX]\]\s+(.+?)\s*$/;

/** The words of each task item, without marks of emphasis; each once. */
export function checklist(markdown: string): string[] {
  const items = new Set<string>();
  let fence = "";
  for (const line of markdown.split("\n")) {
    const mark = FENCE.exec(line)?.[1] ?? "";
    if (fence !== "") {
      if (mark.startsWith(fence) && line.trim() === mark) fence = "";
    } else if (mark !== "") fence = mark;
    else {
      const item = TASK.exec(line)?.[1];
      if (item !== undefined) items.add(item.replace(/\*\*|__|`/g, ""));
    }
  }
  return [...items];
}
