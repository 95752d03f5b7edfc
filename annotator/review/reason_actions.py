"""Editing why work is returned. What was given once stays readable: a reason is retired, never deleted."""

import re
import unicodedata
from typing import Any

from django.db import transaction

from annotator.accounts.models import User
from annotator.errors import AnnotatorError
from annotator.events.actions import announce
from annotator.formats.prose import check_prose
from annotator.review import reason_queries as queries
from annotator.review.models import Reason
from annotator.review.reasons import BY_THE_LINE
from annotator.videos.models import Project
from annotator.videos.queries import membership
from annotator.work.models import WorkItem

LONGEST = 80
MOST = 20  # a step


class ReasonsRefused(AnnotatorError):
    """A list of reasons that cannot stand; `error` and `reason`, counted from 1, say what is wrong where."""

    code = "reasons_refused"


class StaleReasons(AnnotatorError):
    """Somebody saved other reasons first; `current` carries them, so that the person can choose."""

    code = "stale_reasons"
    status = 409


@transaction.atomic
def save_reasons(actor: User, *, slug: str, reasons: list[dict[str, Any]], seen_version: str) -> dict[str, Any]:
    """Make a list the reasons that a project offers, in its order; what it leaves out is retired.

    Args:
        reasons: Each step, text, and the code of one that exists; without a code it is new, or a retired one of the
            same words comes back.
        seen_version: The list that the editor began from. Sending what stands again changes nothing.

    Returns:
        The reasons in JSON.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor is no lead.
        ReasonsRefused: Says what does not fit.
        StaleReasons: The list is another by now; it comes along as `current`.
    """
    place = membership(actor, slug, roles=queries.EDITORS)
    project = Project.objects.select_for_update().get(pk=place.project_id)
    standing = queries.all_reasons(project)
    wanted: list[Reason] = []
    for number, given in enumerate(reasons, 1):
        wanted.append(row_of(given, number, standing, taken={row.code for row in (*standing, *wanted)}))
    check(wanted)
    if [(row.step, row.code, row.text) for row in wanted] == _offered(standing):
        return queries.describe(place)
    if queries.version_of(standing) != seen_version:
        raise StaleReasons(
            "Somebody else changed the reasons since you opened them; choose which to keep.",
            current=queries.describe(place),
        )
    kept = {(row.step, row.code) for row in wanted}
    for at, row in enumerate(wanted):
        row.place, row.retired = at, False
        row.save()
    for row in standing:
        if (row.step, row.code) not in kept:
            row.retired = True
            row.save()
    announce(project.pk, "reasons", "changed", {}, actor=actor.pk)
    return queries.describe(place)


def _offered(standing: list[Reason]) -> list[tuple[str, str, str]]:
    return [(row["step"], row["code"], row["text"]) for row in queries.offered(standing)]


def row_of(given: dict[str, Any], number: int, standing: list[Reason], *, taken: set[str]) -> Reason:
    """The row that a given reason means, with its new text; without a key while it is new.

    Args:
        taken: Codes that a new one cannot have.

    Raises:
        ReasonsRefused: Its text cannot be shown, or the project has no reason of its code.
    """
    text = given["text"].strip()
    if fault := check_prose(text, longest=LONGEST):
        raise ReasonsRefused(f"Reason {number}: {fault.message}", reason=number, error=fault.error)
    if "\n" in text or "\t" in text:
        raise ReasonsRefused(f"Reason {number}: write it on one line.", reason=number, error="line_break")
    step, code = given["step"], given.get("code")
    of_step = [row for row in standing if row.step == step]
    known = {row.code: row for row in of_step}
    if code and code not in known:
        raise ReasonsRefused(
            f"Reason {number}: there is no reason {code!r} for {step}; leave the code out to add one.",
            reason=number, error="unknown_code",
        )  # fmt: skip
    same = next((row for row in of_step if row.retired and row.text.casefold() == text.casefold()), None)
    meant = known[code] if code else same
    found = meant.code if meant else code_of(text, taken=taken | set(BY_THE_LINE))
    return Reason(pk=meant.pk if meant else None, project=standing[0].project, step=step, code=found, text=text)


def code_of(text: str, *, taken: set[str]) -> str:
    """A code for new words: what programs can read of them, with a number where that is taken."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:32] or "reason"
    return next(code for n in range(1, len(taken) + 2) if (code := stem if n == 1 else f"{stem}_{n}") not in taken)


def check(wanted: list[Reason]) -> None:
    """Let pass lists that a reviewer can choose from.

    Raises:
        ReasonsRefused: A step has no reason or too many, or two say the same.
    """
    for step in WorkItem.Step.values:
        words = [(number, row.text.casefold(), row.code) for number, row in enumerate(wanted, 1) if row.step == step]
        if not 1 <= len(words) <= MOST:
            raise ReasonsRefused(
                f"There are {len(words)} reasons for {step}; keep at least one and at most {MOST}.", error="count"
            )
        for at, (number, text, code) in enumerate(words):
            if any(text == other or code == its for _, other, its in words[:at]):
                raise ReasonsRefused(
                    f"Reason {number} says the same as another for {step}; change its words.",
                    reason=number, error="duplicate",
                )  # fmt: skip
