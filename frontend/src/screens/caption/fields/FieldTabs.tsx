/** Which text of the clip is open: the raw one, the cleaned one, the Chinese one. */

import type { Video, WorkCard } from "../../../api/types";

export type Field = "en" | "en_gpt" | "cn";

type FieldTabsProps = {
  readonly video: Video;
  readonly field: Field;
  readonly onField: (field: Field) => void;
};

export function FieldTabs(_props: FieldTabsProps) {
  return null;
}

type FieldPaneProps = {
  readonly video: Video;
  readonly work: WorkCard;
  readonly field: Exclude<Field, "en">;
};

/** Takes the place of the editor and its hints while a derived text is open. */
export function FieldPane(_props: FieldPaneProps) {
  return null;
}
