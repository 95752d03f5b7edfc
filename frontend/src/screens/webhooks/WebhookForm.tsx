/** Why: a webhook is an address and what it hears of. */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { describe } from "../../api/error";
import type { NewWebhook } from "../../api/types";
import { useMakeWebhook } from "../../api/webhooks";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { TOPICS } from "../logTopics";

type WebhookFormProps = {
  readonly slug: string;
  readonly hosts: readonly string[];
  readonly onMade: (webhook: NewWebhook) => void;
};

export function WebhookForm({ slug, hosts, onMade }: WebhookFormProps) {
  const make = useMakeWebhook(slug);
  const [url, setUrl] = useState("");
  const [topics, setTopics] = useState<readonly string[]>([]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(
      { url: url.trim(), topics: [...topics] },
      {
        onSuccess: (made) => {
          setUrl("");
          setTopics([]);
          onMade(made);
        },
      },
    );
  };
  const toggle = (topic: string) =>
    setTopics(topics.includes(topic) ? topics.filter((one) => one !== topic) : [...topics, topic]);
  return (
    <form className="panel webhook-form" onSubmit={send} aria-label={t`A new webhook`}>
      <Field
        label={t`Address`}
        type="url"
        required
        value={url}
        placeholder={"https://hooks.example.org/tether"}
        hint={t`Hosts that may be called: ${hosts.join(", ")}`}
        error={make.isError ? describe(make.error) : null}
        onChange={(event) => setUrl(event.target.value)}
      />
      <fieldset className="webhook-topics">
        <legend className="f3 t12">
          <Trans>What it hears of; nothing chosen means everything</Trans>
        </legend>
        {Object.entries(TOPICS).map(([topic, text]) => (
          <label key={topic} className="row g6 t12">
            <input type="checkbox" checked={topics.includes(topic)} onChange={() => toggle(topic)} />
            {text}
          </label>
        ))}
      </fieldset>
      <span className="row">
        <Button
          type="submit"
          variant="primary"
          busy={make.isPending}
          blocked={url.trim() ? undefined : t`An address is needed.`}
        >
          <Trans>Add webhook</Trans>
        </Button>
      </span>
    </form>
  );
}
