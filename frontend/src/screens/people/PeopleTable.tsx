/** Why: everybody in one table, where a role or a skill is changed on the spot. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { UserMinus } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useChangePerson } from "../../api/people";
import { useSession } from "../../api/queries";
import type { Member } from "../../api/types";
import { served } from "../../language/served";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { type Column, Table } from "../../ui/Table";
import { toast } from "../../ui/Toast";
import { when } from "../labels";
import { RoleSelect, SkillBoxes } from "../PlaceFields";
import { LeaveDialog } from "./LeaveDialog";

export function PeopleTable(props: { slug: string; admin: boolean; people: readonly Member[] }) {
  const { slug, admin, people } = props;
  const me = useSession().data?.person?.id;
  const change = useChangePerson(slug);
  const [leaving, setLeaving] = useState<Member | null>(null);

  const whyNot = ({ id, role }: Member) =>
    id === me
      ? t`Nobody changes their own place; ask another lead or admin.`
      : role === "admin" && !admin
        ? t`Only an admin changes an admin's place.`
        : undefined;
  const put = ({ id: person, role, skills }: Pick<Member, "id" | "role" | "skills">) =>
    change.mutate({ person, role, skills }, { onError: (refused) => toast(describe(refused), "failed") });

  const columns: readonly Column<Member>[] = [
    {
      key: "name",
      head: t`Name`,
      cell: ({ id, name, username, email }) => (
        <span className="row g12">
          <Avatar name={name} />
          <span className="col">
            <span className="med">
              {name}
              {id === me && (
                <span className="f3">
                  {" "}
                  <Trans>(you)</Trans>
                </span>
              )}
            </span>
            <span className="f3 t11">{email ? `${username}, ${email}` : username}</span>
          </span>
        </span>
      ),
    },
    {
      key: "role",
      head: t`Role`,
      cell: (row) =>
        whyNot(row) ? (
          <span className="people-role" title={whyNot(row)}>
            {served(row.role_name)}
          </span>
        ) : (
          <RoleSelect
            label={t`Role of ${row.name}`}
            value={row.role}
            admin={admin}
            onChange={(role) => put({ ...row, role })}
          />
        ),
    },
    {
      key: "skills",
      head: t`Works on`,
      cell: (row) =>
        row.role === "annotator" ? (
          <SkillBoxes
            label={t`What ${row.name} works on`}
            value={row.skills}
            onChange={(skills) => put({ ...row, skills })}
          />
        ) : (
          <span className="f3">–</span>
        ),
    },
    {
      key: "seen",
      head: t`Signed in`,
      right: true,
      cell: ({ last_sign_in: at }) => <span className="f3 nw">{at ? when(at) : t`never`}</span>,
    },
    {
      key: "remove",
      head: (
        <span className="sr">
          <Trans>What to do</Trans>
        </span>
      ),
      right: true,
      cell: (row) => (
        <Button
          size="sm"
          variant="ghost"
          icon={UserMinus}
          aria-label={t`Remove ${row.name}`}
          blocked={whyNot(row)}
          onClick={() => setLeaving(row)}
        >
          <Trans>Remove</Trans>
        </Button>
      ),
    },
  ];
  return (
    <>
      <Table label={t`People`} columns={columns} rows={people} rowKey={({ id }) => id} />
      {leaving && <LeaveDialog slug={slug} admin={admin} member={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}
