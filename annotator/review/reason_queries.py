"""Reading a project's reasons: its own rows, or what every project begins with while it has none."""

import hashlib
import json
from typing import Any

from django.db.models import Count

from annotator.accounts.models import Role, User
from annotator.review.models import Finding, Reason
from annotator.review.reasons import BY_THE_LINE, REASONS
from annotator.videos.models import Membership, Project
from annotator.videos.queries import membership

EDITORS = (Role.LEAD,)


def all_reasons(project: Project) -> list[Reason]:
    """Every reason that a project offers or once offered, in order; unsaved ones before its lead edited any."""
    rows = list(Reason.objects.filter(project=project).order_by("step", "retired", "place", "pk"))
    return rows or [
        Reason(project=project, step=step, code=code, text=text, place=place)
        for step, reasons in REASONS.items()
        for place, (code, text) in enumerate(reasons.items())
    ]


def offered(reasons: list[Reason]) -> list[dict[str, str]]:
    """Those that can be chosen, in JSON. `reasons` come from `all_reasons`."""
    return [{"step": row.step, "code": row.code, "text": row.text} for row in reasons if not row.retired]


def codes_for(project: Project, step: str) -> list[str]:
    """What can be chosen for a step."""
    return [row["code"] for row in offered(all_reasons(project)) if row["step"] == step]


class Words:
    """The project's reasons in words, also those no longer offered; a code that it never had stands for itself."""

    def __init__(self, project: Project) -> None:
        self._texts = {(row.step, row.code): row.text for row in all_reasons(project)}

    def text_of(self, step: str, code: str) -> str:
        """A reason as people read it."""
        return self._texts.get((step, code)) or BY_THE_LINE.get(code, code)


def version_of(reasons: list[Reason]) -> str:
    """What names the offered list as it stands; an edit says which it began from."""
    return hashlib.sha256(json.dumps(offered(reasons)).encode()).hexdigest()[:16]


def reasons_for(actor: User, slug: str) -> dict[str, Any]:
    """The reasons of a project as one person sees them, in JSON.

    Raises:
        NotFound: The actor is no member.
    """
    return describe(membership(actor, slug))


def describe(place: Membership) -> dict[str, Any]:
    """A project's offered reasons in JSON, each with how often it was given."""
    reasons = all_reasons(place.project)
    given = Finding.objects.filter(submission__project=place.project).values_list("submission__step", "reason")
    counts = {(step, code): count for step, code, count in given.annotate(Count("id")).order_by()}
    return {
        "version": version_of(reasons),
        "editable": place.role in EDITORS,
        "reasons": [row | {"given": counts.get((row["step"], row["code"]), 0)} for row in offered(reasons)],
    }
