"""Reading submissions and findings for one person."""

from typing import Any

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.review.models import Finding, Submission
from annotator.review.reason_queries import Words
from annotator.work.models import WorkItem
from annotator.work.queries import item_for


def describe_finding(finding: Finding, step: str, words: Words) -> dict[str, Any]:
    """A finding in JSON; `words` are its project's."""
    return {
        "id": finding.pk,
        "reason": finding.reason,
        "reason_text": words.text_of(step, finding.reason),
        "text": finding.text,
        "track": finding.track_id,
        "number": finding.track.number if finding.track else None,
        "frame": finding.frame,
        "x": finding.x,
        "y": finding.y,
        "start": finding.start,
        "end": finding.end,
        "by": person(finding.by),
        "created": finding.created_at,
    }


def open_findings(items: list[WorkItem]) -> dict[int, list[dict[str, Any]]]:
    """What returned items have to mend, or whoever went on with them: the findings of their last round, by item."""
    mended = (WorkItem.State.RETURNED, WorkItem.State.ANNOTATING)
    returned = {item.pk: item for item in items if item.state in mended and item.round > 1}
    if not returned:
        return {}
    words = Words(items[0].video.project)
    rows = (
        Finding.objects.select_related("by", "track", "submission").filter(submission__item__in=returned).order_by("id")
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        item = returned[row.submission.item_id]
        if row.submission.round == item.round - 1:
            found.setdefault(item.pk, []).append(describe_finding(row, item.step, words))
    return found


def submissions_for(actor: User, item_id: int) -> list[dict[str, Any]]:
    """All rounds of a work item, newest first, in JSON.

    Raises:
        NotFound: No such work for the actor.
    """
    item = item_for(actor, item_id)
    rows = (
        Submission.objects.filter(item=item)
        .select_related("author", "inspector")
        .prefetch_related("findings__by", "findings__track")
    )
    words = Words(item.video.project)
    return [
        {
            "id": row.pk,
            "round": row.round,
            "author": person(row.author),
            "submitted": row.submitted_at,
            "state": row.state,
            "inspector": person(row.inspector),
            "decided": row.decided_at,
            "findings": [describe_finding(finding, item.step, words) for finding in row.findings.all()],
        }
        for row in rows.order_by("-round")
    ]
