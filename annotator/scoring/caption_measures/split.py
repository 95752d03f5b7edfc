"""All measures of a split in one table; one that cannot be computed stands there with what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from annotator.scoring.caption_measures.measure import Corpus, Measure, Tokens
from annotator.scoring.captioned_video import read_captions
from annotator.scoring.lgvis.split import Files


def measure_split(
    files: Files, measures: Sequence[Measure], *, tokens: Tokens, progress: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """Compute every measure that can be computed here.

    Raises:
        TruthRefused, PredictionRefused: A file without its captions.
    """
    corpus = Corpus([read_captions(files, video_id) for video_id in files.videos], tokens)
    rows: list[dict[str, Any]] = []
    of_videos: list[dict[str, Any]] = [{"video_id": video.video_id} for video in corpus.videos]
    for count, measure in enumerate(measures, start=1):
        lacks = measure.lacks() or (None if corpus.videos else "a video")
        row: dict[str, Any] = {"name": measure.name, "value": None, "lacks": lacks, "span": measure.span}
        if not lacks:
            scored = measure.score(corpus)
            row["value"] = scored.value
            for of_video, value in zip(of_videos, scored.per_video, strict=True):
                of_video[measure.name] = value
        rows.append(row)
        if progress:
            progress(count, len(measures))
    return {"videos": len(corpus.videos), "tokens": tokens, "measures": rows, "per_video": of_videos}


def as_markdown(found: Mapping[str, Any]) -> str:
    """The table as people read it."""
    lines = [f"| measure | {found['videos']} videos, {found['tokens']} tokens |", "|---|---|"]
    for row in found["measures"]:
        told = f"not available: needs {row['lacks']}" if row["lacks"] else f"{row['value']:.4f}"
        lines.append(f"| {row['name']} | {told} |")
    return "\n".join(lines) + "\n"
