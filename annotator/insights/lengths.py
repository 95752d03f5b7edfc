"""How long a project's captions are, so that a new one is measured against its own kind and not against a guess."""

import math
import statistics
import unicodedata
from functools import lru_cache
from typing import Any

from annotator.accounts.models import User
from annotator.annotations.models import Caption
from annotator.formats import grounding
from annotator.videos.models import Project
from annotator.videos.queries import membership
from annotator.work.models import WorkItem

MOST_COUNTED = 1000
ENOUGH = 20
DEFAULT_RANGE = (15, 150)
REFERENCE = {"words": 39, "text": "mean of the ViCaS paper"}


def caption_lengths(actor: User, slug: str) -> dict[str, Any]:
    """The lengths of a project's approved captions, in words, and what is unusually short or long there.

    Raises:
        NotFound: The actor is no member.
    """
    counts = sorted(length_of(text) for text in approved_captions(membership(actor, slug).project))
    low, high = middle_range(counts)
    return {
        "count": len(counts),
        "mean": round(statistics.fmean(counts), 1) if counts else None,
        "median": statistics.median(counts) if counts else None,
        "low": low,
        "high": high,
        "source": "project" if len(counts) >= ENOUGH else "default",
        "reference": REFERENCE,
    }


def approved_captions(project: Project) -> list[str]:
    """The newest approved captions, raw."""
    approved = WorkItem.objects.filter(
        video__project=project, video__twin_of__isnull=True, step=WorkItem.Step.CAPTION,
        state=WorkItem.State.APPROVED,
    )  # fmt: skip
    newest = approved.order_by("-changed_at").values_list("video", flat=True)[:MOST_COUNTED]
    return list(Caption.objects.filter(video__in=newest, field=Caption.Field.EN).values_list("text", flat=True))


@lru_cache(maxsize=4 * MOST_COUNTED)
def length_of(text: str) -> int:
    """Words of a raw caption; read once, since most of what is counted was counted the last time."""
    return word_count(grounding.parse(text).plain)


def word_count(plain: str) -> int:
    """Words as the caption page counts them: pieces between blanks that hold a letter or a digit."""
    return sum(any(unicodedata.category(char)[0] in "LN" for char in piece) for piece in plain.split())


def middle_range(counts: list[int]) -> tuple[int, int]:
    """The 5th and the 95th percentile, outwards to whole words; a fixed range for too few captions.

    Args:
        counts: In order.

    Source: percentiles between neighbours, as `statistics.quantiles(method="inclusive")` computes them.
    """
    if len(counts) < ENOUGH:
        return DEFAULT_RANGE
    twentieths = statistics.quantiles(counts, n=20, method="inclusive")
    return math.floor(twentieths[0]), math.ceil(twentieths[-1])
