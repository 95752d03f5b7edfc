/** Why: a list that somebody comes back to has a name: their own, or everybody's where a lead shares it. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Bookmark, Trash2 } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { filterOf, queryOf, useRemoveView, useSaveView, useViews, type VideoFilter } from "../../api/library";
import { Button, IconButton } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";

export function Views(props: {
  slug: string;
  filter: VideoFilter;
  mayShare: boolean;
  onFilter: (filter: VideoFilter) => void;
}) {
  const { slug, filter, mayShare, onFilter } = props;
  const views = useViews(slug).data?.views ?? [];
  const remove = useRemoveView(slug);
  const [naming, setNaming] = useState(false);
  const query = queryOf(filter);
  const here = views.find((view) => view.query === query);
  const items = [
    ...views.map((view) => ({
      key: String(view.id),
      text: (
        <>
          <span className="ell">{view.name}</span>
          {view.shared && (
            <span className="f3 t11">
              <Trans>everybody's</Trans>
            </span>
          )}
        </>
      ),
      chosen: view === here,
      act: () => onFilter(filterOf(view.query)),
    })),
    { key: "save", text: t`Save this list as…`, act: () => setNaming(true) },
  ];
  return (
    <>
      <Menu label={t`Saved views`} items={items} className={`btn ${here ? "on" : ""}`}>
        <Icon of={Bookmark} size="s14" />
        {here?.name ?? t`Views`}
      </Menu>
      {here?.mine && (
        <IconButton
          label={t`Remove the view ${here.name}`}
          icon={Trash2}
          size="sm"
          onClick={() => remove.mutate(here.id)}
        />
      )}
      {naming && <NameView slug={slug} query={query} mayShare={mayShare} onClose={() => setNaming(false)} />}
    </>
  );
}

function NameView(props: { slug: string; query: string; mayShare: boolean; onClose: () => void }) {
  const { slug, query, mayShare, onClose } = props;
  const save = useSaveView(slug);
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const keep = () => save.mutate({ name: name.trim(), query, shared }, { onSuccess: onClose });
  return (
    <Dialog title={t`Save this list`} onClose={onClose}>
      <form
        className="col g12"
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <Field
          label={t`Name`}
          value={name}
          maxLength={60}
          required
          error={save.isError ? describe(save.error) : null}
          onChange={(event) => setName(event.target.value)}
        />
        {mayShare && (
          <label className="row">
            <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
            <Trans>Everybody in the project finds it</Trans>
          </label>
        )}
        <div className="row">
          <span className="sp" />
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            variant="primary"
            type="submit"
            busy={save.isPending}
            blocked={name.trim() ? undefined : t`Give it a name first.`}
          >
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
