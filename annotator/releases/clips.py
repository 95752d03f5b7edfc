"""A release's clips, one after the other: a damaged one is named and stops only itself.

Its own fault is what was frozen of it: the canonical video, the bundles of its masks, its frame table. A disk that
takes no more is nobody's fault and stops the build.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.annotations import bundles
from annotator.annotations.models import IMPORTED
from annotator.annotations.refusals import BundleMissing
from annotator.errors import AnnotatorError
from annotator.formats import canonical, rle
from annotator.formats import release as layout
from annotator.formats.canonical import FrameEntry, read_table
from annotator.formats.progress import Step
from annotator.formats.rle import Rle
from annotator.formats.together import Span, read_together
from annotator.formats.whole_file import sha256_of
from annotator.releases import build_actions, queries
from annotator.releases.choices import BY_RULE, REVIEWED, choices_from
from annotator.releases.contents import Contents
from annotator.releases.damage import BuildFailed, ClipDamaged, ClipsDamaged
from annotator.releases.models import Release, ReleaseVideo
from annotator.releases.sums import Sums, derived

TOLD = 5  # damaged clips that an error names; the page lists more


def write_clips(release: Release, folder: Path, *, step: Step) -> tuple[Sums, Contents]:
    """Every clip, one after the other, with the tables about all of them.

    Raises:
        ClipsDamaged: Some are damaged; the others are written, but no table.
        BuildFailed: A clip cannot be written though it is whole.
    """
    sums, total, damaged = Sums(), queries.taken(release).count(), 0
    with Contents(folder, lists_videos=choices_from(release.choices).videos == "list") as contents:
        for done, entry in enumerate(queries.entries_of(release), 1):
            damage = damage_met(release, entry, contents)
            if damage != entry.damage:
                build_actions.note_damage(entry, damage)
            if damage:
                damaged += 1
            else:
                sums.add(entry.frozen)
            step(done, total)
        if damaged:
            raise ClipsDamaged(told(release, damaged, total), damaged=damaged)
    return sums, contents


def told(release: Release, damaged: int, total: int) -> str:
    """Which clips are damaged, why, and what to do."""
    first = queries.damaged(release)[:TOLD]
    named = "; ".join(f"Clip {one['number']:06d} ({one['name']}): {one['reason']}" for one in first)
    more = f"; and {damaged - len(first)} more" if damaged > len(first) else ""
    if damaged == total:
        return f"All of {total} clips damaged, so that nothing would be left: {named}{more}. Restore and build again."
    written = f"{damaged} of {total} clips damaged, all others written: {named}{more}."
    return f"{written} Restore from the backup and build again, or build without."


def damage_met(release: Release, entry: ReleaseVideo, contents: Contents) -> str:
    """Write a clip; why it cannot be written where that is its own fault, else nothing.

    Raises:
        BuildFailed: It is whole, but cannot be written.
    """
    frozen = entry.frozen
    try:
        write_clip(release, entry, contents)
    except BuildFailed:
        raise
    except AnnotatorError as error:
        return str(error)
    except OSError as error:
        raise BuildFailed(
            f"Clip {frozen['number']:06d} ({frozen['name']}) cannot be written: {error}", number=frozen["number"]
        ) from error
    return ""


def write_clip(release: Release, entry: ReleaseVideo, contents: Contents) -> None:
    """One clip's annotation, video and lines in the tables; a video that an earlier try wrote is kept.

    Raises:
        ClipDamaged: Its media or masks are missing or damaged; nothing of it is in the tables.
        OSError: The release's own disk is full or not writable.
    """
    frozen, folder = entry.frozen, contents.folder
    video = composed_whole(frozen, prompts=choices_from(release.choices).prompts)
    clock = clock_of(frozen)
    if contents.lists_videos:
        check_video(frozen)
    else:
        bring_video(folder, video, frozen)
    layout.write_annotation(folder, release.version, video)
    contents.add(video, entry, clock)


def bring_video(folder: Path, video: layout.ReleaseVideo, frozen: dict[str, Any]) -> None:
    """Copy the canonical video, unless it is there as it was frozen.

    Raises:
        ClipDamaged: It is not as it was frozen.
        BuildFailed, OSError: It is, but its copy is not, or cannot be written.
    """
    target, wanted = folder / "videos" / video.filename, frozen["media_sha256"]
    if target.exists() and sha256_of(target) == wanted:
        return
    fault: Exception = BuildFailed(f"The copy {target} is not what was copied; look at the disk of the releases.")
    try:
        layout.copy_video(folder, video, queries.media_of(frozen, canonical.VIDEO))
        if sha256_of(target) == wanted:
            return
    except OSError as error:
        fault = error
    check_video(frozen)
    raise fault


def check_video(frozen: dict[str, Any]) -> None:
    """Hold a clip's canonical video against the checksum that was frozen.

    Raises:
        ClipDamaged: It is missing, cannot be read, or is another.
    """
    try:
        found = sha256_of(queries.media_of(frozen, canonical.VIDEO))
    except FileNotFoundError:
        raise ClipDamaged("its canonical video is missing") from None
    except OSError as error:
        raise ClipDamaged(f"its canonical video cannot be read ({error.strerror})") from error
    if found != frozen["media_sha256"]:
        raise ClipDamaged("its canonical video is damaged: it is not the one that was frozen")


def clock_of(frozen: dict[str, Any]) -> list[FrameEntry]:
    """The frame table of a canonical video; empty where a clip came without one.

    Raises:
        ClipDamaged: It cannot be read.
    """
    try:
        return read_table(queries.media_of(frozen, canonical.TABLE).parent)
    except FileNotFoundError:
        return []
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise ClipDamaged("its frame table is damaged") from error


def composed_whole(frozen: dict[str, Any], *, prompts: str) -> layout.ReleaseVideo:
    """What a clip's annotation file holds.

    Raises:
        ClipDamaged: Its masks cannot be read.
        InvalidRelease: What was frozen breaks a rule of the layout.
    """
    try:
        return composed(frozen, prompts=prompts)
    except BundleMissing as error:
        raise ClipDamaged(f"its stored masks are gone or damaged: bundle {str(error.fields['bundle'])[:12]}") from error
    except OSError as error:
        raise ClipDamaged(f"its stored masks cannot be read ({error.strerror})") from error


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
