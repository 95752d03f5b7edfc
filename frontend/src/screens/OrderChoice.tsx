/** Which of the two orders of what waits for review is shown. */

import { Segmented } from "../ui/Segmented";
import "./least-trust.css";
import type { ReviewOrder } from "../api/queries";

export function OrderChoice(props: { readonly order: ReviewOrder; readonly onChange: (order: ReviewOrder) => void }) {
  return (
    <div className="order">
      <Segmented
        label="Order of what waits"
        value={props.order}
        options={[
          { value: "trust", text: "Least trusted first" },
          { value: "oldest", text: "Oldest first" },
        ]}
        onChange={props.onChange}
      />
    </div>
  );
}
