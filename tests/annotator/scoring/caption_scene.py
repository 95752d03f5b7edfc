"""Small splits of captions on disk, as the public files are, and a judge's answers that a test chooses by the text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.scoring.lgvis.split import Files, find_files


@dataclass
class Captions:
    """Files of a few videos, each added by `add`."""

    folder: Path
    videos: list[int] = field(default_factory=list)

    def add(self, prediction: str, truths: Sequence[str]) -> int:
        """Write a video: what was predicted, and its raw caption, its cleaned one, then its rewordings."""
        video = len(self.videos) + 1
        self.videos.append(video)
        raw, cleaned, *rewordings = truths
        self.write("truth", video, {
            "video_id": video, "caption_parsed_en": raw, "caption_parsed_en_gpt": cleaned,
            "reworded_en_captions": rewordings,
        })  # fmt: skip
        self.write("predictions", video, {"video_id": video, "pred_caption": prediction})
        (self.folder / "split.json").write_text(json.dumps(self.videos))
        return video

    def write(self, side: str, video: int, document: Any) -> None:
        """Replace one of a video's files; a text is written as it is."""
        path = self.folder / side / f"{video:06d}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(document if isinstance(document, str) else json.dumps(document))

    def files(self) -> Files:
        """The split as a scorer takes it."""
        return find_files(self.folder / "truth", self.folder / "predictions", self.folder / "split.json")

    def arguments(self, *more: str) -> list[str]:
        """The words of a command that scores the split into report.json."""
        return [
            "--gt", str(self.folder / "truth"), "--pred", str(self.folder / "predictions"),
            "--split-file", str(self.folder / "split.json"), "--out", str(self.folder / "report.json"), *more,
        ]  # fmt: skip

    def report(self) -> dict[str, Any]:
        """What the command wrote; a nan or an infinity in it is no JSON."""

        def refuse(word: str) -> None:
            raise AssertionError(f"{word} in the report")

        found: dict[str, Any] = json.loads((self.folder / "report.json").read_text(), parse_constant=refuse)
        return found


def by_word(answers: Mapping[str, str]) -> Callable[[dict[str, Any]], str]:
    """An answer by the first of these words that the question, as it was first asked, holds."""

    def answer(body: dict[str, Any]) -> str:
        asked = next(turn["content"] for turn in body["messages"] if turn["role"] == "user")
        return next(said for word, said in answers.items() if word in asked)

    return answer
