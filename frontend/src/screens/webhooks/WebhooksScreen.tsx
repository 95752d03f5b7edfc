/** Why: who looks after a project says which programs hear of it, and sees what reached them. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useParams } from "@tanstack/react-router";
import { Webhook as WebhookIcon } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import type { NewWebhook } from "../../api/types";
import { useWebhooks } from "../../api/webhooks";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { EmptyState, LoadError } from "../../ui/EmptyState";
import { Field } from "../../ui/Field";
import { Skeleton } from "../../ui/Skeleton";
import { WebhookCard } from "./WebhookCard";
import { WebhookForm } from "./WebhookForm";
import "./webhooks.css";

export function WebhooksScreen() {
  const { project: slug } = useParams({ from: "/signed-in/shell/p/$project" });
  const webhooks = useWebhooks(slug);
  const [made, setMade] = useState<NewWebhook | null>(null);
  const off = webhooks.data?.hosts.length === 0;
  return (
    <>
      <header className="page-h">
        <h1>
          <Trans>Webhooks</Trans>
        </h1>
        <span className="f3 t12">
          <Trans>programs that hear of what happens here, each message signed</Trans>
        </span>
      </header>
      <div className="scroll webhooks">
        {webhooks.isPending && <Skeleton rows={3} height={72} />}
        {webhooks.isError && (
          <LoadError
            title={t`The webhooks could not be loaded`}
            text={describe(webhooks.error)}
            onRetry={() => webhooks.refetch()}
          />
        )}
        {off && (
          <EmptyState icon={WebhookIcon} title={t`Webhooks are off`}>
            <Trans>
              The operator names the hosts that may be called:{" "}
              <code>
                <Trans>TETHER_WEBHOOK_HOSTS=hooks.example.org</Trans>
              </code>
            </Trans>
          </EmptyState>
        )}
        {webhooks.data && !off && <WebhookForm slug={slug} hosts={webhooks.data.hosts} onMade={setMade} />}
        {webhooks.data?.webhooks.map((webhook) => (
          <WebhookCard key={webhook.id} slug={slug} webhook={webhook} />
        ))}
        {webhooks.data?.webhooks.length === 0 && !off && (
          <EmptyState icon={WebhookIcon} title={t`No program hears of this project yet`}>
            <Trans>Give an address above; what happens from then on is sent to it.</Trans>
          </EmptyState>
        )}
      </div>
      {made && <SecretDialog webhook={made} onClose={() => setMade(null)} />}
    </>
  );
}

function SecretDialog({ webhook, onClose }: { webhook: NewWebhook; onClose: () => void }) {
  return (
    <Dialog title={t`The webhook's secret`} onClose={onClose}>
      <p className="f2">
        <Trans>
          Give it to the program behind {webhook.url}: with it, the program knows that a message is ours. It is not
          shown again.
        </Trans>
      </p>
      <Field label={t`Secret`} value={webhook.secret} readOnly onFocus={({ target }) => target.select()} />
      <div className="dlg-foot">
        <Button variant="primary" onClick={onClose}>
          <Trans>I have kept it</Trans>
        </Button>
      </div>
    </Dialog>
  );
}
