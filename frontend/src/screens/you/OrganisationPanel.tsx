/** Why: whoever is known to their organisation by another e-mail links the two here, and unlinks them when they leave it. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useLocation, useSearch } from "@tanstack/react-router";
import { Link2 } from "lucide-react";
import { describe } from "../../api/error";
import { useGoToOrganisation, useOrganisation, useUnlink } from "../../api/organisation";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Pill } from "../../ui/Pill";
import { refusedWords } from "../refusedWords";

export function OrganisationPanel() {
  const told = useOrganisation().data;
  if (!told?.name) return null;
  return (
    <Panel
      title={t`Sign-in with ${told.name}`}
      meta={
        told.linked && (
          <>
            <span className="sp" />
            <Pill tone="ok" icon={Link2}>
              <Trans>Linked</Trans>
            </Pill>
          </>
        )
      }
    >
      <Linking name={told.name} linked={told.linked} />
    </Panel>
  );
}

function Linking({ name, linked }: { name: string; linked: boolean }) {
  const { refused } = useSearch({ from: "/signed-in/shell/p/$project/you" });
  const here = useLocation().pathname;
  const visit = useGoToOrganisation();
  const unlink = useUnlink();
  const failed = visit.error ?? unlink.error;
  const wrong = failed ? describe(failed) : refused && refusedWords(refused, name);
  return (
    <div className="col g16 you-form">
      {wrong && (
        <p className="banner" role="alert">
          {wrong}
        </p>
      )}
      <p className="f2">
        {linked
          ? t`You may sign in with ${name}, or with your password.`
          : t`Link your account to sign in with ${name}, too.`}
      </p>
      <Button
        size="sm"
        className="you-do"
        busy={visit.isPending || unlink.isPending}
        onClick={() => (linked ? unlink.mutate() : visit.mutate({ next: here, link: true }))}
      >
        {linked ? t`Unlink` : t`Link`}
      </Button>
    </div>
  );
}
