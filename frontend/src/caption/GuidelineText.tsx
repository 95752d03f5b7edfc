/**
 * A guideline to read: Markdown as React elements, never as markup. Pages of others are reached by links only: a picture from
 * elsewhere would tell its server who reads what. An example of a caption is shown as the editor would show it.
 */

import { t } from "@lingui/core/macro";
import type { ReactNode } from "react";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { CaptionText } from "./CaptionText";
import { keyed } from "./DiffText";
import { type ParsedCaption, parse } from "./grammar";
import { PhraseChip } from "./PhraseChip";
import "./guideline-text.css";

const SAFE_LINK = /^(?:https?:\/\/|mailto:)/i;
const CAPTION = /\]<mask_/;
const PLUGINS = [remarkGfm];

export function GuidelineText({ text }: { readonly text: string }) {
  return (
    <div className="guideline-text">
      <Markdown remarkPlugins={PLUGINS} urlTransform={safeLink} components={COMPONENTS}>
        {text}
      </Markdown>
    </div>
  );
}

/** The address of a link that may be followed; empty for every other. */
function safeLink(url: string): string {
  return SAFE_LINK.test(url.trim()) ? url.trim() : "";
}

/** The page has its own title over a guideline, so its headings begin two ranks lower. */
const COMPONENTS: Components = {
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h5>{children}</h5>,
  h4: ({ children }) => <h6>{children}</h6>,
  h5: ({ children }) => <h6>{children}</h6>,
  a: ({ href, children }) =>
    href ? (
      <a href={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ alt }) => <span className="f3">{alt ? t`(picture: ${alt})` : t`(picture)`}</span>,
  input: ({ checked }) => <span className={checked ? "cb on" : "cb"} aria-hidden="true" />,
  pre: ({ node, children }) => {
    const code = node?.children[0];
    if (code?.type !== "element") return <pre>{children}</pre>;
    const raw = code.children.map((part) => (part.type === "text" ? part.value : "")).join("");
    const named = code.properties.className;
    const isCaption = CAPTION.test(raw) || (Array.isArray(named) && named.includes("language-caption"));
    return isCaption ? <Example raw={raw.trimEnd()} /> : <pre>{children}</pre>;
  },
  code: ({ children, className }) => {
    const raw = typeof children === "string" ? children : "";
    const read = CAPTION.test(raw) && !className ? parse(raw) : null;
    return read?.ok ? <InlineExample caption={read.caption} /> : <code className={className}>{children}</code>;
  },
};

/** Each line is a caption: as chips, and below as it is written. */
function Example({ raw }: { readonly raw: string }) {
  const lines = raw.split("\n").filter((line) => line.trim() !== "");
  return (
    <div className="example">
      {keyed(lines).map(([key, line]) => (
        <ExampleLine key={key} line={line.trim()} />
      ))}
      <pre>
        <code>{raw}</code>
      </pre>
    </div>
  );
}

function ExampleLine({ line }: { readonly line: string }): ReactNode {
  const read = parse(line);
  return read.ok && <CaptionText {...read.caption} />;
}

function InlineExample({ caption: { plain, phrases } }: { readonly caption: ParsedCaption }) {
  const chars = Array.from(plain);
  const between = (index: number) => chars.slice(phrases[index - 1]?.end ?? 0, phrases[index]?.start).join("");
  return (
    <span>
      {phrases.map((phrase, index) => (
        <span key={phrase.start}>
          {between(index)}
          <PhraseChip ids={phrase.ids}>{phrase.text}</PhraseChip>
        </span>
      ))}
      {between(phrases.length)}
    </span>
  );
}
