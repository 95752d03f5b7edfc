"""A dataset in the published ViCaS layout, made up and written without our writer: masks by pycocotools, JSON by json.

It holds what makes importing hard: masks with holes and several parts, ragged ones, objects that lie over each other
only on frames that nobody drew, that come late, away by an empty mask or by not being listed; the tenth track, a crowd,
captions that were cleaned and some that were not, prompts that no rule would write. The same seed gives the same files.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from pycocotools import mask as coco

VERSION = "v1.0"
SPLITS = ("train", "val", "test")
NOUNS = ("brown dog", "red box", "tall man in a coat", "second cup", "striped ball", "woman who runs", "grey cat")
SIZES = ((72, 128), (128, 72), (64, 96))


def write_set(root: Path, videos: int, *, seed: int = 20) -> Path:
    """Write a set of so many videos, with splits and without video files."""
    chance = random.Random(seed)
    splits: dict[str, list[int]] = {name: [] for name in SPLITS}
    number = -1
    for place in range(videos):
        number += 1 if place < 2 else chance.randint(1, 40)  # ids begin at 0 and have gaps
        splits[chance.choices(SPLITS, (71, 15, 14))[0]].append(number)
        write_annotation(root, document(number, chance))
    for name, numbers in splits.items():
        chance.shuffle(numbers)
        place_of_split(root, name).parent.mkdir(parents=True, exist_ok=True)
        place_of_split(root, name).write_text(json.dumps(numbers))
    return root


def write_annotation(root: Path, content: dict[str, Any]) -> Path:
    place = annotation(root, content["video_id"])
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(content))
    return place


def annotation(root: Path, number: int) -> Path:
    return root / "annotations" / VERSION / f"{number:06d}.json"


def place_of_split(root: Path, name: str) -> Path:
    return root / "splits" / VERSION / f"{name}.json"


def documents(root: Path, version: str = VERSION) -> dict[str, dict[str, Any]]:
    """Every annotation of a folder by the name of its file."""
    return {path.name: json.loads(path.read_text()) for path in sorted((root / "annotations" / version).glob("*.json"))}


def split_lists(root: Path, version: str = VERSION) -> dict[str, list[int]]:
    """The splits in order of their ids, which the layout leaves open."""
    return {name: sorted(json.loads((root / "splits" / version / f"{name}.json").read_text())) for name in SPLITS}


def document(number: int, chance: random.Random, lengths: tuple[int, ...] = (61, 65, 91)) -> dict[str, Any]:
    """One annotation; `lengths` are numbers of frames to choose from."""
    height, width = chance.choice(SIZES)
    tracks = sorted(chance.sample([1, 2, 3, 4, 0], chance.randint(1, 4)), key=lambda track: (track - 1) % 10)
    frames = chance.choice(lengths)
    nouns = dict(zip(tracks, chance.sample(NOUNS, len(tracks)), strict=True))
    chinese = "、".join(f"[物体{track}]<mask_{track}>" for track in tracks) + "经过[一群人]<mask_?>。"
    raw = " and ".join(f"[A {noun}]<mask_{track}>" for track, noun in nouns.items()) + " pass [a crowd]<mask_?>."
    plain = " and ".join(f"A {noun}" for noun in nouns.values()) + " pass a crowd."
    cleaned = chance.random() < 0.7
    return {
        "video_id": number,
        "src_dataset": chance.choice(("Oops", "UVO", "Kinetics")),
        "filename": f"{number:06d}_Fails_of_the_Week__(part_{chance.randint(1, 9)})_FailArmy{number}.mp4",
        "caption_raw_en": raw,
        "caption_raw_cn": chinese if chance.random() < 0.5 else "",
        "caption_raw_en_gpt": raw.replace("pass", "walk past") if cleaned else raw,
        "caption_parsed_en": plain,
        "caption_parsed_en_gpt": plain.replace("pass", "walk past") if cleaned else plain,
        "reworded_en_captions": [f"Passers-by, put {k} ways, “näher”." for k in range(chance.choice((0, 3, 4)))],
        "object_referrals": [
            {"prompt": f"Where is that {noun} now?", "track_ids": [track]} for track, noun in nouns.items()
        ][: chance.randint(0, 4)],
        "image_size": [height, width],
        "segmentations": list(frames_of(tracks, frames, (height, width), chance)),
        "all_track_ids": tracks,
    }  # fmt: skip


def frames_of(tracks: list[int], count: int, size: tuple[int, int], chance: random.Random) -> Iterator[dict[str, Any]]:
    """The masks of every frame; from some frame on, or until then, a track is away."""
    noise = np.random.default_rng(chance.randrange(2**32))
    comes = {track: chance.choice((0, 0, 31, 45)) for track in tracks}
    unlisted = {track: chance.random() < 0.5 for track in tracks}
    quarters = [np.array((row, column)) for row in (0.25, 0.75) for column in (0.25, 0.75)]
    beside = [quarters, [np.array((0.5, 0.5))] * 4][chance.random() < 0.3]  # apart where people drew, or one on another
    starts = {track: place * size for track, place in zip(tracks, beside, strict=False)}
    swings = {track: noise.uniform(-40, 40, 2) for track in tracks}  # widest half way between two drawn frames
    for index in range(count):
        listed = [track for track in tracks if index >= comes[track] or not unlisted[track]]
        masks = {track: np.zeros(size, bool) for track in listed}
        for track in (track for track in listed if index >= comes[track]):
            masks[track] = blob(
                starts[track] + swings[track] * math.sin(math.pi * index / 30), size, noise, ragged=track == 2
            )
        yield {
            "filename": f"{index:05d}.jpg",
            "is_gt": index % 30 == 0,
            "track_ids": listed,
            "mask_rles": [rle(masks[track]) for track in listed],
        }


def blob(centre: np.ndarray, size: tuple[int, int], noise: np.random.Generator, *, ragged: bool) -> np.ndarray:
    """A ring with a part beside it, or a cloud of single pixels."""
    rows, columns = np.mgrid[: size[0], : size[1]]
    far = np.hypot(rows - centre[0], columns - centre[1])
    if ragged:
        return (far < 14) & (noise.random(size) < 0.6)
    return ((far < 11) & (far > 4)) | ((abs(rows - centre[0] - 13) < 2) & (abs(columns - centre[1]) < 5))


def rle(mask: np.ndarray) -> dict[str, Any]:
    made = coco.encode(np.asfortranarray(mask, np.uint8))
    return {"size": list(made["size"]), "counts": made["counts"].decode()}
