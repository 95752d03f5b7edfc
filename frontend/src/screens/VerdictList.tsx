/** The parts of the work that are judged one by one: A and R act on the one in focus, the arrows up and down move it. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Check, X } from "lucide-react";
import type { ReactNode } from "react";
import { partOf } from "../api/review";
import type { GivenVerdict } from "../api/types";
import { IdBadge } from "../caption/IdBadge";
import { useHotkeys } from "../ui/hotkeys";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { Pill } from "../ui/Pill";
import { Segmented } from "../ui/Segmented";
import type { Judging, Kind } from "./judging";
import "./verdict-list.css";

type VerdictListProps = {
  readonly label: string;
  readonly judging: Judging;
  /** After a rejection: where its reason is said. */
  readonly onReject: (row: GivenVerdict) => void;
  readonly onHover: (row: GivenVerdict | null) => void;
  readonly onFocus?: (row: GivenVerdict) => void;
  /** At the right end of a row. */
  readonly side?: (row: GivenVerdict) => ReactNode;
  /** Parts that are the same as in the round before. */
  readonly same?: ReadonlySet<string>;
};

export function VerdictList(props: VerdictListProps) {
  const { judging, onReject } = props;
  const act = (kind: Kind) => {
    const row = judging.focused;
    if (!row || !judging.editable) return;
    judging.judge(row, kind);
    if (kind === "rejected" && row.verdict !== "rejected") onReject(row);
  };
  useHotkeys({
    a: () => act("approved"),
    r: () => act("rejected"),
    ArrowDown: () => judging.move(1),
    ArrowUp: () => judging.move(-1),
  });
  return (
    <ul aria-label={props.label}>
      {judging.rows.map((row) => (
        <VerdictRow key={partOf(row)} row={row} {...props} />
      ))}
    </ul>
  );
}

function VerdictRow(props: VerdictListProps & { readonly row: GivenVerdict }) {
  const { row, judging, onReject, onHover, onFocus, side, same } = props;
  const here = judging.focused === row;
  const choose = () => {
    judging.focus(row);
    onFocus?.(row);
  };
  return (
    <li
      className={here ? "vd-row on" : "vd-row"}
      aria-current={here || undefined}
      onPointerEnter={() => onHover(row)}
      onPointerLeave={() => onHover(null)}
    >
      <button type="button" className="vd-pick" title={row.phrase} onClick={choose}>
        <span className="nw">
          {row.ids.map((id) => (
            <IdBadge key={id} id={id} />
          ))}
        </span>
        <span className={here ? "ell semi" : "ell"}>{row.phrase}</span>
      </button>
      {row.verdict === "rejected" && row.reason_text ? <Pill tone="bad">{row.reason_text}</Pill> : null}
      {row.kept ? (
        <Pill>
          <Trans>kept</Trans>
        </Pill>
      ) : null}
      {!row.kept && same?.has(partOf(row)) ? (
        <span className="f3 t12">
          <Trans>same</Trans>
        </span>
      ) : null}
      {judging.editable ? (
        <Segmented<Kind>
          label={t`Verdict on “${row.phrase}”`}
          value={row.verdict}
          options={[option(row, "approved", here), option(row, "rejected", here)]}
          onChange={(kind) => {
            judging.judge(row, kind);
            if (kind === "rejected" && row.verdict !== "rejected") onReject(row);
          }}
        />
      ) : (
        <Said verdict={row.verdict} />
      )}
      {side?.(row)}
    </li>
  );
}

function option(row: GivenVerdict, kind: Kind, here: boolean) {
  const given = row.verdict === kind;
  const decided = row.verdict !== null && !here;
  const approves = kind === "approved";
  const words = approves ? (given ? t`Approved` : t`Approve`) : given ? t`Rejected` : t`Reject`;
  const text = (
    <span className={given ? `vd-given ${approves ? "ok" : "bad"}` : "vd-word"}>
      <Icon of={approves ? Check : X} size="s12" />
      {decided && !given ? null : words}
      {here && !given ? <Kbd keys={[approves ? "A" : "R"]} /> : null}
    </span>
  );
  return { value: kind, name: words, text };
}

function Said({ verdict }: { readonly verdict: GivenVerdict["verdict"] }) {
  if (verdict === null)
    return (
      <span className="f3 t12">
        <Trans>not decided</Trans>
      </span>
    );
  return verdict === "approved" ? (
    <Pill tone="ok" icon={Check}>
      <Trans>Approved</Trans>
    </Pill>
  ) : (
    <Pill tone="bad" icon={X}>
      <Trans>Rejected</Trans>
    </Pill>
  );
}
