/** Why: whoever sent a file mends all of it at once, so all that is wrong is listed, the first by name. */
import { CircleX } from "lucide-react";
import type { PredictionSet } from "../../api/types";
import { Icon } from "../../ui/Icon";
import { Panel } from "../../ui/Panel";
import { counted } from "../labels";

export function Refused({ set }: { set: PredictionSet }) {
  const unnamed = set.faults_total - set.faults.length;
  return (
    <>
      <div className="banner" role="alert">
        <Icon of={CircleX} />
        <span className="sp">
          These predictions were refused; nothing of the file was kept. Mend it and send it again.
        </span>
      </div>
      <Panel title="What is wrong" meta={<span className="f3 t12 num">{counted(set.faults_total, "fault")}</span>}>
        <ul className="faults">
          {set.faults.map((fault) => (
            <li key={fault}>{fault}</li>
          ))}
          {unnamed > 0 && <li className="f3">and {counted(unnamed, "more", "more")}</li>}
        </ul>
      </Panel>
    </>
  );
}
