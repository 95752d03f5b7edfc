"""Reading a project's guideline, as values and as the JSON that answers and conflicts both show."""

from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count

from annotator.accounts.models import Role, User
from annotator.accounts.serializers import Person
from annotator.guidelines.models import Guideline, GuidelineSeen
from annotator.videos.models import Membership, Project
from annotator.videos.queries import NotFound, membership

EDITORS = (Role.LEAD,)
MOST_VERSIONS = 200


@cache
def default_text() -> str:
    """The guideline that every project begins with."""
    return (Path(__file__).parent / "default.md").read_text(encoding="utf-8")


def newest(project: Project) -> Guideline:
    """The version that holds; an unsaved first one, with our text, before anybody saw or changed it."""
    rows = Guideline.objects.select_related("by").filter(project=project)
    return rows.order_by("-version").first() or Guideline(project=project, version=1, text=default_text())


def version_of(project: Project, version: int) -> Guideline:
    """One version of a project's guideline.

    Raises:
        NotFound: There is none.
    """
    current = newest(project)
    if current.version == version:
        return current
    found = Guideline.objects.select_related("by").filter(project=project, version=version).first()
    if found is None:
        raise NotFound(f"There is no version {version} of this guideline; the newest is {current.version}.")
    return found


def seen_version(person: User, project: Project) -> int | None:
    """The newest version that somebody has seen; None for who has seen none."""
    rows = GuidelineSeen.objects.filter(person=person, guideline__project=project)
    return rows.order_by("-guideline__version").values_list("guideline__version", flat=True).first()


def guideline_for(actor: User, slug: str, version: int | None = None) -> dict[str, Any]:
    """A guideline as one person sees it: the version that holds, or another of its versions.

    Raises:
        NotFound: The actor is no member, or there is no such version.
    """
    place = membership(actor, slug)
    shown = newest(place.project) if version is None else version_of(place.project, version)
    return describe(shown, actor=actor, place=place)


def describe(shown: Guideline, *, actor: User, place: Membership) -> dict[str, Any]:
    """A version in JSON, with the list of all."""
    rows = Guideline.objects.select_related("by").filter(project=place.project).annotate(seen_by=Count("seen"))
    versions = [heading(row) | {"seen_by": row.seen_by} for row in rows.order_by("-version")[:MOST_VERSIONS]]
    return heading(shown) | {
        "text": shown.text,
        "seen": bool(shown.pk) and GuidelineSeen.objects.filter(guideline=shown, person=actor).exists(),
        "last_seen": seen_version(actor, place.project),
        "editable": place.role in EDITORS,
        "versions": versions or [heading(shown) | {"seen_by": 0}],
    }


def heading(row: Guideline) -> dict[str, Any]:
    """What names a version: its number, its author and its time, both null for our text that nobody has seen yet."""
    return {"version": row.version, "by": Person(row.by).data if row.by else None, "made": row.made_at}
