"""From frozen rows to a folder: written beside, one clip after the other, verified by reading it back, then renamed.

A build that dies is taken up again: what is already there was written whole, and equal rows give equal bytes.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.formats import manifest
from annotator.formats import release as layout
from annotator.formats.contents import croissant, predictions
from annotator.formats.interchange import losses
from annotator.formats.interchange.every import export
from annotator.formats.progress import Step
from annotator.formats.whole_file import write_whole
from annotator.releases import actions, queries
from annotator.releases.card import Card, croissant_head, rendered
from annotator.releases.choices import choices_from
from annotator.releases.clips import write_clips
from annotator.releases.damage import BuildFailed
from annotator.releases.models import Release, ReleaseVideo
from annotator.scoring import statistics_folder
from annotator.scoring.statistics import Row, statistics
from annotator.storage.store import store


def build(release: Release, *, step: Step, exporting: Callable[[str], Step] | None = None) -> layout.Verified:
    """Write, verify and publish a frozen release.

    Args:
        step: Called with (clips done, clips in all) after each clip, and before all is proved; what it raises stops the
            build, and nothing is lost.
        exporting: Called with a foreign format's name before it is written, for what is to be called after each clip
            in it; `step` otherwise, with all clips done.

    Returns:
        What the release holds, counted by reading it back.

    Raises:
        ClipsDamaged: Some clips are damaged; all others are written, and the text names those.
        BuildFailed: Something cannot be written; the text says what.
        ReleaseDamaged: What was written does not read back as it must.
        StorageAway: The storage does not take it; nothing is lost.
    """
    folder, name = queries.building_folder_of(release), queries.name_of(release)
    whole = store().held(name)
    if whole is None:
        write(release, folder, step=step, exporting=exporting)
    verified, files = layout.verify(whole or folder), files_in(whole or folder)
    if whole is None:
        store().keep(folder, name)
    actions.publish(release, verified, files)
    shutil.rmtree(folder, ignore_errors=True)  # a bucket took a copy
    return verified


def write(release: Release, folder: Path, *, step: Step, exporting: Callable[[str], Step] | None) -> None:
    """Every file of a release, the manifest last; what an earlier try wrote is kept.

    Raises:
        ClipsDamaged, BuildFailed: As `build`.
    """
    total, chosen = queries.taken(release).count(), choices_from(release.choices)
    actions.set_state(release, Release.State.BUILDING, done=0, total=total)
    take_away_left_out(release, folder)
    sums, contents = write_clips(release, folder, step=step)
    write_splits(folder, release.version, contents.splits)
    for name in chosen.formats:
        write_format(folder, release.version, name, exporting(name) if exporting else lambda *_: step(total, total))
    counts = counted(folder, release.version)
    statistics_folder.write(folder, {release.version: counts})
    write_card(folder, Card(release, sums, counts, contents.leaks(), queries.left_out(release)))
    layout.manifest(folder)
    step(total, total)
    actions.set_state(release, Release.State.VERIFYING, done=total, total=total)


def files_in(place: Path) -> list[layout.ReleaseFile]:
    """Every file of a whole release in order of its path, with the manifest, which does not list itself."""
    listed = layout.read_manifest(place)
    own = layout.ReleaseFile(manifest.NAME, (place / manifest.NAME).stat().st_size, listed.sha256)
    return sorted([*listed.files, own], key=lambda file: file.path)


def take_away_left_out(release: Release, folder: Path) -> None:
    """Delete what an earlier try wrote of clips that are left out since, and first what it made of all together."""
    for number, name in queries.left_out_files(release):
        places = [
            layout.annotation_path(folder, release.version, number),
            folder / "videos" / name,
            predictions.path_of(folder, number),
        ]
        if there := [place for place in places if place.exists()]:
            for made_of_all in (folder / losses.FOLDER, folder / statistics_folder.FOLDER):
                if made_of_all.exists():
                    shutil.rmtree(made_of_all)
            for place in there:
                place.unlink()


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


def write_splits(folder: Path, version: str, split_of: Mapping[int, str]) -> None:
    """The three lists of clip numbers."""
    splits: dict[str, list[int]] = {name: [] for name in ReleaseVideo.Split.values}
    for number, split in split_of.items():
        splits[split].append(number)
    layout.write_splits(folder, version, splits)
