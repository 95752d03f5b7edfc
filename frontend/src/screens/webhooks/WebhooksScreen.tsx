/** Why: who looks after a project says which programs hear of it, and sees what reached them. */
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
        <h1>Webhooks</h1>
        <span className="f3 t12">programs that hear of what happens here, each message signed</span>
      </header>
      <div className="scroll webhooks">
        {webhooks.isPending && <Skeleton rows={3} height={72} />}
        {webhooks.isError && (
          <LoadError
            title="The webhooks could not be loaded"
            text={describe(webhooks.error)}
            onRetry={() => webhooks.refetch()}
          />
        )}
        {off && (
          <EmptyState icon={WebhookIcon} title="Webhooks are off">
            The operator names the hosts that may be called: <code>TETHER_WEBHOOK_HOSTS=hooks.example.org</code>
          </EmptyState>
        )}
        {webhooks.data && !off && <WebhookForm slug={slug} hosts={webhooks.data.hosts} onMade={setMade} />}
        {webhooks.data?.webhooks.map((webhook) => (
          <WebhookCard key={webhook.id} slug={slug} webhook={webhook} />
        ))}
        {webhooks.data?.webhooks.length === 0 && !off && (
          <EmptyState icon={WebhookIcon} title="No program hears of this project yet">
            Give an address above; what happens from then on is sent to it.
          </EmptyState>
        )}
      </div>
      {made && <SecretDialog webhook={made} onClose={() => setMade(null)} />}
    </>
  );
}

function SecretDialog({ webhook, onClose }: { webhook: NewWebhook; onClose: () => void }) {
  return (
    <Dialog title="The webhook's secret" onClose={onClose}>
      <p className="f2">
        Give it to the program behind {webhook.url}: with it, the program knows that a message is ours. It is not shown
        again.
      </p>
      <Field label="Secret" value={webhook.secret} readOnly onFocus={({ target }) => target.select()} />
      <div className="dlg-foot">
        <Button variant="primary" onClick={onClose}>
          I have kept it
        </Button>
      </div>
    </Dialog>
  );
}
