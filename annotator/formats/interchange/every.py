"""The formats by name, and what each is for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from annotator.errors import AnnotatorError
from annotator.formats.interchange import (
    cvat,
    davis,
    mevis,
    parquet,
    refer_youtube_vos,
    webdataset,
    youtube_vis,
)
from annotator.formats.interchange.losses import Losses
from annotator.formats.progress import Step
from annotator.formats.release import Release


class UnknownFormat(AnnotatorError):
    """A format that nobody here writes; the text lists those that are."""

    code = "unknown_format"


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is for, and its writer."""

    purpose: str
    write: Callable[[Release, Path, Step], Losses]


def _format(purpose: str, export: Callable[..., Losses]) -> Format:
    return Format(purpose, lambda release, folder, step: export(release, folder, step=step))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        parquet.NAME: _format("Hugging Face datasets and the hub's viewer: everything but the videos", parquet.export),
        youtube_vis.NAME: _format("video instance segmentation: COCO's JSON for videos", youtube_vis.export),
        mevis.NAME: _format("referring segmentation with any number of objects a sentence", mevis.export),
        refer_youtube_vos.NAME: _format("referring segmentation with one object a sentence", refer_youtube_vos.export),
        davis.NAME: _format("trackers: a picture with a palette a frame", davis.export),
        webdataset.NAME: _format("training from far disks: tar shards with videos", webdataset.export),
        cvat.NAME: _format("going on in CVAT: XML for video 1.1", cvat.export),
    }
)


def export(name: str, release: Release, out: Path, *, step: Step) -> Losses:
    """Write a release in one format into a folder of the format's name, which is there whole or not at all.

    Args:
        name: Of the format.
        release: What was read.
        out: Where the folder will be; one that is there already stays as it is.
        step: Called with (videos done, videos in all) after each video.

    Raises:
        UnknownFormat: there is no such format.
        FileExistsError: the folder is there already.
        ReleaseDamaged, DamagedRle: the release cannot be read; nothing is left behind.
        OSError: the disk is full or not writable; nothing is left behind.
    """
    if name not in FORMATS:
        raise UnknownFormat(f"{name!r} is no format; there are {', '.join(FORMATS)}.", name=name)
    place, beside = out / name, out / f".{name}.part"
    if place.exists():
        raise FileExistsError(f"{place} is there already; remove it or choose another folder.")
    shutil.rmtree(beside, ignore_errors=True)  # of a run that was killed
    try:
        losses = FORMATS[name].write(release, beside, step)
        beside.replace(place)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return losses
