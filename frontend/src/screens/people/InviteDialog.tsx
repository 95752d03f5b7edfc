/** Why: the server sends no mail by itself, so the address is shown once, for the one who invites to pass on. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Copy } from "lucide-react";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useInvite } from "../../api/people";
import type { Role, Skill } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { toast } from "../../ui/Toast";
import { RoleSelect, SkillBoxes } from "../PlaceFields";
import { roles } from "../roles";

export function InviteDialog({ slug, admin, onClose }: { slug: string; admin: boolean; onClose: () => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("annotator");
  const [skills, setSkills] = useState<Skill[]>([]);
  const invite = useInvite(slug);
  if (invite.data?.secret) return <Made secret={invite.data.secret} email={invite.data.email} onClose={onClose} />;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!invite.isPending) invite.mutate({ email: email.trim(), role, skills: role === "annotator" ? skills : [] });
  };
  return (
    <Dialog title={t`Invite somebody`} onClose={onClose}>
      <form onSubmit={submit} className="col g16">
        <Field
          label={t`E-mail`}
          name="email"
          type="email"
          required
          autoFocus
          maxLength={254}
          value={email}
          error={invite.isError ? describe(invite.error) : null}
          onChange={(event) => setEmail(event.target.value)}
        />
        <div className="col g4">
          <div className="row g12">
            <RoleSelect label={t`Role`} value={role} admin={admin} onChange={setRole} />
            {role === "annotator" && <SkillBoxes label={t`Works on`} value={skills} onChange={setSkills} />}
          </div>
          <span className="f3 t12">{t`The ${roles[role].text.toLowerCase()} ${roles[role].does}.`}</span>
        </div>
        <div className="dlg-foot">
          <Button size="sm" keys={["Esc"]} onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" size="sm" variant="primary" busy={invite.isPending}>
            <Trans>Make the invitation</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Made({ secret, email, onClose }: { secret: string; email: string; onClose: () => void }) {
  const address = `${window.location.origin}/join/${secret}`;
  // The clipboard exists on secure origins only; the field can be copied by hand everywhere.
  const copy = () => void navigator.clipboard?.writeText(address).then(() => toast(t`Address copied.`));
  return (
    <Dialog title={t`Send this address`} onClose={onClose}>
      <div className="col g16">
        <Field
          label={t`For ${email}`}
          name="address"
          readOnly
          autoFocus
          value={address}
          hint={t`Whoever opens it comes in: once, within a week. It is not shown again.`}
          onFocus={(event) => event.target.select()}
        />
        <div className="dlg-foot">
          <Button size="sm" icon={Copy} onClick={copy}>
            <Trans>Copy</Trans>
          </Button>
          <Button size="sm" variant="primary" onClick={onClose}>
            <Trans>Done</Trans>
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
