/** Which of the two orders of what waits for review is shown. */

import { t } from "@lingui/core/macro";
import { Segmented } from "../ui/Segmented";
import "./least-trust.css";
import type { ReviewOrder } from "../api/queries";

export function OrderChoice(props: { readonly order: ReviewOrder; readonly onChange: (order: ReviewOrder) => void }) {
  return (
    <div className="order">
      <Segmented
        label={t`Order of what waits`}
        value={props.order}
        options={[
          { value: "trust", text: t`Least trusted first` },
          { value: "oldest", text: t`Oldest first` },
        ]}
        onChange={props.onChange}
      />
    </div>
  );
}
