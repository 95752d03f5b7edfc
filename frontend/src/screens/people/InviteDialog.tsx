/** Why: the server sends no mail by itself, so the address is shown once, for the one who invites to pass on. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import { useInvite } from "../../api/people";
import type { Role, Skill } from "../../api/types";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { ShownOnce } from "../../ui/ShownOnce";
import { RoleSelect, SkillBoxes } from "../PlaceFields";
import { roles } from "../roles";

export function InviteDialog({ slug, admin, onClose }: { slug: string; admin: boolean; onClose: () => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("annotator");
  const [skills, setSkills] = useState<Skill[]>([]);
  const invite = useInvite(slug);
  const { secret, email: asked = "" } = invite.data ?? {};
  if (secret)
    return (
      <ShownOnce
        title={t`Send this address`}
        label={t`For ${asked}`}
        value={`${window.location.origin}/join/${secret}`}
        hint={t`Whoever opens it comes in: once, within a week. It is not shown again.`}
        copied={t`Address copied.`}
        onClose={onClose}
      />
    );

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
