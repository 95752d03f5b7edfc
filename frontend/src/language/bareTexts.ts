/**
 * Why: a text that is written past the catalogue is English on every page, and nobody sees it who reads English. This finds them
 * in a file's syntax: words between tags, words in what is shown (a label, a title), and whatever reads like a sentence.
 */
import ts from "typescript";

const SHOWN =
  /^(?:title|label|aria-label|aria-valuetext|alt|placeholder|hint|blocked|legend|note|text|does|head|words|notice)$/;
const LETTERS = /\p{L}{2,}/u;
const SENTENCE = /^(?:A|[A-Z“][\p{L}’']+),? [^=<>{}]*\p{L}|^\p{L}[^=<>{}/]* [^=<>{}/]*[.?!…]$/u;

const isLooked = (node: ts.Node): boolean =>
  ts.isTaggedTemplateExpression(node) ||
  (ts.isCallExpression(node) && /^(?:plural|select)$/.test(node.expression.getText())) ||
  (ts.isJsxElement(node) && node.openingElement.tagName.getText() === "Trans");

/** What a literal is for, past parentheses, choices and lists: the node that takes it. */
function taker(node: ts.Node): ts.Node {
  let at = node.parent;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isConditionalExpression(at) ||
    ts.isJsxExpression(at) ||
    (ts.isBinaryExpression(at) && !/[=!]==?|in/.test(at.operatorToken.getText()))
  )
    at = at.parent;
  return at;
}

const said = (node: ts.Node): string =>
  ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join("")
    : ts.isStringLiteralLike(node)
      ? node.text
      : "";

function isBare(node: ts.Node): boolean {
  if (ts.isJsxText(node)) return LETTERS.test(node.text);
  const text = said(node);
  if (!LETTERS.test(text) || ts.isTypeNode(node.parent) || ts.isImportDeclaration(node.parent)) return false;
  const at = taker(node);
  const name = ts.isJsxAttribute(at) || ts.isPropertyAssignment(at) ? at.name.getText().replaceAll('"', "") : "";
  if (ts.isPropertyAssignment(at) && at.name === node) return false;
  // What is compared is a code; what is made new is an error for who writes programs, or a pattern.
  if (ts.isNewExpression(at) || ts.isBinaryExpression(at)) return false;
  return SHOWN.test(name) || SENTENCE.test(text);
}

/** The texts of a file that no catalogue will ever hold, with their lines: `12: Save`. */
export function bareTexts(name: string, source: string): readonly string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (isLooked(node)) return;
    if (isBare(node)) {
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      found.push(`${line}: ${(said(node) || node.getText()).trim()}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
