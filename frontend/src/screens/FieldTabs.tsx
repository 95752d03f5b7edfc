/** Why: a clip has three texts, and whoever writes or reviews one looks at the others: the written, the cleaned, the Chinese one. */

import { t } from "@lingui/core/macro";
import { lazy, Suspense } from "react";
import { useCaption } from "../api/queries";
import type { CaptionField, Video } from "../api/types";
import { Segmented } from "../ui/Segmented";
import { Skeleton } from "../ui/Skeleton";
import { HistoryButton } from "./HistoryButton";

const DerivedCaption = lazy(async () => ({ default: (await import("./DerivedCaption")).DerivedCaption }));

export type Field = CaptionField;

type FieldTabsProps = {
  readonly video: Video;
  readonly field: Field;
  readonly onField: (field: Field) => void;
};

export function FieldTabs({ video, field, onField }: FieldTabsProps) {
  return (
    <Segmented<Field>
      label={t`Text`}
      value={field}
      onChange={onField}
      options={[
        { value: "en", text: t`Written` },
        { value: "en_gpt", text: <Tab video={video} field="en_gpt" text={t`Cleaned`} />, name: t`Cleaned` },
        { value: "cn", text: <Tab video={video} field="cn" text="中文" />, name: t`Chinese` },
      ]}
    />
  );
}

/** A tab says when its text is behind the written one, or at odds with its ids. */
function Tab(props: { readonly video: Video; readonly field: Field; readonly text: string }) {
  const caption = useCaption(props.video.id, props.field).data;
  const off = caption && caption.revision > 0 && (caption.outdated || caption.error !== null);
  return (
    <>
      <span lang={props.field === "cn" ? "zh" : undefined}>{props.text}</span>
      {off && <i className="dot warn" title={t`It does not match the written text`} />}
    </>
  );
}

type FieldPaneProps = {
  readonly video: Video;
  readonly field: Exclude<Field, "en">;
};

/** Takes the place of the written text while a derived one is open. */
export function FieldPane({ video, field }: FieldPaneProps) {
  return (
    <Suspense fallback={<Skeleton rows={4} height={28} />}>
      <DerivedCaption
        video={video.id}
        field={field}
        controls={(onRestore) => <HistoryButton video={video} field={field} onRestore={onRestore} />}
      />
    </Suspense>
  );
}
