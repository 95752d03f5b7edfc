"""What a published release tells of itself: its numbers by split, and pairs of clips that a person should look at."""

from typing import Any

from annotator.formats.clock import keyframes
from annotator.releases.models import Release, ReleaseVideo
from annotator.releases.queries import folder_with
from annotator.scoring import statistics_folder
from annotator.videos.queries import NotFound, media_root

AT_ONCE = 24


def statistics_of(release: Release) -> list[dict[str, Any]]:
    """The numbers of each split, then of all, as they were counted when the release was built.

    Returns:
        Nothing for a release that was published before they were written beside it.

    Raises:
        NotFound: It is not published yet.
        ReleaseDamaged: They cannot be read.
    """
    published(release)
    found = statistics_folder.read(folder_with(release, statistics_folder.FOLDER), release.version) or {}
    return [{"split": split, **row} for split, row in found.items()]


def leaks_of(release: Release, *, offset: int) -> dict[str, Any]:
    """Pairs of clips in different splits that seem to show the same, some at a time, each with a picture of both.

    Raises:
        NotFound: It is not published yet.
    """
    published(release)
    kept = release.leaks
    if kept is None:
        return {"total": None, "leaks": []}
    page = kept[offset : offset + AT_ONCE]
    numbers = {number for leak in page for number in leak["videos"]}
    rows = release.videos.filter(video__number__in=numbers).select_related("video")
    entries = {entry.frozen["number"]: entry for entry in rows}
    return {"total": len(kept), "leaks": [shown(leak, entries) for leak in page]}


def shown(leak: dict[str, Any], entries: dict[int, ReleaseVideo]) -> dict[str, Any]:
    """A pair with the pictures of its frames."""
    each = zip(leak["videos"], leak["splits"], leak["frames"], strict=True)
    videos = [picture(entries[number], split, frame) for number, split, frame in each]
    return {"kind": leak["kind"], "text": leak["text"], "videos": videos}


def picture(entry: ReleaseVideo, split: str, frame: int) -> dict[str, Any]:
    """One clip of a pair."""
    frame = frame if frame in keyframes(entry.frozen["frame_count"]) else 0
    still = f"{media_root(entry.video)}/stills/{frame:05d}.jpg"
    frozen = entry.frozen
    return {"number": frozen["number"], "split": split, "name": frozen["name"], "frame": frame, "still": still}


def published(release: Release) -> None:
    """Nothing is told of a release before it is proved.

    Raises:
        NotFound: It is not published yet.
    """
    if release.state != Release.State.PUBLISHED:
        raise NotFound(f"{release.version} is {release.state}; this is known once it is published.")
