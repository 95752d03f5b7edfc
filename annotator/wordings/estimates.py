"""What a run would ask and cost, before anybody starts it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.language.question import Question
from annotator.videos.models import Project
from annotator.wordings.models import What
from annotator.wordings.refusals import LanguageOff
from annotator.wordings.sources import AT_ONCE, Source, clips, sources
from annotator.wordings.spending import BILLION, endpoint, remembered

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


def estimate(project: Project, *, what: Sequence[str], chosen: Sequence[int] | None = None) -> Estimate:
    """Look at every clip that a run would take.

    Raises:
        LanguageOff: It needs an endpoint, and there is none.
    """
    check_what(what)
    told = Estimate()
    asked: list[Question] = []
    for source in sources(clips(project, chosen)):
        items = [(source.video.pk, one) for one in what if wanted(source, one)]
        told.clips += bool(items)
        told.items += items
        if endpoint() is not None:
            asked += [question for _, one in items for question in source.questions(one)]
        if len(asked) >= AT_ONCE:
            _count(told, asked)
            asked = []
    _count(told, asked)
    return told


def wanted(source: Source, what: str) -> bool:
    """Whether a clip still lacks this."""
    return what not in source.settled and (what != What.PROMPTS or bool(source.asked_phrases()))


def _count(told: Estimate, asked: Sequence[Question]) -> None:
    line = endpoint()
    if line is None:
        return
    by_digest = {question.digest(line.model): question for question in asked}
    known = remembered(by_digest)
    told.questions += len(by_digest)
    told.remembered += len(known)
    for digest, question in by_digest.items():
        if digest not in known:
            told.tokens_in += question.tokens()
            told.tokens_out += question.expected
            told.cost += question.likely_cost(line)
