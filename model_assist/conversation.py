"""The three tasks as questions and answers: describe the clip, describe it with every object's mask, point at objects.

A grounded answer writes each phrase in brackets and behind it one segmentation token an object: `[the two dogs]` and
two of them. A phrase without one is a crowd. A caption that was worded anew several times is learned in every wording.

Source: prompts and the LG-VIS answer (only segmentation tokens) as in the authors' code; grounded captioning is ours.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.formats.caption import Caption, Phrase
from annotator.formats.grounding import CROWD, parse
from annotator.formats.release import Referral, ReleaseVideo
from model_assist.packing import SEGMENT, Turn
from model_assist.vocabulary import Vocabulary

DESCRIBE = (
    "Describe the video in detail: its events, the main objects and what they do, and the background.",
    "What happens in this video? Tell it in detail, with the objects, their actions and the background.",
    "Give a detailed description of the events, the main actors and the surroundings in the video.",
)
GROUND = (
    "Describe the video in detail. Please output the segmentation mask of every object.",
    "What happens in this video? Please segment each object that you mention.",
)
POINT = "{} Please output the segmentation mask."
MOST_OBJECTS = 10
QUESTIONS = (*DESCRIBE, *GROUND, POINT.format(""))


def wordings(video: ReleaseVideo) -> tuple[str, ...]:
    """Every wording of a video's caption, the cleaned one first."""
    return (parse(video.caption_raw_en_gpt).plain, *video.reworded_en_captions)


@dataclass(frozen=True)
class Writer:
    """Writes turns in a vocabulary's tokens.

    Args:
        rank: The order in which the tracks of one phrase are written; without it, that of the release.
    """

    vocabulary: Vocabulary
    rank: Mapping[int, float] | None = None

    def caption(self, text: str, question: str = DESCRIBE[0]) -> Turn:
        """Describe the clip in these words."""
        return self._turn(question, [text])

    def grounded(self, caption: Caption, question: str = GROUND[0]) -> Turn:
        """Describe it with a segmentation token an object."""
        parts: list[str | int] = []
        groups: list[int] = []
        tracks: list[int] = []
        at = 0
        for group, phrase in enumerate(caption.phrases):
            ids = self._ordered([int(written) for written in phrase.ids if written != CROWD])
            parts += [caption.plain[at : phrase.start] + f"[{phrase.text}]", len(ids)]
            groups += [group] * len(ids)
            tracks += ids
            at = phrase.end
        return self._turn(question, [*parts, caption.plain[at:]], groups, tracks)

    def pointing(self, referral: Referral) -> Turn:
        """Point at the objects that a prompt asks for."""
        tracks = self._ordered(list(referral.track_ids))
        return self._turn(POINT.format(referral.prompt), [len(tracks)], [0] * len(tracks), tracks)

    def _ordered(self, tracks: list[int]) -> list[int]:
        return tracks if self.rank is None else sorted(tracks, key=self.rank.__getitem__)

    def _turn(
        self, question: str, parts: Sequence[str | int], groups: Sequence[int] = (), tracks: Sequence[int] = ()
    ) -> Turn:
        asked = self.vocabulary.question(question)
        return Turn((*asked, *self.vocabulary.answer(parts)), len(asked), tuple(groups), tuple(tracks))


def turns_of(
    video: ReleaseVideo, writer: Writer, *, tasks: Mapping[str, float], most: int, draw: random.Random
) -> list[Turn]:
    """Some turns of a video, drawn by the tasks' weights; no turn twice.

    Args:
        tasks: Relative frequency of caption, grounded and lgvis; those of a task share its weight.
        most: At most so many turns.
        draw: Seeded by run, epoch and video, so that a resumed run draws the same.
    """
    offered: list[tuple[float, Turn]] = []
    if weight := tasks.get("caption", tasks.get("oracle")):  # to read is learned on captions
        texts = wordings(video)
        offered += [(weight / len(texts), writer.caption(text, draw.choice(DESCRIBE))) for text in texts]
    if weight := tasks.get("grounded"):
        offered.append((weight, writer.grounded(parse(video.caption_raw_en_gpt), draw.choice(GROUND))))
    if weight := tasks.get("lgvis"):
        prompts = video.object_referrals
        offered += [(weight / len(prompts), writer.pointing(prompt)) for prompt in prompts]
    # Source: Efraimidis and Spirakis, 2006: the largest u^(1/w) are a weighted sample without replacement.
    ranked = sorted(offered, key=lambda each: -(draw.random() ** (1 / each[0])))
    return [turn for _, turn in ranked[:most]]


@dataclass(frozen=True)
class Answer:
    """What a model said: the caption without brackets, and for each phrase the places of its segmentation tokens."""

    caption: Caption
    segments: tuple[tuple[int, ...], ...]


def read_answer(tokens: Sequence[int], vocabulary: Vocabulary) -> Answer:
    """Read an answer; what is no phrase is text, a bracket that is never closed too.

    Returns:
        Segmentation tokens are counted over the whole answer, from 0; those outside a phrase belong to none. The ids of
        the phrases are not written yet: who has the masks decides which of them are one object.
    """
    plain, seen = "", 0
    phrases: list[Phrase] = []
    segments: list[list[int]] = []
    text: list[int] = []
    for token in [*tokens, None]:
        if token is not None and token not in (SEGMENT, vocabulary.end):
            text.append(token)
            continue
        if text:
            plain, found = _with_phrases(plain, vocabulary.decode(text))
            phrases += found
            segments += [[] for _ in found]
            text = []
        if token == SEGMENT:
            behind = phrases and phrases[-1].end == len(plain)
            if behind:
                segments[-1].append(seen)
            seen += 1
    return Answer(Caption(plain, tuple(phrases)), tuple(map(tuple, segments)))


def numbered(answer: Answer) -> Caption:
    """The caption of an answer as people write it: objects numbered in the order in which they are named.

    A phrase without an object of its own is a crowd; what is named beyond the tenth object is text.
    """
    phrases: list[Phrase] = []
    for phrase, places in zip(answer.caption.phrases, answer.segments, strict=True):
        ids = tuple(str((place + 1) % 10) for place in places if place < MOST_OBJECTS)
        if ids or not places:
            phrases.append(replace(phrase, ids=ids or (CROWD,)))
    return Caption(answer.caption.plain, tuple(phrases))


def _with_phrases(plain: str, written: str) -> tuple[str, list[Phrase]]:
    """Append text to what was said, and name the bracketed phrases in it."""
    phrases: list[Phrase] = []
    while True:
        before, opened, rest = written.partition("[")
        inside, closed, after = rest.partition("]")
        plain += before.replace("]", "")
        if not (opened and closed and inside.strip()):
            return plain + inside + after, phrases
        start = len(plain)
        plain += inside.strip().replace("[", "")
        phrases.append(Phrase(plain[start:], (), start, len(plain)))
        written = after
