/** Why: one webhook with what reached it lately, and what can be done when something did not. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Check, CircleX, Clock, type LucideIcon, Pause, Play, RotateCcw, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { describe } from "../../api/error";
import type { Delivery, Webhook } from "../../api/types";
import { useDeleteWebhook, useDeliveries, useSendAgain, useSwitchWebhook, useTryWebhook } from "../../api/webhooks";
import { Button, IconButton } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { LoadError } from "../../ui/EmptyState";
import { Panel } from "../../ui/Panel";
import { Pill, type Tone } from "../../ui/Pill";
import { type Column, Table } from "../../ui/Table";
import { toast } from "../../ui/Toast";
import { when } from "../labels";
import { TOPICS } from "../logTopics";

const LOOKS: Record<Delivery["state"], { readonly text: string; readonly tone: Tone; readonly icon: LucideIcon }> = {
  waiting: { text: t`Waiting`, tone: "", icon: Clock },
  sent: { text: t`Sent`, tone: "ok", icon: Check },
  failed: { text: t`Failed`, tone: "bad", icon: CircleX },
};
const refused = { onError: (error: Error) => toast(describe(error), "failed") };

export function WebhookCard({ slug, webhook }: { readonly slug: string; readonly webhook: Webhook }) {
  const { id, url, topics, active } = webhook;
  return (
    <Panel
      className="webhook"
      title={<span className="ell">{url}</span>}
      meta={
        <>
          {!active && (
            <Pill tone="warn">
              <Trans>Off</Trans>
            </Pill>
          )}
          <span className="f3 t12 ell">
            {topics.map((topic) => TOPICS[topic] ?? topic).join(", ") || t`Everything`}
          </span>
          <span className="sp" />
          <Verbs slug={slug} webhook={webhook} />
        </>
      }
    >
      <Deliveries slug={slug} webhook={id} />
    </Panel>
  );
}

function Verbs({ slug, webhook: { id, url, topics, active } }: { readonly slug: string; readonly webhook: Webhook }) {
  const [attempt, change, remove] = [useTryWebhook(slug), useSwitchWebhook(slug), useDeleteWebhook(slug)];
  const [asked, setAsked] = useState(false);
  return (
    <span className="row g4">
      <Button
        size="sm"
        icon={Send}
        aria-label={t`Try ${url}`}
        busy={attempt.isPending}
        blocked={active ? undefined : t`Switch it on first.`}
        onClick={() => attempt.mutate(id, refused)}
      >
        <Trans>Try</Trans>
      </Button>
      <Button
        size="sm"
        icon={active ? Pause : Play}
        aria-label={`${active ? t`Switch off` : t`Switch on`}: ${url}`}
        busy={change.isPending}
        onClick={() => change.mutate({ id, topics, active: !active }, refused)}
      >
        {active ? t`Switch off` : t`Switch on`}
      </Button>
      <IconButton
        size="sm"
        icon={Trash2}
        label={t`Delete ${url}`}
        busy={remove.isPending}
        onClick={() => setAsked(true)}
      />
      {asked && (
        <Dialog title={t`Delete this webhook?`} onClose={() => setAsked(false)}>
          <p className="f2">
            <Trans>{url} hears no more of this project, and the list of what was sent goes with it.</Trans>
          </p>
          <div className="dlg-foot">
            <Button keys={["Esc"]} onClick={() => setAsked(false)}>
              <Trans>Keep it</Trans>
            </Button>
            <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate(id, refused)}>
              <Trans>Delete</Trans>
            </Button>
          </div>
        </Dialog>
      )}
    </span>
  );
}

function Deliveries({ slug, webhook }: { readonly slug: string; readonly webhook: number }) {
  const query = useDeliveries(webhook);
  const again = useSendAgain(slug);
  const rows = query.data?.deliveries;
  const columns: readonly Column<Delivery>[] = [
    { key: "type", head: t`Event`, cell: ({ type }) => <code className="t12">{type}</code> },
    {
      key: "state",
      head: t`State`,
      cell: ({ state }) => (
        <Pill tone={LOOKS[state].tone} icon={LOOKS[state].icon}>
          {LOOKS[state].text}
        </Pill>
      ),
    },
    { key: "status", head: t`Answer`, cell: ({ status, text }) => <span title={text}>{status ?? (text || "–")}</span> },
    { key: "attempt", head: t`Tries`, right: true, cell: ({ attempt }) => attempt || "–" },
    {
      key: "ms",
      head: t`Took`,
      right: true,
      cell: ({ milliseconds: ms }) => <span className="nw">{ms === null ? "–" : t`${ms} ms`}</span>,
    },
    { key: "made", head: t`When`, right: true, cell: ({ made }) => <span className="f3 nw">{when(made)}</span> },
    {
      key: "again",
      head: (
        <span className="sr">
          <Trans>What to do</Trans>
        </span>
      ),
      right: true,
      cell: ({ id, state, type }) =>
        state !== "sent" && (
          <Button
            size="sm"
            variant="ghost"
            icon={RotateCcw}
            aria-label={t`Send ${type} again now`}
            busy={again.isPending && again.variables === id}
            onClick={() => again.mutate(id, refused)}
          >
            <Trans>Send now</Trans>
          </Button>
        ),
    },
  ];
  if (query.isError)
    return (
      <LoadError title={t`What was sent did not load`} text={describe(query.error)} onRetry={() => query.refetch()} />
    );
  if (!rows || rows.length === 0)
    return (
      <p className="f3 t12 webhook-none">
        <Trans>Nothing was sent yet.</Trans>
      </p>
    );
  return <Table label={t`What was sent`} columns={columns} rows={rows.slice(0, 20)} rowKey={({ id }) => id} />;
}
