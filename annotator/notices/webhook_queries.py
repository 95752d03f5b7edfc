"""Reading webhooks and their deliveries, for who looks after a project."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from annotator.accounts.models import Role, User
from annotator.accounts.queries import person
from annotator.notices.models import Delivery, Webhook
from annotator.videos.queries import NotFound, membership, membership_in

KEEPERS = (Role.LEAD, Role.ADMIN)
SHOWN = 100


def webhooks_for(actor: User, slug: str) -> dict[str, Any]:
    """A project's webhooks in JSON, and the hosts that may be called.

    Raises:
        NotFound: No such project for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    project = membership(actor, slug, roles=KEEPERS).project
    rows = Webhook.objects.filter(project=project).select_related("by").order_by("id")
    return {"hosts": settings.WEBHOOK_HOSTS, "webhooks": [describe(row) for row in rows]}


@transaction.atomic
def deliveries_for(actor: User, webhook_id: int) -> list[dict[str, Any]]:
    """The newest deliveries of a webhook in JSON.

    Raises:
        NotFound: No such webhook for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    rows = webhook_for(actor, webhook_id).deliveries.order_by("-id")
    return [describe_delivery(row) for row in rows[:SHOWN]]


def webhook_for(actor: User, webhook_id: int) -> Webhook:
    """A webhook of a project that the actor looks after, locked.

    Raises:
        NotFound: There is none in a project of the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    rows = Webhook.objects.select_for_update(of=("self",)).select_related("by", "project")
    found = rows.filter(pk=webhook_id, project__memberships__user=actor).first()
    if found is None:
        raise NotFound(f"There is no webhook {webhook_id} that you may see.")
    membership_in(actor, found.project_id, roles=KEEPERS)
    return found


def delivery_for(actor: User, delivery_id: int) -> Delivery:
    """A delivery of such a webhook, which is locked.

    Raises:
        NotFound: There is none in a project of the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    mine = Delivery.objects.filter(pk=delivery_id, webhook__project__memberships__user=actor).first()
    if mine is None:
        raise NotFound(f"There is no delivery {delivery_id} that you may see.")
    webhook_for(actor, mine.webhook_id)
    return Delivery.objects.select_related("webhook").get(pk=mine.pk)


def due() -> QuerySet[Delivery]:
    """Deliveries whose time has come, to webhooks that are on."""
    return Delivery.objects.filter(state=Delivery.State.WAITING, next_at__lte=Now(), webhook__active=True)


def describe(row: Webhook) -> dict[str, Any]:
    """A webhook in JSON, without its secret."""
    return {
        "id": row.pk,
        "url": row.url,
        "topics": row.topics,
        "active": row.active,
        "by": person(row.by),
        "made": row.made_at,
    }


def describe_delivery(row: Delivery) -> dict[str, Any]:
    """A delivery in JSON."""
    return {
        "id": row.pk,
        "event": row.event,
        "type": row.kind,
        "state": row.state,
        "attempt": row.attempt,
        "next": row.next_at,
        "status": row.status,
        "text": row.text,
        "milliseconds": row.milliseconds,
        "made": row.made_at,
        "tried": row.tried_at,
    }
