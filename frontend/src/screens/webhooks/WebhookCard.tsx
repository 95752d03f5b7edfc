/** Why: one webhook with what reached it lately, and what can be done when something did not. */
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
  waiting: { text: "Waiting", tone: "", icon: Clock },
  sent: { text: "Sent", tone: "ok", icon: Check },
  failed: { text: "Failed", tone: "bad", icon: CircleX },
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
          {!active && <Pill tone="warn">Off</Pill>}
          <span className="f3 t12 ell">{topics.map((topic) => TOPICS[topic] ?? topic).join(", ") || "Everything"}</span>
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
        aria-label={`Try ${url}`}
        busy={attempt.isPending}
        blocked={active ? undefined : "Switch it on first."}
        onClick={() => attempt.mutate(id, refused)}
      >
        Try
      </Button>
      <Button
        size="sm"
        icon={active ? Pause : Play}
        aria-label={`${active ? "Switch off" : "Switch on"}: ${url}`}
        busy={change.isPending}
        onClick={() => change.mutate({ id, topics, active: !active }, refused)}
      >
        {active ? "Switch off" : "Switch on"}
      </Button>
      <IconButton
        size="sm"
        icon={Trash2}
        label={`Delete ${url}`}
        busy={remove.isPending}
        onClick={() => setAsked(true)}
      />
      {asked && (
        <Dialog title="Delete this webhook?" onClose={() => setAsked(false)}>
          <p className="f2">{url} hears no more of this project, and the list of what was sent goes with it.</p>
          <div className="dlg-foot">
            <Button keys={["Esc"]} onClick={() => setAsked(false)}>
              Keep it
            </Button>
            <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate(id, refused)}>
              Delete
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
    { key: "type", head: "Event", cell: ({ type }) => <code className="t12">{type}</code> },
    {
      key: "state",
      head: "State",
      cell: ({ state }) => (
        <Pill tone={LOOKS[state].tone} icon={LOOKS[state].icon}>
          {LOOKS[state].text}
        </Pill>
      ),
    },
    { key: "status", head: "Answer", cell: ({ status, text }) => <span title={text}>{status ?? (text || "–")}</span> },
    { key: "attempt", head: "Tries", right: true, cell: ({ attempt }) => attempt || "–" },
    {
      key: "ms",
      head: "Took",
      right: true,
      cell: ({ milliseconds: ms }) => <span className="nw">{ms === null ? "–" : `${ms} ms`}</span>,
    },
    { key: "made", head: "When", right: true, cell: ({ made }) => <span className="f3 nw">{when(made)}</span> },
    {
      key: "again",
      head: <span className="sr">What to do</span>,
      right: true,
      cell: ({ id, state, type }) =>
        state !== "sent" && (
          <Button
            size="sm"
            variant="ghost"
            icon={RotateCcw}
            aria-label={`Send ${type} again now`}
            busy={again.isPending && again.variables === id}
            onClick={() => again.mutate(id, refused)}
          >
            Send now
          </Button>
        ),
    },
  ];
  if (query.isError)
    return (
      <LoadError title="What was sent did not load" text={describe(query.error)} onRetry={() => query.refetch()} />
    );
  if (!rows || rows.length === 0) return <p className="f3 t12 webhook-none">Nothing was sent yet.</p>;
  return <Table label="What was sent" columns={columns} rows={rows.slice(0, 20)} rowKey={({ id }) => id} />;
}
