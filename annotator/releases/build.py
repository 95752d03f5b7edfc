"""From frozen rows to a folder: written beside, one clip after the other, verified by reading it back, then renamed.

A build that dies is taken up again: what is already there was written whole, and equal rows give equal bytes.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from annotator.annotations import bundles
from annotator.annotations.models import IMPORTED
from annotator.errors import AnnotatorError
from annotator.formats import canonical, manifest, rle
from annotator.formats import release as layout
from annotator.formats.contents import croissant
from annotator.formats.interchange import losses
from annotator.formats.interchange.every import export
from annotator.formats.progress import Step
from annotator.formats.rle import Rle
from annotator.formats.together import Span, read_together
from annotator.formats.whole_file import write_whole
from annotator.releases import actions, queries
from annotator.releases.card import Card, croissant_head, rendered
from annotator.releases.choices import BY_RULE, REVIEWED, choices_from
from annotator.releases.contents import Contents
from annotator.releases.models import Release, ReleaseVideo
from annotator.releases.sums import Sums, derived
from annotator.scoring import statistics_folder
from annotator.scoring.statistics import Row, statistics


class BuildFailed(AnnotatorError):
    """A clip could not be written; the text names it."""

    code = "build_failed"
    status = 500


def build(release: Release, *, step: Step, exporting: Callable[[str], Step] | None = None) -> layout.Verified:
    """Write, verify and publish a frozen release.

    Args:
        step: Called with (clips done, clips in all) after each clip; what it raises stops the build, and nothing is
            lost.
        exporting: Called with a foreign format's name before it is written, for what is to be called after each clip
            in it; `step` otherwise, with all clips done.

    Returns:
        What the release holds, counted by reading it back.

    Raises:
        BuildFailed: A clip's media or masks are missing or damaged; the text names it.
        ReleaseDamaged: What was written does not read back as it must.
    """
    folder, place = queries.building_folder_of(release), queries.folder_of(release)
    if not place.exists():
        total, chosen = release.videos.count(), choices_from(release.choices)
        actions.set_state(release, Release.State.BUILDING, done=0, total=total)
        sums, contents = write_clips(release, folder, step=step)
        write_splits(folder, release.version, contents.splits)
        for name in chosen.formats:
            write_format(folder, release.version, name, exporting(name) if exporting else lambda *_: step(total, total))
        counts = counted(folder, release.version)
        statistics_folder.write(folder, {release.version: counts})
        write_card(folder, Card(release, sums, counts, contents.leaks()))
        layout.manifest(folder)
        actions.set_state(release, Release.State.VERIFYING, done=total, total=total)
        layout.verify(folder)
        os.replace(folder, place)
    verified = layout.verify(place)
    actions.publish(release, verified, files_in(place))
    return verified


def files_in(place: Path) -> list[layout.ReleaseFile]:
    """Every file of a whole release in order of its path, with the manifest, which does not list itself."""
    listed = layout.read_manifest(place)
    own = layout.ReleaseFile(manifest.NAME, (place / manifest.NAME).stat().st_size, listed.sha256)
    return sorted([*listed.files, own], key=lambda file: file.path)


def write_clips(release: Release, folder: Path, *, step: Step) -> tuple[Sums, Contents]:
    """Every clip, one after the other, with the tables about all of them.

    Raises:
        BuildFailed: A clip's media or masks are missing or damaged; the text names it.
    """
    sums, total = Sums(), release.videos.count()
    with Contents(folder, lists_videos=choices_from(release.choices).videos == "list") as contents:
        for done, entry in enumerate(queries.entries_of(release), 1):
            write_clip(release, entry, contents)
            sums.add(entry.frozen)
            step(done, total)
    return sums, contents


def write_clip(release: Release, entry: ReleaseVideo, contents: Contents) -> None:
    """One clip's annotation, video and lines in the tables; a video that an earlier try wrote is kept.

    Raises:
        BuildFailed: Its media or masks are missing or damaged.
    """
    frozen, folder = entry.frozen, contents.folder
    try:
        video = composed(frozen, prompts=choices_from(release.choices).prompts)
        target = source = Path(settings.MEDIA_ROOT) / frozen["media"] / canonical.VIDEO
        if not contents.lists_videos:
            target = folder / "videos" / video.filename
            if not target.exists() or file_sha256(target) != frozen["media_sha256"]:
                layout.copy_video(folder, video, source)
        if file_sha256(target) != frozen["media_sha256"]:
            raise BuildFailed("its canonical video is not the one that was frozen; restore it from the backup.")
        layout.write_annotation(folder, release.version, video)
        contents.add(video, entry)
    except (AnnotatorError, OSError) as error:
        raise BuildFailed(
            f"Clip {frozen['number']:06d} ({frozen['name']}): {error}", number=frozen["number"]
        ) from error


def composed(frozen: dict[str, Any], *, prompts: str = REVIEWED) -> layout.ReleaseVideo:
    """What a clip's annotation file holds.

    Args:
        prompts: One of `choices.PROMPTS`: what it is asked where nobody reviewed any prompt, nothing or by rule.

    Raises:
        BundleMissing: A bundle is gone or damaged.
        InvalidRelease: What was frozen breaks a rule of the layout.
    """
    reviewed = frozen.get("referrals")
    unreviewed: list[layout.Referral] | None = None if prompts == BY_RULE else []  # None: the layout asks by rule
    return layout.release_video(
        frozen["number"], source=frozen["source"], name=frozen["name"], caption=frozen["caption"],
        size=(frozen["size"][0], frozen["size"][1]), masks=masks_by_frame(frozen), filename=frozen.get("filename"),
        cleaned=derived(frozen, "en_gpt")["text"], chinese=derived(frozen, "cn")["text"],
        referrals=unreviewed if reviewed is None else [referral_of(one) for one in reviewed],
        rewordings=frozen.get("rewordings", ()),
    )  # fmt: skip


def referral_of(kept: dict[str, Any]) -> layout.Referral:
    """A prompt as rows keep it."""
    return layout.Referral(kept["prompt"], tuple(kept["track_ids"]))


def write_format(folder: Path, version: str, name: str, step: Step) -> None:
    """The release in a foreign format, beside the layout; kept if an earlier try wrote it, for it was written whole.

    Raises:
        BuildFailed: The format cannot be written.
    """
    if (folder / losses.FOLDER / name).exists():
        return
    try:
        export(name, layout.read_release(folder, version), folder / losses.FOLDER, step=step)
    except (AnnotatorError, OSError) as error:
        raise BuildFailed(f"The format {name}: {error}", format=name) from error


def write_card(folder: Path, card: Card) -> None:
    """The two files that tell of all others: for people, and for data portals."""
    write_whole(folder / "README.md", rendered(card).encode())
    croissant.write(folder, croissant_head(card))


def counted(folder: Path, version: str) -> dict[str, Row]:
    """The numbers of a release that is being built, by split."""

    def complain(file: str, fault: str) -> None:
        raise layout.ReleaseDamaged(file, fault)

    return statistics(folder, complain=complain, step=lambda done, total: None)[version]


def file_sha256(place: Path) -> str:
    """The checksum of a file as it lies there now, in hex."""
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def masks_by_frame(frozen: dict[str, Any]) -> Iterator[dict[int, Rle]]:
    """Every frame's masks by track number, read from the frozen bundles as the player reads them.

    Raises:
        BundleMissing: A bundle is gone or damaged.
    """
    spans = [
        Span(s["number"], s["first"], s["last"], bundles.read(s["sha256"]), s.get("predictor") == IMPORTED)
        for s in frozen["segments"]
    ]
    left_out = {
        (int(number), frame)
        for number, spells in frozen.get("left_out", {}).items()
        for first, last in spells
        for frame in range(first, last + 1)
    }
    for frame, of_frame in enumerate(read_together(spans, frozen["frame_count"])):
        masks = {number: Rle(size=list(frozen["size"]), counts=counts) for number, counts in of_frame.items()}
        yield {number: mask for number, mask in masks.items() if (number, frame) not in left_out or rle.area(mask)}


def write_splits(folder: Path, version: str, split_of: Mapping[int, str]) -> None:
    """The three lists of clip numbers."""
    splits: dict[str, list[int]] = {name: [] for name in ReleaseVideo.Split.values}
    for number, split in split_of.items():
        splits[split].append(number)
    layout.write_splits(folder, version, splits)
