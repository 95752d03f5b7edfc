"""The only writes to webhooks and their deliveries. A delivery is a row before it is a request, so none is lost."""

import base64
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from annotator.accounts.models import User
from annotator.events.actions import announce
from annotator.events.models import Event
from annotator.jobs import actions as jobs
from annotator.notices import webhook_queries as queries
from annotator.notices.models import Delivery, Webhook
from annotator.notices.sending import Outcome, WebhookRefused, check_address, send
from annotator.videos.queries import membership

log = structlog.get_logger()
DELIVER = "notices.deliver"
TRIES = 8
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
KEPT = timedelta(days=30)
MOST = 20
ROUND = 50
WAITING = Delivery.State.WAITING


@transaction.atomic
def make_webhook(actor: User, *, slug: str, url: str, topics: list[str]) -> dict[str, Any]:
    """A new webhook in JSON with its secret, which is never shown again.

    Raises:
        NotAllowed: The actor is neither lead nor admin.
        WebhooksOff: No host may be called here.
        WebhookRefused: This address may not be called, is known already, or the project has enough.
    """
    place = membership(actor, slug, roles=queries.KEEPERS)
    check_address(url)
    if Webhook.objects.filter(project=place.project).count() >= MOST:
        raise WebhookRefused(f"A project has {MOST} webhooks at most; delete one.", error="too_many")
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    try:
        with transaction.atomic():
            row = Webhook.objects.create(project=place.project, url=url, secret=secret, topics=topics, by=actor)
    except IntegrityError:
        raise WebhookRefused(f"{url} is a webhook of this project already.", error="known") from None
    tell(row, actor)
    return queries.describe(row) | {"secret": secret}


@transaction.atomic
def change_webhook(actor: User, *, webhook_id: int, topics: list[str], active: bool) -> dict[str, Any]:
    """Choose anew what a webhook hears of, or stop it for a while; what waits goes on when it is on again.

    Raises:
        NotFound: No such webhook for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    row = queries.webhook_for(actor, webhook_id)
    row.topics, row.active = topics, active
    row.save(update_fields=["topics", "active"])
    tell(row, actor)
    return queries.describe(row)


@transaction.atomic
def delete_webhook(actor: User, *, webhook_id: int) -> None:
    """Take a webhook away, with what is known of its deliveries.

    Raises:
        NotFound: No such webhook for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    row = queries.webhook_for(actor, webhook_id)
    tell(row, actor)
    row.delete()


@transaction.atomic
def try_webhook(actor: User, *, webhook_id: int) -> dict[str, Any]:
    """Send a webhook a message that tells of nothing; returns its delivery in JSON.

    Raises:
        NotFound: No such webhook for the actor.
        NotAllowed: The actor is neither lead nor admin.
        WebhooksOff: No host may be called here.
        WebhookRefused: Its host may not be called any more, or it is off.
    """
    row = queries.webhook_for(actor, webhook_id)
    check_address(row.url)
    if not row.active:
        raise WebhookRefused("This webhook is off; switch it on first.", error="off")
    body = body_of("webhook.tried", timezone.now(), {"project": row.project.slug})
    delivery = Delivery.objects.create(webhook=row, kind="webhook.tried", body=body, next_at=timezone.now())
    ring(row.pk)
    return queries.describe_delivery(delivery)


@transaction.atomic
def send_again(actor: User, *, delivery_id: int) -> dict[str, Any]:
    """Try a delivery again now, with all its tries; returns it in JSON.

    Raises:
        NotFound: No such delivery for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    row = queries.delivery_for(actor, delivery_id)
    row.state, row.attempt, row.next_at = WAITING, 0, timezone.now()
    row.save(update_fields=["state", "attempt", "next_at"])
    ring(row.webhook_id)
    return queries.describe_delivery(row)


def tell(row: Webhook, actor: User) -> None:
    """The project's page shows the list anew."""
    announce(row.project_id, "webhook", "changed", {"webhook": row.pk}, actor=actor.pk)


def queue_deliveries(events: list[Event]) -> None:
    """Write down who has to be told of some events; in the transaction in which the log is read on."""
    if not settings.WEBHOOK_HOSTS:
        return
    hooks = list(
        Webhook.objects.filter(active=True, project__in={event.project for event in events}).select_related("project")
    )
    Delivery.objects.bulk_create(
        (
            Delivery(webhook=hook, event=event.pk, kind=kind_of(event), body=told(event, hook), next_at=event.at)
            for event in events
            for hook in hooks
            if hook.project_id == event.project and wants(hook, event)
        ),
        ignore_conflicts=True,
    )


def wants(hook: Webhook, event: Event) -> bool:
    """Whether a webhook hears of an event; what is told to one person is nobody else's."""
    return event.topic != "notice" and (not hook.topics or event.topic in hook.topics)


def kind_of(event: Event) -> str:
    """An event's name."""
    return f"{event.topic}.{event.verb}"


def told(event: Event, hook: Webhook) -> str:
    """The body that tells of an event: row numbers and states only, as on the socket."""
    names = {"project": hook.project.slug, "event": event.pk, "actor": event.actor}
    return body_of(kind_of(event), event.at, names | {"payload": event.payload})


def body_of(kind: str, at: datetime, data: dict[str, Any]) -> str:
    """A message in the shape that Standard Webhooks recommends."""
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data})


def ring_due() -> None:
    """Start a job for every webhook to which something is due; the dispatcher looks each second."""
    for webhook in queries.due().values_list("webhook", flat=True).order_by().distinct():
        ring(webhook)


def ring(webhook: int) -> None:
    """One job a webhook, so that one that does not answer holds up no other."""
    jobs.enqueue(DELIVER, webhook, queue="machine")


def deliver(lease: jobs.Lease) -> int:
    """Send what is due to one webhook, oldest first, until one fails; returns how many were sent.

    A worker that dies after sending and before noting it sends again: the message's id is the same.
    """
    sent = 0
    for row in queries.due().filter(webhook=lease.subject).select_related("webhook").order_by("id")[:ROUND]:
        jobs.extend(lease)
        outcome = send(row.webhook.url, row.webhook.secret, message=f"msg_{row.pk}", body=row.body)
        note(row, outcome)
        if not outcome.sent:
            break
        sent += 1
    Delivery.objects.filter(webhook=lease.subject, made_at__lt=Now() - KEPT).exclude(state=WAITING).delete()
    return sent


def note(row: Delivery, outcome: Outcome) -> None:
    """Keep what became of a try, and when the next one is due."""
    attempt = row.attempt + 1
    again = not outcome.sent and attempt < TRIES
    state = Delivery.State.SENT if outcome.sent else WAITING if again else Delivery.State.FAILED
    Delivery.objects.filter(pk=row.pk).update(
        state=state,
        attempt=attempt,
        next_at=Now() + wait_after(attempt) if again else None,
        status=outcome.status,
        text=outcome.fault,
        milliseconds=outcome.milliseconds,
        tried_at=Now(),
    )
    log.info("webhook.tried", delivery=row.pk, state=str(state), attempt=attempt, status=outcome.status)


def wait_after(attempt: int) -> timedelta:
    """How long after a try the next one is: twice as long each time, an hour at most."""
    doubled: timedelta = FIRST_WAIT * 2 ** (attempt - 1)
    return min(doubled, LONGEST_WAIT)
