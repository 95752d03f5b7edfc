"""What the judge is asked: our own words by default, or a file of the user's such as the paper's.

Source: what the ViCaS paper says of its judge (meaning over words, minor details forgiven, events and contradictions
not); the words are ours, and their digest is their version.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.language.endpoint import Message
from annotator.language.question import Question, fenced, version_of
from annotator.language.writers import DATA

GAP = "{}"
EXPECTED, MOST = 3, 8  # tokens of an answer: a number and its end; where it is cut off

OWN = f"""You judge how accurate a caption of a video is. You cannot see the video; a reference caption that is right is
given beside it.
Give a score from 0 to 5, with decimals where they help: 5 where the caption tells the same as the reference, 0 where it
tells something else altogether.
Judge what is said and not how: other words, another order of sentences or another style cost nothing.
Small details that are added or left out cost little or nothing.
Lower the score clearly for a main event or a main object that is missing or invented.
Lower it clearly for whatever contradicts the reference: who does what, to what, where, in which order, how many, which
colour.
Lower it for any mention of sound, music or speech: captions tell what is seen.
Answer with the number alone: no words, no fraction, no explanation.
{DATA}"""


class JudgePromptRefused(AnnotatorError):
    """A file that cannot be a judge's prompt."""

    code = "judge_prompt_refused"


@dataclass(frozen=True)
class Prompt:
    """How a judge is asked. `name` says whose words these are; `template` is None for ours, else has two gaps."""

    name: str
    system: str
    template: str | None = None

    @property
    def version(self) -> str:
        """The digest of the words."""
        return version_of(self.system) if self.template is None else version_of(self.system, self.template)

    def question(self, prediction: str, truth: str) -> Question:
        """What is asked about a prediction and one ground truth; both stand in the user's turn alone."""
        if self.template is None:
            asked = f"{fenced('reference', truth)}\n{fenced('caption', prediction)}"
        else:
            # split, not format: a caption may hold braces of its own
            before, between, after = self.template.split(GAP)
            asked = f"{before}{truth}{between}{prediction}{after}"
        system = (Message("system", self.system),) if self.system else ()
        return Question(self.version, (*system, Message("user", asked)), expected=EXPECTED, most=MOST)


OURS = Prompt("own", OWN)


def read_prompt(template: Path, system: Path | None = None) -> Prompt:
    """A prompt of the user's.

    Args:
        template: The user's turn, with `{}` where the ground truth goes and `{}`, after it, where the prediction does.
        system: The system's turn; none is sent without it.

    Raises:
        JudgePromptRefused: A file cannot be read or has not as many gaps.
    """
    asked, said = _text(template), _text(system) if system else ""
    if asked.count(GAP) != 2:
        raise JudgePromptRefused(
            f"{template} has {asked.count(GAP)} gaps {GAP}; it needs two: the ground truth's, then the prediction's."
        )
    if GAP in said:
        raise JudgePromptRefused(f"{system} has a gap {GAP}: captions go into the user's turn alone.")
    return Prompt(template.name, said.strip(), asked)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JudgePromptRefused(f"{path} cannot be read ({type(error).__name__}: {error}).") from error
