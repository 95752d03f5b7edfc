/** The row under selected words: which objects they name. Digits do the same without leaving the text. */

import { Kbd } from "../ui/Kbd";
import { ObjectBadge } from "./ObjectBadge";

export type Offer = {
  readonly words: string;
  /** Objects that the words name already. */
  readonly ids: readonly string[];
  /** Objects that the caption names anywhere. */
  readonly used: readonly string[];
  readonly left: number;
  readonly top: number;
};

const ALL = Array.from("1234567890");

export function GroundRow({ offer, onPick }: { readonly offer: Offer; readonly onPick: (id: string) => void }) {
  const next = ALL.find((id) => !offer.used.includes(id));
  const words = offer.words.length > 28 ? `${offer.words.slice(0, 26).trimEnd()}…` : offer.words;
  return (
    <fieldset className="pop ground" style={{ left: offer.left, top: offer.top }}>
      <legend className="sr">Objects that the selected words name</legend>
      <div className="row ground-head">
        <span className="med ell">{`Ground “${words}” as`}</span>
        <span className="sp" />
        <span className="f3 t12 nw">press digits, then</span>
        <Kbd keys={["Enter"]} />
      </div>
      <div className="objects">
        {ALL.map((id) => (
          <OfferButton key={id} id={id} offer={offer} onPick={onPick} />
        ))}
        <span className="f3 t11 nw">{next === undefined ? "all ten in use" : `${next} is next`}</span>
      </div>
    </fieldset>
  );
}

function OfferButton(props: { readonly id: string; readonly offer: Offer; readonly onPick: (id: string) => void }) {
  const { id, offer, onPick } = props;
  const used = offer.used.includes(id);
  const on = offer.ids.includes(id);
  return (
    <button
      type="button"
      className={`offer ${on ? "on" : ""} ${used ? "" : "free"}`}
      aria-label={`Ground as object ${id}`}
      aria-pressed={on}
      // The selection in the text must outlive the press.
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => onPick(id)}
    >
      {used ? <ObjectBadge number={Number(id)} size="s22" silent /> : id}
    </button>
  );
}
