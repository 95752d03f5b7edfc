"""What always holds of human work: its states follow its moves, all of them told, and people are kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Now

from annotator.events.models import Event
from annotator.operations.invariant import AT_ONCE, Invariant
from annotator.work.models import Move, WorkItem

LATE = timedelta(minutes=10)
CAPTION, MASKS = WorkItem.Step.CAPTION, WorkItem.Step.MASKS
HANDING_OUT = ("claim", "take_over")


def unnumbered() -> Iterator[str]:
    moves = Move.objects.filter(item=OuterRef("pk")).order_by().values("item")
    rows = WorkItem.objects.annotate(
        kept=Coalesce(Subquery(moves.annotate(n=Count("pk")).values("n")), 0),
        newest=Coalesce(Subquery(moves.annotate(n=Max("number")).values("n")), 0),
    ).exclude(kept=F("moved"), newest=F("moved"))
    for item in rows.order_by("pk").iterator(AT_ONCE):
        yield f"work {item.pk}: {item.moved} moves by its row, {item.kept} are kept, the last is number {item.newest}"


def unled() -> Iterator[str]:
    last = Move.objects.filter(item=OuterRef("pk")).order_by("-number").values("to_state")[:1]
    before = Move.objects.filter(item=OuterRef("item"), number=OuterRef("number") - 1).values("to_state")[:1]
    elsewhere = WorkItem.objects.annotate(led_to=Subquery(last)).filter(~Q(led_to=F("state")), moved__gt=0)
    for item in elsewhere.order_by("pk").iterator(AT_ONCE):
        yield f"work {item.pk} is {item.state}, its last move led to {item.led_to}"
    by_birth = Q(state__in=["blocked", "ready"]) | Q(state="approved", step=CAPTION, video__twin_of__isnull=False)
    for unmoved in WorkItem.objects.filter(moved=0).exclude(by_birth).order_by("pk").iterator(AT_ONCE):
        yield f"work {unmoved.pk} is {unmoved.state} without any move"
    jumps = Move.objects.filter(number__gt=1).annotate(came=Subquery(before)).filter(~Q(came=F("from_state")))
    for move in jumps.order_by("pk").iterator(AT_ONCE):
        place = f"move {move.number} of work {move.item_id}"
        yield f"{place} starts from {move.from_state}, the one before led to {move.came}"


def untold() -> Iterator[str]:
    told = (
        Event.objects.filter(topic="work", verb="changed", project=OuterRef("video__project"), video=OuterRef("video"))
        .annotate(work=Cast(KT("payload__work"), BigIntegerField()))
        .filter(work=OuterRef("pk"))
        .order_by()
        .values("work")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = WorkItem.objects.annotate(told=Coalesce(Subquery(told), 0)).exclude(told=F("moved"))
    for item in rows.order_by("pk").iterator(AT_ONCE):
        yield f"work {item.pk} moved {item.moved} times, the log tells of {item.told}"


def held_by_two() -> Iterator[str]:
    taken = Move.objects.filter(item=OuterRef("pk"), verb__in=HANDING_OUT).order_by("-number").values("actor")[:1]
    rows = WorkItem.objects.filter(author__isnull=False).annotate(taker=Subquery(taken)).filter(~Q(taker=F("author")))
    for item in rows.order_by("pk").iterator(AT_ONCE):
        yield f"work {item.pk} is person {item.author_id}'s, and person {item.taker} took it last"


def writers_who_draw() -> Iterator[str]:
    for item in _masks_with_writer().filter(author=F("writer")).order_by("pk").iterator(AT_ONCE):
        yield f"work {item.pk}: person {item.author_id} draws the masks and wrote the caption of clip {item.video_id}"
    drew = Move.objects.filter(
        verb="submit", item__step=MASKS, item__video=OuterRef("item__video"), actor=OuterRef("actor")
    )
    wrote = Move.objects.filter(Exists(drew), verb="submit", item__step=CAPTION).select_related("item")
    for move in wrote.order_by("pk").iterator(AT_ONCE):
        yield f"person {move.actor_id} handed in both caption and masks of clip {move.item.video_id}"


def unbarred() -> Iterator[str]:
    other = Q(barred_author__isnull=True) | ~Q(barred_author=F("writer"))
    for item in _masks_with_writer().filter(other, writer__isnull=False).order_by("pk").iterator(AT_ONCE):
        yield f"work {item.pk} bars person {item.barred_author_id}, person {item.writer} writes the caption"


def own_inspectors() -> Iterator[str]:
    handed_in = Move.objects.filter(item=OuterRef("pk"), verb="submit", actor=OuterRef("inspector"))
    for item in WorkItem.objects.filter(Exists(handed_in)).order_by("pk").iterator(AT_ONCE):
        yield f"work {item.pk}: person {item.inspector_id} judged it and handed it in once"


def correctors_who_work() -> Iterator[str]:
    mended = WorkItem.objects.filter(video=OuterRef("video"), correctors=OuterRef("author")).exclude(
        step=OuterRef("step")
    )
    for item in WorkItem.objects.filter(Exists(mended), author__isnull=False).order_by("pk").iterator(AT_ONCE):
        yield f"work {item.pk}: person {item.author_id} has it and corrected the other step of clip {item.video_id}"


def endless_leases() -> Iterator[str]:
    rows = WorkItem.objects.filter(state="annotating", lease_until__lt=Now() - LATE)
    for item in rows.order_by("pk").iterator(AT_ONCE):
        ended = f"{item.lease_until:%Y-%m-%d %H:%M:%S}"
        yield f"work {item.pk} is still person {item.author_id}'s, its lease ended at {ended}"


def _masks_with_writer() -> QuerySet[Any]:
    """Masks, each with who has or had its caption as `writer`."""
    caption = WorkItem.objects.filter(video=OuterRef("video"), step=CAPTION).values("author")[:1]
    return WorkItem.objects.filter(step=MASKS).annotate(writer=Subquery(caption))


BY_HAND = "nothing in Tether writes this: find who wrote to the database, and compare with the last whole backup"
WORK = (
    Invariant("moves_are_numbered", "An item's moves are numbered from 1 without a gap.", BY_HAND, unnumbered),
    Invariant(
        "states_follow_moves", "Work stands where its moves led it, each from where the last ended.", BY_HAND, unled
    ),
    Invariant("moves_are_told", "The log tells of every move, once.", BY_HAND, untold),
    Invariant("one_holder", "Work is held by one person: who took it last.", BY_HAND, held_by_two),
    Invariant(
        "writers_do_not_draw", "Nobody draws the masks of a clip whose caption they wrote.",
        "release the masks on the page Planning, for somebody else to draw them anew", writers_who_draw,
    ),
    Invariant(
        "writers_are_barred", "Masks name their caption's author, whom the database keeps away.", BY_HAND, unbarred
    ),
    Invariant(
        "inspectors_are_not_authors", "Nobody judged work that they ever handed in.",
        "reopen the work, for another inspector to judge", own_inspectors,
    ),
    Invariant(
        "correctors_are_apart", "Nobody has a step of a clip whose other step they corrected as its reviewer.",
        "release the work, for somebody else", correctors_who_work,
    ),
    Invariant(
        "leases_end", "Work whose person fell silent is given back.",
        "start the dispatcher: python -m docker.services dispatch", endless_leases,
    ),
)  # fmt: skip
