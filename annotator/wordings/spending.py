"""Answers as rows: nothing is asked twice, and nothing is asked that could cost more than may be spent."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Now

from annotator.language.endpoint import Endpoint, EndpointFailed, EndpointRefused, Line, Reply
from annotator.language.question import Question
from annotator.wordings.models import Answer, Run
from annotator.wordings.refusals import SpendingCap

BILLION = 10**9


def endpoint() -> Endpoint | None:
    """The operator's; None where they named none."""
    return Endpoint(**settings.LANGUAGE) if settings.LANGUAGE else None


def cap() -> int:
    """What all projects together may spend in a calendar month, in billionths."""
    return round(settings.LANGUAGE_CAP * BILLION)


def spent_this_month() -> int:
    """What was spent since the month began (UTC), in billionths."""
    begun = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    total: dict[str, Any] = Answer.objects.filter(asked_at__gte=begun).aggregate(total=Sum("cost", default=0))
    return int(total["total"])


def remembered(digests: Iterable[str]) -> set[str]:
    """Which questions have their answer already."""
    rows = Answer.objects.filter(digest__in=list(digests), answered_at__isnull=False)
    return set(rows.values_list("digest", flat=True))


def ask(run: Run, line: Line, question: Question) -> Reply:
    """The answer to a question: the one that was paid for, else a new one, which is kept whatever comes of the run.

    Raises:
        SpendingCap: It could cost more than the run, or all of them this month, may still spend.
        EndpointRefused, EndpointFailed: As `Line.complete`; what the lost attempts may have cost is counted.
    """
    digest = question.digest(line.endpoint.model)
    known = Answer.objects.filter(digest=digest, answered_at__isnull=False).first()
    if known is not None:
        Run.objects.filter(pk=run.pk).update(remembered=F("remembered") + 1)
        return _reply_of(known)
    most = question.most_cost(line.endpoint)
    _reserve(run, digest, question, line.endpoint, most)
    try:
        reply = line.complete(question.turns, most_tokens=question.most)
    except EndpointRefused:
        _settle(run, digest, -most)
        raise
    except EndpointFailed as error:
        _settle(run, digest, (int(str(error.fields["lost"])) - 1) * most)
        raise
    _keep(run, digest, reply, question.real_cost(line.endpoint, reply) - most)
    return reply


def _reply_of(row: Answer) -> Reply:
    return Reply(
        row.text, row.answered_by, row.fingerprint, row.whole, row.tokens_in, row.tokens_out, attempts=0, lost=0
    )


@transaction.atomic
def _reserve(run: Run, digest: str, question: Question, asked: Endpoint, most: int) -> None:
    """Write down what a question may cost before it leaves.

    Raises:
        SpendingCap: That is more than may still be spent.
    """
    # The first run of all orders everybody who is about to spend: two that look at once would both see room for one.
    Run.objects.select_for_update().order_by("pk").first()
    run.refresh_from_db(fields=["spent"])
    if run.cap is not None and run.spent + most > run.cap:
        raise SpendingCap(
            f"{told(run.spent)} of {told(run.cap)} are spent, and the next question could cost {told(most)}. What is "
            "written is kept; start again with a higher cap for the rest.",
            spent=run.spent, cap=run.cap,
        )  # fmt: skip
    if (spent := spent_this_month()) + most > cap():
        raise SpendingCap(
            f"All projects together spent {told(spent)} of {told(cap())} this month, and the next question could cost "
            f"{told(most)}. What is written is kept; ask the operator to raise TETHER_LANGUAGE_CAP, then go on.",
            spent=spent, cap=cap(),
        )  # fmt: skip
    Answer.objects.get_or_create(digest=digest, defaults={"model": asked.model, "version": question.version})
    _count(run, digest, most)
    Run.objects.filter(pk=run.pk).update(asked=F("asked") + 1)


@transaction.atomic
def _settle(run: Run, digest: str, change: int) -> None:
    _count(run, digest, change)


@transaction.atomic
def _keep(run: Run, digest: str, reply: Reply, change: int) -> None:
    Answer.objects.filter(digest=digest).update(
        text=reply.text, whole=reply.whole, answered_by=reply.model, fingerprint=reply.fingerprint,
        tokens_in=reply.tokens_in, tokens_out=reply.tokens_out, answered_at=Now(),
    )  # fmt: skip
    _count(run, digest, change)


def _count(run: Run, digest: str, change: int) -> None:
    Answer.objects.filter(digest=digest).update(cost=F("cost") + change)
    Run.objects.filter(pk=run.pk).update(spent=F("spent") + change)


def told(cost: int) -> str:
    """An amount as people read it, in the operator's currency."""
    return f"{cost / BILLION:.4f}"
