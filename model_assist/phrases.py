"""The phrases of captions in a vocabulary's tokens, and which tracks each of them names."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.formats.grounding import CROWD, parse
from annotator.formats.release import Release
from model_assist.vocabulary import Vocabulary


@dataclass(frozen=True)
class Named:
    """A phrase's tokens and the tracks that it names."""

    tokens: tuple[int, ...]
    tracks: tuple[int, ...]


class Phrasebook:
    """The phrases of a release's videos; each caption is read once."""

    def __init__(self, release: Release, vocabulary: Vocabulary) -> None:
        self._release, self._vocabulary = release, vocabulary
        self._named: dict[int, list[Named]] = {}
        self._around: dict[int, tuple[int, ...]] = {}

    def named(self, video_id: int) -> list[Named]:
        """The phrases of a video that name tracks."""
        if video_id not in self._named:
            self._read(video_id)
        return self._named[video_id]

    def around(self, video_id: int) -> tuple[int, ...]:
        """The words of a video's caption that stand in no phrase, each once."""
        if video_id not in self._around:
            self._read(video_id)
        return self._around[video_id]

    def _read(self, video_id: int) -> None:
        caption = parse(self._release.video(video_id).caption_raw_en_gpt)
        encode = self._vocabulary.encode
        self._named[video_id] = [
            Named(tuple(encode(phrase.text)), tuple(int(i) for i in phrase.ids if i != CROWD))
            for phrase in caption.phrases
            if set(phrase.ids) != {CROWD}
        ]
        ends = [0, *(end for phrase in caption.phrases for end in (phrase.start, phrase.end)), len(caption.plain)]
        between = [caption.plain[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
        self._around[video_id] = tuple(sorted({token for text in between for token in encode(text)}))

    def of_track(self, video_id: int, track: int) -> tuple[int, ...]:
        """The tokens of the first phrase that names a track; none where no phrase does."""
        return next((phrase.tokens for phrase in self.named(video_id) if track in phrase.tracks), ())
