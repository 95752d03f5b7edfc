"""A judge on the line: asked once for each caption and ground truth, within a cap, and never twice the same."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from annotator.errors import AnnotatorError
from annotator.language.endpoint import EndpointFailed, EndpointRefused, Line
from annotator.language.question import Question
from annotator.scoring.caption_accuracy.answers import NO_NUMBER, Reading, read_officially, read_strictly
from annotator.scoring.caption_accuracy.folder import Answer, AnswerFolder, digest_of
from annotator.scoring.caption_accuracy.prompt import Prompt

TRIES = 2  # strict reading: the question, and once more with what was wrong
BILLION = 10**9


class CapReached(AnnotatorError):
    """The next question could cost more than may still be spent; `spent` and `cap` are in billionths."""

    code = "cap_reached"
    status = 409


@dataclass
class Spending:
    """What a run has spent and may spend, in billionths of the operator's currency; safe among threads.

    `cap` None: whatever it takes. What a question may cost at most is taken before it leaves, and corrected after.
    """

    cap: int | None
    spent: int = 0
    asked: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def reserve(self, most: int) -> None:
        """Take what a question may cost.

        Raises:
            CapReached: That is more than is left.
        """
        with self._lock:
            if self.cap is not None and self.spent + most > self.cap:
                raise CapReached(
                    f"{self.spent / BILLION:.4f} of {self.cap / BILLION:.4f} are spent, and the next question could "
                    f"cost {most / BILLION:.4f}. What is answered is kept; go on with a higher --cap.",
                    spent=self.spent, cap=self.cap,
                )  # fmt: skip
            self.spent += most
            self.asked += 1

    def correct(self, change: int) -> None:
        """Add what a question cost beyond what was taken for it; mostly a negative number."""
        with self._lock:
            self.spent += change


@dataclass(frozen=True)
class Verdict:
    """A judge's word on a caption and one ground truth.

    `score` is 0..5; None where no answer could be read (strict), nan where the judge said so (official). `readable` is
    the strict reading's word on the last answer, whichever reading the score is of.
    """

    score: float | None
    readable: bool
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Judge:
    """Who is asked, what, and where the answers are kept."""

    line: Line
    prompt: Prompt
    folder: AnswerFolder
    spending: Spending

    def verdict(self, prediction: str, truth: str, *, reading: Reading) -> Verdict:
        """How far a prediction tells what a ground truth tells.

        Raises:
            CapReached, EndpointRefused, EndpointFailed: There is no answer; those before it are kept.
            OSError: The answer cannot be kept.
        """
        question = self.prompt.question(prediction, truth)
        if reading == "official":
            answer = self._ask(question)
            return Verdict(read_officially(answer.text), _strictly(answer) is not None, (answer,))
        answers: list[Answer] = []
        for _ in range(TRIES):
            answers.append(answer := self._ask(question))
            score = _strictly(answer)
            if score is not None:
                return Verdict(score, True, tuple(answers))
            question = question.again(answer.text[:200], NO_NUMBER)
        return Verdict(None, False, tuple(answers))

    def _ask(self, question: Question) -> Answer:
        endpoint = self.line.endpoint
        digest = digest_of(question, endpoint)
        known = self.folder.find(digest)
        if known is not None:
            return known
        most = question.most_cost(endpoint)
        self.spending.reserve(most)
        try:
            reply = self.line.complete(question.turns, most_tokens=question.most)
        except EndpointRefused:
            self.spending.correct(-most)
            raise
        except EndpointFailed as error:
            self.spending.correct((int(str(error.fields["lost"])) - 1) * most)
            raise
        self.spending.correct(question.real_cost(endpoint, reply) - most)
        return self.folder.keep(digest, question, endpoint, reply)


def _strictly(answer: Answer) -> float | None:
    """A number that was cut off may have gone on: it is none."""
    return read_strictly(answer.text) if answer.whole else None
