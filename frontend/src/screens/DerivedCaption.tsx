/** Why: the cleaned and the Chinese text are written beside the one they come from, by its author or a reviewer, and keep its ids. */
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { describe } from "../api/error";
import type { SaveState } from "../api/outbox";
import { useCaption, useCaptionRevisions } from "../api/queries";
import { captionKey, outbox, useSaveState, useUndecided } from "../api/saving";
import type { Caption } from "../api/types";
import { CaptionEditor, type CaptionEditorHandle } from "../caption/CaptionEditor";
import { CaptionText } from "../caption/CaptionText";
import { compareCaptions } from "../caption/comparison";
import { CaptionDiff } from "../caption/DiffText";
import { type IdFaults, idFaults } from "../caption/derived";
import { IdBadge } from "../caption/IdBadge";
import type { Problem } from "../caption/problem";
import { read } from "../caption/reading";
import type { Survey } from "../caption/survey";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { LoadError } from "../ui/EmptyState";
import { Icon } from "../ui/Icon";
import { Pill } from "../ui/Pill";
import { Skeleton } from "../ui/Skeleton";
import { type DerivedField, useDerivedDraft } from "./derivedDraft";
import { when } from "./labels";
import "./derived-caption.css";

const NAMES: Readonly<Record<DerivedField, string>> = { en_gpt: t`Cleaned caption`, cn: t`Chinese caption` };
const INVITATIONS: Readonly<Record<DerivedField, string>> = {
  en_gpt: t`The written caption in better words. Each phrase keeps its numbers.`,
  cn: t`The written caption in Chinese. Each phrase keeps its numbers.`,
};
const LANGUAGES = { en_gpt: "en", cn: "zh" } as const;

type DerivedCaptionProps = {
  readonly video: number;
  readonly field: DerivedField;
  /** More controls in the head: the history. `onRestore` puts a text in as one undoable edit. */
  readonly controls?: (onRestore: ((text: string) => void) | undefined) => ReactNode;
};

/** One derived text, with the written one beside it. */
export function DerivedCaption({ video, field, controls }: DerivedCaptionProps) {
  const written = useCaption(video, "en");
  const derived = useCaption(video, field);
  const failed = [written, derived].find((query) => query.error && !query.data);
  if (failed) {
    return (
      <LoadError
        title={t`This text did not load`}
        text={describe(failed.error)}
        onRetry={() => void failed.refetch()}
      />
    );
  }
  if (!written.data || !derived.data) return <Skeleton rows={4} height={28} />;
  return (
    <Opened key={field} video={video} field={field} written={written.data} derived={derived.data} controls={controls} />
  );
}

type OpenedProps = DerivedCaptionProps & { readonly written: Caption; readonly derived: Caption };

function Opened({ video, field, written, derived, controls }: OpenedProps) {
  const editor = useRef<CaptionEditorHandle>(null);
  const draft = useDerivedDraft(video, field, derived, editor);
  const text = useRef(draft.initial);
  const [found, setFound] = useState<Survey | null>(null);
  const { editable, outdated } = derived;
  // Small mends of an outdated text do not make it match; that is said by its own button.
  const base = outdated ? derived.based_on : written.revision;
  const replaceBy = (next: string, basedOn: number) => {
    editor.current?.replace(next);
    text.current = next;
    draft.put(next, basedOn);
  };
  const faults = idFaults(
    read(written.text).groundings,
    read(found?.text ?? draft.initial, LANGUAGES[field]).groundings,
  );
  return (
    <div className="derived">
      <Head field={field} derived={derived} video={video}>
        {controls?.(editable ? (old) => replaceBy(old, written.revision) : undefined)}
        {editable && (
          <Button size="sm" onClick={() => replaceBy(written.text, written.revision)}>
            <Trans>Start from the written text</Trans>
          </Button>
        )}
      </Head>
      <div className="derived-pair">
        <WrittenSide video={video} written={written} derived={derived} />
        <section aria-label={NAMES[field]} lang={LANGUAGES[field]}>
          <CaptionEditor
            initial={draft.initial}
            objects={written.objects}
            readOnly={!editable}
            language={LANGUAGES[field]}
            label={NAMES[field]}
            invitation={INVITATIONS[field]}
            handle={editor}
            onChange={(next, _objects, edited) => {
              text.current = next;
              if (edited) draft.put(next, base);
            }}
            onRead={setFound}
            onRaw={() => undefined}
            onSubmit={() => undefined}
          />
        </section>
      </div>
      <Checks
        faults={faults}
        empty={(found?.text ?? draft.initial).trim() === ""}
        errors={found?.problems.filter(({ severity }) => severity === "error") ?? []}
        onJump={(problem) => editor.current?.jump(problem)}
        onSelect={(from, to) => editor.current?.select(from, to)}
        outdated={outdated}
        onMatches={editable ? () => draft.put(text.current, written.revision) : undefined}
      />
      <Conflict video={video} field={field} onTake={draft.take} />
    </div>
  );
}

function Head(props: {
  readonly video: number;
  readonly field: DerivedField;
  readonly derived: Caption;
  readonly children: ReactNode;
}) {
  const { derived, field } = props;
  const save = useSaveState(captionKey(props.video, field));
  return (
    <div className="derived-head">
      <span className="f2 t12">{provenance(derived)}</span>
      {derived.source === "machine" && (
        <Pill tone="dash">
          <Trans>Machine</Trans>
        </Pill>
      )}
      {derived.outdated && (
        <Pill tone="warn" icon={TriangleAlert}>
          <Trans>Outdated</Trans>
        </Pill>
      )}
      <span className="sp" />
      <Saving save={save} />
      {props.children}
    </div>
  );
}

/** Says what is not on the server yet; the line beside it says when the rest was saved. */
function Saving({ save: { status, text } }: { readonly save: SaveState }) {
  if (status === "saved" || status === "conflict") return null;
  if (status === "refused") {
    return <span className="bad t12" role="alert">{t`Not saved: ${text ?? t`the server refused it`}`}</span>;
  }
  const kept = status === "offline" || status === "signed-out";
  return <span className="f3 t12">{kept ? t`Kept on this computer` : t`Saving`}</span>;
}

/** Who made a text, when, and from what. */
function provenance({ by, saved, based_on }: Caption): string {
  if (saved === null) return t`Nobody has written this text yet.`;
  const from = based_on === null ? "" : t`, from version ${based_on} of the written text`;
  return `${by?.name ?? t`Somebody`}, ${when(saved)}${from}`;
}

/** The written text; what changed in it since, when the derived one is behind. */
function WrittenSide(props: { readonly video: number; readonly written: Caption; readonly derived: Caption }) {
  const { written, derived } = props;
  const { plain, phrases, text } = written;
  return (
    <section className="derived-written" aria-label={t`Written text`}>
      <h3 className="f3 t12">{derived.outdated ? t`Written, and what changed since` : t`Written`}</h3>
      {derived.outdated ? (
        <Since video={props.video} from={derived.based_on} text={text} />
      ) : plain === null ? (
        <p>{text}</p>
      ) : (
        <CaptionText plain={plain} phrases={phrases} />
      )}
    </section>
  );
}

function Since({ video, from, text }: { readonly video: number; readonly from: number | null; readonly text: string }) {
  const revisions = useCaptionRevisions(video, "en").data?.revisions;
  const then = revisions?.find(({ revision }) => revision === from)?.text;
  const stretches = useMemo(() => compareCaptions(then ?? text, text), [then, text]);
  return <CaptionDiff stretches={stretches} />;
}

function Checks(props: {
  readonly faults: IdFaults;
  readonly empty: boolean;
  readonly errors: readonly Problem[];
  readonly onJump: (problem: Problem) => void;
  readonly onSelect: (from: number, to: number) => void;
  readonly outdated: boolean;
  /** Left out for who only reads. */
  readonly onMatches: (() => void) | undefined;
}) {
  const { faults, empty, errors, outdated, onMatches } = props;
  const { missing, extra } = faults;
  const sound = !empty && errors.length + missing.length + extra.length === 0;
  return (
    <ul className="derived-checks" aria-label={t`Checks of this text`}>
      {errors.map((problem) => (
        <Check
          key={`${problem.code}:${problem.from}`}
          look="bad"
          action={t`Go to it`}
          onAct={() => props.onJump(problem)}
        >
          {problem.title}
        </Check>
      ))}
      {!empty && missing.length > 0 && (
        <Check look="bad">
          <Ids ids={missing} />{" "}
          {plural(missing.length, {
            one: "is in the written text and missing here",
            other: "are in the written text and missing here",
          })}
        </Check>
      )}
      {extra.map(({ id, at }) => (
        <Check key={id} look="bad" action={t`Go to it`} onAct={() => props.onSelect(at.phraseFrom, at.phraseTo)}>
          <Ids ids={[id]} /> {t`“${at.text}” is not in the written text`}
        </Check>
      ))}
      {outdated && (
        <Check look="warn" action={onMatches && t`It matches again`} onAct={onMatches}>
          <Trans>The written text has changed since this one was made from it</Trans>
        </Check>
      )}
      {empty && (
        <Check look="f3">
          <Trans>A release leaves this text out while it is empty</Trans>
        </Check>
      )}
      {sound && !outdated && (
        <Check look="ok">
          <Trans>It parses, and its ids are those of the written text</Trans>
        </Check>
      )}
    </ul>
  );
}

const LOOKS: Readonly<Record<"bad" | "warn" | "ok" | "f3", LucideIcon>> = {
  bad: CircleX,
  warn: TriangleAlert,
  ok: CircleCheck,
  f3: Info,
};

function Check(props: {
  readonly look: keyof typeof LOOKS;
  readonly action?: string | undefined;
  readonly onAct?: (() => void) | undefined;
  readonly children: ReactNode;
}) {
  const { look, action } = props;
  return (
    <li className="check">
      <Icon of={LOOKS[look]} tone={look} />
      <span>{props.children}</span>
      {action && (
        <Button size="sm" onClick={props.onAct}>
          {action}
        </Button>
      )}
    </li>
  );
}

function Ids({ ids }: { readonly ids: readonly string[] }) {
  return (
    <span className="row-ids">
      {ids.map((id) => (
        <IdBadge key={id} id={id} />
      ))}
    </span>
  );
}

/** Somebody else wrote the same text meanwhile: both are kept until the person chooses. */
function Conflict(props: {
  readonly video: number;
  readonly field: DerivedField;
  readonly onTake: (theirs: Caption) => void;
}) {
  const key = captionKey(props.video, props.field);
  const conflict = useUndecided(key).find((one) => one.key === key && one.status === "conflict");
  if (!conflict) return null;
  const theirs = conflict.current as Caption;
  const mine = typeof conflict.mine?.text === "string" ? conflict.mine.text : "";
  const take = async () => {
    await outbox().takeTheirs(key);
    props.onTake(theirs);
  };
  return (
    <Dialog wide title={t`${theirs.by?.name ?? t`Somebody else`} changed this text too`}>
      <p className="f2 t12">
        <Trans>
          What keeping yours would change of theirs, which stays in the history. Take theirs, and your last changes are
          dropped.
        </Trans>
      </p>
      <CaptionDiff stretches={compareCaptions(theirs.text, mine, LANGUAGES[props.field])} />
      <div className="dlg-foot">
        <Button size="sm" variant="primary" onClick={() => void outbox().keepMine(key)}>
          <Trans>Keep mine</Trans>
        </Button>
        <Button size="sm" onClick={() => void take()}>
          <Trans>Take theirs</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
