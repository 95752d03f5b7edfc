/** Why: freezing is for good, so the dialog says what goes in before it asks for the name. */
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useCreateRelease } from "../../api/mutations";
import type { Release } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, TextField } from "../../ui/Field";
import { counted } from "../labels";
import { nextVersion, VERSION } from "./state";

export function NewReleaseDialog(props: {
  slug: string;
  ready: number;
  versions: readonly string[];
  onClose: () => void;
  onMade: (release: Release) => void;
}) {
  const { slug, ready, versions, onClose, onMade } = props;
  const [version, setVersion] = useState(nextVersion(versions));
  const [note, setNote] = useState("");
  const create = useCreateRelease(slug);
  const taken = versions.includes(version.trim());
  const why =
    ready === 0
      ? "No clip is ready: masks must be approved first."
      : VERSION.test(version.trim())
        ? undefined
        : "A version is written like v1.0 or v1.2.3.";

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (why || taken || create.isPending) return;
    create.mutate({ version: version.trim(), note: note.trim() }, { onSuccess: onMade });
  };
  return (
    <Dialog title="New release" onClose={onClose}>
      <form onSubmit={submit} className="col g16">
        <p className="f2">
          {counted(ready, "clip")} with approved captions and masks will be frozen as they are now. A release is never
          changed or deleted.
        </p>
        <Field
          label="Version"
          name="version"
          required
          maxLength={20}
          hint="Like v1.0 or v1.2.3."
          autoFocus
          value={version}
          error={taken ? `There is a ${version.trim()} already.` : create.isError ? describe(create.error) : null}
          onChange={(event) => setVersion(event.target.value)}
        />
        <TextField
          label="Note"
          name="note"
          maxLength={2000}
          hint="What is new, for those who will use it. May stay empty."
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="sm" variant="primary" busy={create.isPending} blocked={why}>
            Freeze and build
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
