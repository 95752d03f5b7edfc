"""Small LG-VIS splits on disk: bars of known overlap as masks, files as the public ones are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from annotator.formats import rle
from annotator.formats.raster import Mask
from annotator.scoring.lgvis.split import Files, find_files

HEIGHT, WIDTH = 2, 200
Masks = Sequence[Mask | None]  # one for each evaluated frame; None is an object that the file does not list there


def bar(first: int, until: int, *, height: int = HEIGHT, width: int = WIDTH) -> Mask:
    """A mask whose columns from `first` up to `until`, left out, are set."""
    mask = np.zeros((height, width), dtype=bool)
    mask[:, first:until] = True
    return mask


NOTHING = bar(0, 0)


@dataclass
class Split:
    """Files of a few videos, each added by `add`."""

    folder: Path
    videos: list[int]

    def add(
        self, truth: Mapping[int, Masks], prompts: Sequence[Sequence[int]], answers: Sequence[Sequence[Masks]],
        *, scores: Sequence[Sequence[float]] | None = None, video: int | None = None,
    ) -> int:  # fmt: skip
        """Write a video: its tracks, the tracks that each prompt asks for, and what was predicted for each prompt."""
        video = len(self.videos) + 1 if video is None else video
        self.videos.append(video)
        frames = max([len(masks) for masks in truth.values()], default=1)
        names = [f"{30 * frame:05d}.jpg" for frame in range(frames)]
        entries = [
            {"filename": name, "is_gt": True, **_listed({track: masks[at] for track, masks in truth.items()})}
            for at, name in enumerate(names)
        ]
        between = {"filename": "00001.jpg", "is_gt": False, "track_ids": [], "mask_rles": []}
        self.write("truth", video, {
            "video_id": video, "image_size": [HEIGHT, WIDTH], "segmentations": [*entries[:1], between, *entries[1:]],
            "object_referrals": [{"prompt": f"Where is {ids}?", "track_ids": list(ids)} for ids in prompts],
        })  # fmt: skip
        predicted = [
            [{"filename": name, "mask_rles": [rle.encode(_made(masks[at])) for masks in tracks]}
             for at, name in enumerate(names)]
            for tracks in answers
        ]  # fmt: skip
        self.write("predictions", video, {
            "video_id": video, "pred_lgvis_masks": predicted, **({} if scores is None else {"pred_scores": scores}),
        })  # fmt: skip
        return video

    def write(self, side: str, video: int, document: object) -> None:
        (self.folder / side).mkdir(parents=True, exist_ok=True)
        (self.folder / side / f"{video:06d}.json").write_text(json.dumps(document))

    def read(self, side: str, video: int):
        return json.loads((self.folder / side / f"{video:06d}.json").read_text())

    @property
    def split_file(self) -> Path:
        path = self.folder / "split.json"
        path.write_text(json.dumps(self.videos))
        return path

    @property
    def files(self) -> Files:
        return find_files(self.folder / "truth", self.folder / "predictions", self.split_file)


def one_each(right: bool) -> tuple[dict[int, Masks], list[list[int]], list[list[Masks]]]:
    """A video with one track, asked for once, and one prediction, which is right or wrong."""
    return {1: [bar(0, 50)]}, [[1]], [[[bar(0, 50) if right else bar(100, 150)]]]


def _made(mask: Mask | None) -> Mask:
    return NOTHING if mask is None else mask


def _listed(masks: Mapping[int, Mask | None]) -> dict[str, object]:
    here = {track: mask for track, mask in masks.items() if mask is not None}
    return {"track_ids": list(here), "mask_rles": [rle.encode(mask) for mask in here.values()]}
