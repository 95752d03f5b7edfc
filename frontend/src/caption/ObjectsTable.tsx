/** The objects that a caption names, with the phrases that name them. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ObjectBadge } from "./ObjectBadge";
import type { Mentioned } from "./survey";
import "./caption.css";

type ObjectsTableProps = {
  readonly objects: readonly Mentioned[];
  readonly onHover?: (number: number | null) => void;
};

export function ObjectsTable({ objects, onHover }: ObjectsTableProps) {
  if (objects.length === 0)
    return (
      <p className="f3 objects-empty">
        <Trans>Mark a phrase in the caption: select its words and press a digit.</Trans>
      </p>
    );
  return (
    <table className="tbl object-table" aria-label={t`Objects`}>
      <thead>
        <tr>
          <th scope="col" className="object-id">
            <Trans>Id</Trans>
          </th>
          <th scope="col">
            <Trans>Phrases in the caption</Trans>
          </th>
          <th scope="col" className="r">
            <Trans>Mentions</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {objects.map(({ number, phrases }) => (
          <tr key={number} onPointerEnter={() => onHover?.(number)} onPointerLeave={() => onHover?.(null)}>
            <td>
              <ObjectBadge number={number} size="s22" />
            </td>
            <td>{[...new Set(phrases)].join(", ")}</td>
            <td className="r">{phrases.length}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
