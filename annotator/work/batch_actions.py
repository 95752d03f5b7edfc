"""Batches: clips that are planned together, under a name, and frozen together."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from annotator.accounts.models import Role, User
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.videos.queries import membership
from annotator.work import queries
from annotator.work.models import Batch


class BatchRefused(AnnotatorError):
    """A batch cannot be called this, or is none of this project."""

    code = "batch_refused"


class BatchHoldsWork(AnnotatorError):
    """A batch with work in it is not deleted."""

    code = "batch_holds_work"
    status = 409


@transaction.atomic
def make_batch(actor: User, *, slug: str, name: str) -> Batch:
    """Begin an empty batch.

    Raises:
        NotFound: No such project for the actor.
        NotAllowed: The actor is neither lead nor admin.
        BatchRefused: The project has a batch of this name.
    """
    project = membership(actor, slug, roles=queries.MANAGERS).project
    with names_apart(name):
        batch = Batch.objects.create(project=project, name=name, by=actor)
    return told(actor, batch)


@transaction.atomic
def rename_batch(actor: User, *, batch_id: int, name: str) -> Batch:
    """Call a batch something else.

    Raises:
        NotFound: No such batch for the actor.
        NotAllowed: The actor is neither lead nor admin.
        BatchRefused: The project has another batch of this name.
    """
    batch = queries.batch_for(actor, batch_id, roles=queries.MANAGERS)
    with names_apart(name):
        renamed = Batch.objects.filter(pk=batch.pk).exclude(name=name).update(name=name)
    return told(actor, batch) if renamed else queries.batches_of(batch.project_id).get(pk=batch.pk)


@transaction.atomic
def delete_batch(actor: User, *, batch_id: int) -> None:
    """Take away a batch without work, such as one that was made for a plan that nobody carried out.

    Raises:
        NotFound: No such batch for the actor.
        NotAllowed: The actor is no lead.
        BatchHoldsWork: Work is planned in it.
    """
    batch = queries.batch_for(actor, batch_id, roles=(Role.LEAD,))
    if work := batch.items.count():
        raise BatchHoldsWork(
            f"{batch.name} holds work: {work} steps of clips. Put its clips elsewhere first.", work=work
        )
    batch.delete()
    announce(batch.project_id, "batch", "changed", {"batch": batch_id}, actor=actor.pk)


@contextmanager
def names_apart(name: str) -> Iterator[None]:
    """Let the database refuse a second batch of a name.

    Raises:
        BatchRefused
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise BatchRefused(f"There is a batch called {name!r} already; choose another name.") from None


@transaction.atomic
def freeze(actor: User, *, batch_id: int) -> Batch:
    """Stop a batch: nothing of it is handed out, handed in or judged. Work can still be given back, and drafts saved.

    Raises:
        NotFound: No such batch for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    batch = queries.batch_for(actor, batch_id, roles=queries.MANAGERS)
    if Batch.objects.filter(pk=batch.pk, frozen_at__isnull=True).update(frozen_at=Now()):
        told(actor, batch)
    return queries.batches_of(batch.project_id).get(pk=batch.pk)


@transaction.atomic
def thaw(actor: User, *, batch_id: int) -> Batch:
    """Let a frozen batch go on.

    Raises:
        NotFound: No such batch for the actor.
        NotAllowed: The actor is neither lead nor admin.
    """
    batch = queries.batch_for(actor, batch_id, roles=queries.MANAGERS)
    if Batch.objects.filter(pk=batch.pk, frozen_at__isnull=False).update(frozen_at=None):
        told(actor, batch)
    return queries.batches_of(batch.project_id).get(pk=batch.pk)


def told(actor: User, batch: Batch) -> Batch:
    """Tell the project of a changed batch; the batch as lists show it."""
    announce(batch.project_id, "batch", "changed", {"batch": batch.pk}, actor=actor.pk)
    return queries.batches_of(batch.project_id).get(pk=batch.pk)
