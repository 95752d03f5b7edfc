/** The objects that a caption names, with the phrases that name them. */

import { ObjectBadge } from "./ObjectBadge";
import type { Mentioned } from "./survey";
import "./caption.css";

type ObjectsTableProps = {
  readonly objects: readonly Mentioned[];
  readonly onHover?: (number: number | null) => void;
};

export function ObjectsTable({ objects, onHover }: ObjectsTableProps) {
  if (objects.length === 0)
    return <p className="f3 objects-empty">Mark a phrase in the caption: select its words and press a digit.</p>;
  return (
    <table className="tbl object-table" aria-label="Objects">
      <thead>
        <tr>
          <th scope="col" className="object-id">
            Id
          </th>
          <th scope="col">Phrases in the caption</th>
          <th scope="col" className="r">
            Mentions
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
