/** Why: long lists come some at a time, and one sees where one is in them. */
import { Button } from "../ui/Button";
import { count } from "./labels";
import "./paging.css";

export function Paging(props: { offset: number; atOnce: number; total: number; onOffset: (offset: number) => void }) {
  const { offset, atOnce, total, onOffset } = props;
  if (total <= atOnce) return null;
  return (
    <div className="row paging">
      <span className="f3 t12 num sp">
        {count(offset + 1)} to {count(Math.min(offset + atOnce, total))} of {count(total)}
      </span>
      <Button
        size="sm"
        blocked={offset === 0 ? "These are the first." : undefined}
        onClick={() => onOffset(offset - atOnce)}
      >
        Earlier
      </Button>
      <Button
        size="sm"
        blocked={offset + atOnce >= total ? "These are the last." : undefined}
        onClick={() => onOffset(offset + atOnce)}
      >
        More
      </Button>
    </div>
  );
}
