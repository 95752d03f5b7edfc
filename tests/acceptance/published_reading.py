"""Runs in a process of its own, with the published `vicas` package on its path and nothing of ours: reads and scores.

    published_reading.py read ANNOTATIONS VERSION          one JSON object about every split
    published_reading.py score WORDS…                      the published scorer's own command, with its own words

The published scorer imports its judge of captions, a language model on eight GPUs, even when told to skip captions;
a name without content stands in for that module, and for nothing else.
"""

from __future__ import annotations

import json
import runpy
import sys
import types
from typing import Any


def read(annotations: str, version: str) -> dict[str, Any]:
    """Everything that the published reader gives, counted."""
    from vicas.dataset import ViCaSDataset  # theirs, on this process's path only

    every = ViCaSDataset(annotations)
    found: dict[str, Any] = {"all": len(every)}
    for split in ("train", "val", "test"):
        numbers = every.get_split_videos(split, version)
        counts = dict.fromkeys(
            ("frames", "drawn", "masks", "pixels", "phrases", "prompts", "rewordings", "asked"), 0
        )  # fmt: skip
        dataset = ViCaSDataset(annotations, split=split)
        for video in dataset.iter_videos():
            count(video, counts)
        found[split] = {"videos": len(dataset), "listed": len(numbers), **counts}
    return found


def count(video: Any, counts: dict[str, int]) -> None:
    """One video, by every way in that the reader has, but for the pictures.

    Raises:
        AssertionError: A caption is parsed to another text than stands beside it, or names an object that is not there.
    """
    for parsed, text in (
        (video.parsed_caption_object_raw(), video.caption_orig_parsed),
        (video.parsed_caption_object_gpt(), video.caption_gpt_parsed),
    ):
        assert parsed.parsed == text, f"video {video.video_id}: {parsed.parsed!r} is not {text!r}"
        assert set(parsed.object_ids()) <= set(video.track_ids), f"video {video.video_id}: {parsed.object_ids()}"
        counts["phrases"] += len(parsed.objects)
    names, masks = video.segmentations(masks_as_array=False)
    counts["frames"] += len(names)
    counts["masks"] += sum(len(of_frame) for of_frame in masks)
    names, masks = video.segmentations(include_auto_annotated_masks=False)
    counts["drawn"] += len(names)
    counts["pixels"] += sum(int(mask.sum()) for of_frame in masks for mask in of_frame.values())
    for _, masks, tracks, names in video.parse_lgvis(include_auto_annotated_masks=False):
        assert len(masks) == len(names)
        assert all(len(of_frame) == len(tracks) for of_frame in masks)
        counts["asked"] += len(tracks)
    counts["prompts"] += video.num_lgvis_prompts
    counts["rewordings"] += len(video.captions_reworded)


def score(words: list[str]) -> None:
    """The published scorer as a command."""
    judge = types.ModuleType("vicas.evaluation.caption_eval")
    judge.CaptionEvalLlama3 = None  # type: ignore[attr-defined]  # never called: captions are skipped
    sys.modules[judge.__name__] = judge
    sys.argv = ["main.py", *words]
    runpy.run_module("vicas.evaluation.main", run_name="__main__")


if __name__ == "__main__":
    if sys.argv[1] == "read":
        print(json.dumps(read(*sys.argv[2:])))
    else:
        score(sys.argv[2:])
