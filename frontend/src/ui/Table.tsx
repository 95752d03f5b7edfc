/**
 * Why: a table whose rows can be walked with the arrow keys and chosen with Enter or a click. Only one row is a tab stop,
 * so that a hundred rows cost the keyboard one Tab.
 */
import { t } from "@lingui/core/macro";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

export interface Column<Row> {
  readonly key: string;
  readonly head: ReactNode;
  readonly right?: boolean;
  /** Given for the column that the rows are ordered by. */
  readonly sorted?: "ascending" | "descending" | undefined;
  readonly cell: (row: Row) => ReactNode;
}

/** Rows that are ticked, apart from the one that is chosen. */
export interface Marks<Row> {
  readonly has: (row: Row) => boolean;
  readonly some: "none" | "some" | "all";
  /** Tick or untick a row; with `range`, all between the last one and this. */
  readonly onMark: (row: Row, range: boolean) => void;
  readonly onAll: () => void;
  readonly allName: string;
}

export function Table<Row>(props: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => number | string;
  rowName?: (row: Row) => string;
  selected?: number | string | null;
  onSelect?: (row: Row) => void;
  onOpen?: (row: Row) => void;
  /** Given where rows can be ticked: by their box, or by X on a row. */
  marks?: Marks<Row> | undefined;
}) {
  const { label, columns, rows, rowKey, rowName, selected = null, onSelect, onOpen, marks } = props;
  const walk = (event: KeyboardEvent<HTMLTableRowElement>, row: Row, at: number) => {
    if (event.target !== event.currentTarget) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const next = to === undefined ? undefined : rows[to];
    if (next !== undefined && to !== undefined) {
      event.preventDefault();
      const body = event.currentTarget.parentElement;
      onSelect?.(next);
      (body?.children[to] as HTMLElement | undefined)?.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (event.key === "Enter" && rowKey(row) === selected) onOpen?.(row);
      else onSelect?.(row);
    } else if (marks && event.key.toLowerCase() === "x" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      marks.onMark(row, event.shiftKey);
    }
  };
  const stop = rows.some((row) => rowKey(row) === selected) ? selected : rows[0] && rowKey(rows[0]);
  return (
    <table className="tbl" aria-label={label}>
      <thead>
        <tr>
          {marks && (
            <th scope="col" className="mark">
              <AllBox marks={marks} />
            </th>
          )}
          {columns.map((column) => (
            <th key={column.key} scope="col" className={column.right ? "r" : ""} aria-sort={column.sorted}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => {
          const key = rowKey(row);
          const walkable = onSelect && {
            tabIndex: key === stop ? 0 : -1,
            "aria-selected": key === selected,
            "aria-label": rowName?.(row),
            onClick: () => onSelect(row),
            onDoubleClick: () => onOpen?.(row),
            onKeyDown: (event: KeyboardEvent<HTMLTableRowElement>) => walk(event, row, at),
          };
          return (
            <tr key={key} className={`${onSelect ? "pick" : ""} ${key === selected ? "is-sel" : ""}`} {...walkable}>
              {marks && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the box inside takes the keys; beside it a click must not choose the row.
                <td className="mark" onClick={(event) => event.stopPropagation()}>
                  <input
                    type="checkbox"
                    aria-label={t`Select ${rowName?.(row) ?? key}`}
                    checked={marks.has(row)}
                    onChange={() => undefined}
                    onClick={(event) => marks.onMark(row, event.shiftKey)}
                  />
                </td>
              )}
              {columns.map((column) => (
                <td key={column.key} className={column.right ? "r" : ""}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function AllBox<Row>({ marks }: { marks: Marks<Row> }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = marks.some === "some";
  }, [marks.some]);
  return (
    <input
      ref={box}
      type="checkbox"
      aria-label={marks.allName}
      checked={marks.some === "all"}
      onChange={() => marks.onAll()}
    />
  );
}
