"""What a run would ask and cost, before anybody starts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotator.language.endpoint import Endpoint
from annotator.language.question import Question
from annotator.videos.models import Project
from annotator.wordings.models import What
from annotator.wordings.refusals import LanguageOff
from annotator.wordings.sources import clips, sources
from annotator.wordings.spending import BILLION, endpoint, remembered

LOOKED_AT = 400  # clips: their questions take a second to write, and their mean is the mean of all within some percent
OFF = (
    "No language endpoint is set (TETHER_LANGUAGE_URL): prompts can be written by rule; there is no rule for cleaned "
    "captions and rewordings."
)


@dataclass
class Estimate:
    """What a run would do: clips and items, questions by whether they were paid for, tokens and cost of the others.

    `cost` is what is likely, in billionths: answers as long as usual, none asked for again.
    """

    clips: int = 0
    items: list[tuple[int, str]] = field(default_factory=list)
    questions: int = 0
    remembered: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: int = 0

    def times(self, factor: float) -> Estimate:
        """The same of so many times as many questions."""
        grown = ("questions", "remembered", "tokens_in", "tokens_out", "cost")
        return replace(self, **{name: round(getattr(self, name) * factor) for name in grown})

    def as_json(self) -> dict[str, Any]:
        """Items counted, the cost in the operator's currency."""
        return vars(self) | {"items": len(self.items), "cost": self.cost / BILLION}


def check_what(what: Sequence[str]) -> None:
    """Let pass what can be worded here.

    Raises:
        LanguageOff: It needs an endpoint, and there is none.
    """
    if endpoint() is None and set(what) - {What.PROMPTS}:
        raise LanguageOff(OFF)


def lacking(project: Project, *, what: Sequence[str], chosen: Sequence[int] | None = None) -> list[tuple[int, str]]:
    """The clips, by row number, and kinds that a run would take, in its order.

    Raises:
        LanguageOff: It needs an endpoint, and there is none.
    """
    check_what(what)
    found = sources(clips(project, chosen))
    return [(source.video.pk, one) for source in found for one in what if source.lacks(one)]


def estimate(project: Project, *, what: Sequence[str], chosen: Sequence[int] | None = None) -> Estimate:
    """Count what a run would do, and price it by at most `LOOKED_AT` clips, spread over all, as if the rest were alike.

    Raises:
        LanguageOff: It needs an endpoint, and there is none.
    """
    items = lacking(project, what=what, chosen=chosen)
    keys = list(dict.fromkeys(key for key, _ in items))
    told = Estimate(clips=len(keys), items=items)
    if (line := endpoint()) is None:
        return told
    looked_at = keys[:: -(-len(keys) // LOOKED_AT)] if keys else []
    asked: dict[str, Question] = {}
    for source in sources(clips(project, looked_at)):
        questions = [question for one in what if source.lacks(one) for question in source.questions(one)]
        asked |= {question.digest(line.model): question for question in questions}
    _price(told, asked, line)
    return told.times(len(keys) / max(1, len(looked_at)))


def _price(told: Estimate, asked: dict[str, Question], line: Endpoint) -> None:
    known = remembered(asked)
    told.questions, told.remembered = len(asked), len(known)
    for digest, question in asked.items():
        if digest not in known:
            told.tokens_in += question.tokens()
            told.tokens_out += question.expected
            told.cost += question.likely_cost(line)
