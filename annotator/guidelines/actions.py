"""Changing a guideline, and keeping who has seen which version."""

from typing import Any

from django.db import transaction

from annotator.accounts.models import User
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.formats.prose import check_prose
from annotator.guidelines import queries
from annotator.guidelines.models import Guideline, GuidelineSeen
from annotator.videos.models import Project
from annotator.videos.queries import membership

LONGEST = 20_000


class GuidelineRefused(AnnotatorError):
    """A text that cannot be a guideline; `position` and `error` say what is wrong where."""

    code = "guideline_refused"


class StaleGuideline(AnnotatorError):
    """Somebody saved a newer version first; `current` carries it, so that the person can choose."""

    code = "stale_guideline"
    status = 409


@transaction.atomic
def save_guideline(actor: User, *, slug: str, text: str, seen_version: int) -> dict[str, Any]:
    """Keep a text as the next version; who wrote it has seen it.

    Args:
        seen_version: The version that the writer began from. Sending the newest text again makes no version.

    Returns:
        The guideline in JSON.

    Raises:
        NotAllowed: The actor is no lead.
        GuidelineRefused: The text is empty, too long or holds characters that cannot be shown.
        StaleGuideline: A newer version exists; it comes along as `current`.
    """
    place = membership(actor, slug, roles=queries.EDITORS)
    if fault := check_prose(text, longest=LONGEST):
        raise GuidelineRefused(fault.message, position=fault.position, error=fault.error)
    current = lock_newest(place.project)
    if current.text == text:
        return queries.describe(current, actor=actor, place=place)
    if current.version != seen_version:
        raise StaleGuideline(
            f"This guideline is at version {current.version}, you began from {seen_version}; choose which to keep.",
            current=queries.describe(current, actor=actor, place=place),
        )
    saved = Guideline.objects.create(project=place.project, version=current.version + 1, text=text, by=actor)
    GuidelineSeen.objects.create(guideline=saved, person=actor)
    announce(place.project_id, "guideline", "changed", {"version": saved.version}, actor=actor.pk)
    return queries.describe(saved, actor=actor, place=place)


def lock_newest(project: Project) -> Guideline:
    """The version that holds, saved, with the project locked against a second writer."""
    locked = Project.objects.select_for_update().get(pk=project.pk)
    return kept(queries.newest(locked))


def kept(guideline: Guideline) -> Guideline:
    """The same version as a row; our first text has none before somebody saw or changed it."""
    if guideline.pk:
        return guideline
    return Guideline.objects.get_or_create(
        project=guideline.project, version=guideline.version, defaults={"text": guideline.text}
    )[0]


@transaction.atomic
def see_guideline(actor: User, *, slug: str, version: int) -> None:
    """Keep that the actor has read a version; saying it again changes nothing.

    Raises:
        NotFound: The actor is no member, or there is no such version.
    """
    project = membership(actor, slug).project
    GuidelineSeen.objects.get_or_create(guideline=kept(queries.version_of(project, version)), person=actor)
