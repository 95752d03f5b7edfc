/** Why: everybody in one table, where a role or a skill is changed on the spot. */
import { UserMinus } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import { useChangePerson } from "../../api/people";
import { useSession } from "../../api/queries";
import type { Member } from "../../api/types";
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
      ? "Nobody changes their own place; ask another lead or admin."
      : role === "admin" && !admin
        ? "Only an admin changes an admin's place."
        : undefined;
  const put = ({ id: person, role, skills }: Pick<Member, "id" | "role" | "skills">) =>
    change.mutate({ person, role, skills }, { onError: (refused) => toast(describe(refused), "failed") });

  const columns: readonly Column<Member>[] = [
    {
      key: "name",
      head: "Name",
      cell: ({ id, name, username, email }) => (
        <span className="row g12">
          <Avatar name={name} />
          <span className="col">
            <span className="med">
              {name}
              {id === me && <span className="f3"> (you)</span>}
            </span>
            <span className="f3 t11">{email ? `${username}, ${email}` : username}</span>
          </span>
        </span>
      ),
    },
    {
      key: "role",
      head: "Role",
      cell: (row) =>
        whyNot(row) ? (
          <span className="people-role" title={whyNot(row)}>
            {row.role_name}
          </span>
        ) : (
          <RoleSelect
            label={`Role of ${row.name}`}
            value={row.role}
            admin={admin}
            onChange={(role) => put({ ...row, role })}
          />
        ),
    },
    {
      key: "skills",
      head: "Works on",
      cell: (row) =>
        row.role === "annotator" ? (
          <SkillBoxes
            label={`What ${row.name} works on`}
            value={row.skills}
            onChange={(skills) => put({ ...row, skills })}
          />
        ) : (
          <span className="f3">–</span>
        ),
    },
    {
      key: "seen",
      head: "Signed in",
      right: true,
      cell: ({ last_sign_in: at }) => <span className="f3 nw">{at ? when(at) : "never"}</span>,
    },
    {
      key: "remove",
      head: <span className="sr">What to do</span>,
      right: true,
      cell: (row) => (
        <Button
          size="sm"
          variant="ghost"
          icon={UserMinus}
          aria-label={`Remove ${row.name}`}
          blocked={whyNot(row)}
          onClick={() => setLeaving(row)}
        >
          Remove
        </Button>
      ),
    },
  ];
  return (
    <>
      <Table label="People" columns={columns} rows={people} rowKey={({ id }) => id} />
      {leaving && <LeaveDialog slug={slug} admin={admin} member={leaving} onClose={() => setLeaving(null)} />}
    </>
  );
}
