/** The row under selected words: which objects they name. Digits do the same without leaving the text. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { KeyboardEvent } from "react";
import { Kbd } from "../ui/Kbd";
import { ObjectBadge } from "./ObjectBadge";

export type Offer = {
  readonly words: string;
  /** Objects that the words name already. */
  readonly ids: readonly string[];
  /** Objects that the caption names anywhere. */
  readonly used: readonly string[];
  /** Objects' names by their number. */
  readonly names: ReadonlyMap<string, string>;
  readonly left: number;
  readonly top: number;
};

const ALL = Array.from("1234567890");

type GroundRowProps = {
  readonly offer: Offer;
  readonly onPick: (id: string) => void;
  /** Back to the text. */
  readonly onLeave: () => void;
};

export function GroundRow({ offer, onPick, onLeave }: GroundRowProps) {
  const next = ALL.find((id) => !offer.used.includes(id) && !offer.names.has(id));
  const words = offer.words.length > 28 ? `${offer.words.slice(0, 26).trimEnd()}…` : offer.words;
  return (
    <fieldset
      className="pop ground"
      style={{ left: offer.left, top: offer.top }}
      onKeyDown={(event) => keyInRow(event, onPick, onLeave)}
    >
      <legend className="sr">
        <Trans>Objects that the selected words name</Trans>
      </legend>
      <div className="row ground-head">
        <span className="med ell">
          <Trans>
            Ground “<bdi>{words}</bdi>” as
          </Trans>
        </span>
        <span className="sp" />
        <span className="f3 t12 nw">
          <Trans>press digits, then</Trans>
        </span>
        <Kbd keys={["Enter"]} />
      </div>
      <div className="objects">
        {[...ALL, "?"].map((id) => (
          <OfferButton key={id} id={id} offer={offer} onPick={onPick} />
        ))}
        <span className="f3 t11 nw">{next === undefined ? t`all ten in use` : t`${next} is next`}</span>
      </div>
    </fieldset>
  );
}

function OfferButton(props: { readonly id: string; readonly offer: Offer; readonly onPick: (id: string) => void }) {
  const { id, offer, onPick } = props;
  const name = offer.names.get(id);
  const used = offer.used.includes(id) || name !== undefined;
  const on = offer.ids.includes(id);
  const label = id === "?" ? t`Ground as a crowd` : t`Ground as object ${id}${name ? `, ${name}` : ""}`;
  return (
    <button
      type="button"
      className={`offer ${on ? "on" : ""} ${used ? "" : "free"}`}
      aria-label={label}
      title={name ?? label}
      aria-pressed={on}
      // The selection in the text must outlive the press.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onPick(id)}
    >
      {used && id !== "?" ? <ObjectBadge number={Number(id)} size="s22" silent /> : id}
    </button>
  );
}

/** Arrows go along the row, a digit picks as it does in the text, Escape leads back. */
function keyInRow(event: KeyboardEvent<HTMLElement>, onPick: (id: string) => void, onLeave: () => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons: (Element | null)[] = [...event.currentTarget.querySelectorAll("button")];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step !== undefined) {
    const at = buttons.indexOf(document.activeElement);
    const next = buttons.at((at + step) % buttons.length);
    if (next instanceof HTMLElement) next.focus();
  } else if (event.key === "Escape") onLeave();
  else if (/^[0-9?]$/.test(event.key)) onPick(event.key);
  else return;
  event.preventDefault();
}
