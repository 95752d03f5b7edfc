"""WebDataset: tar files that are read from front to back, for training from a disk that is far away.

Of each video a shard holds `NNNNNN.mp4`, `NNNNNN.json` (the very bytes of the release) and `NNNNNN.txt` (the cleaned
caption without its syntax), in this order and side by side. Nothing is lost. Equal releases give equal shards: no times
and no owners are kept.

Source: the tar convention of the WebDataset library (Aizman, Maltby and Breuel, "High Performance I/O For Large Scale
Deep Learning", 2019); the tar format is POSIX ustar.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable
from pathlib import Path

from annotator.formats import vicas
from annotator.formats.annotation import ReleaseVideo
from annotator.formats.grounding import parse
from annotator.formats.interchange.losses import Losses
from annotator.formats.interchange.walk import Walk, groups_of
from annotator.formats.progress import Step
from annotator.formats.release import Release
from annotator.formats.whole_file import beside

NAME = "webdataset"
REASONS: dict[str, str] = {"videos": "the release lists them by checksum and does not bring them along"}
SHARD = 100  # videos; about half a gigabyte of 10 s clips


def export(release: Release, folder: Path, *, step: Step) -> Losses:
    """Write `<split>-NNNNNN.tar`; arguments and errors are those of `youtube_vis.export`."""
    losses = Losses(NAME, REASONS)
    walk = Walk(release, step)
    for split in release.splits:
        for number, part in enumerate(groups_of(walk.videos(split), SHARD)):
            _write(release, folder / f"{split}-{number:06d}.tar", part, losses)
    losses.write(folder)
    return losses


def _write(release: Release, path: Path, videos: Iterable[ReleaseVideo], losses: Losses) -> None:
    with beside(path) as out, tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as shard:
        for video in videos:
            name, film = f"{video.video_id:06d}", release.video_file(video)
            if film.is_file():
                entry = tarfile.TarInfo(f"{name}.mp4")
                entry.size = film.stat().st_size
                with film.open("rb") as content:
                    shard.addfile(entry, content)
            else:
                losses.drop("videos")
            _add(shard, f"{name}.json", vicas.to_json(video))
            _add(shard, f"{name}.txt", parse(video.caption_raw_en_gpt).plain.encode())
            losses.wrote(videos=1, masks=sum(len(frame.mask_rles) for frame in video.segmentations))


def _add(shard: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    shard.addfile(entry, io.BytesIO(content))
