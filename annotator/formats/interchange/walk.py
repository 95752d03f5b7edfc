"""Going through a release video by video, split by split, and telling how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from annotator.formats.annotation import ReleaseVideo
from annotator.formats.progress import Step
from annotator.formats.release import Release


class Walk:
    """One pass over a release; a video is read when its turn comes, and only one is in memory.

    Args:
        release: What was read.
        step: Called with (videos done, videos in all) after each video.
    """

    def __init__(self, release: Release, step: Step) -> None:
        self.release = release
        self._step = step
        self._done = 0
        self._total = len(release.video_ids)

    def videos(self, split: str) -> Iterator[ReleaseVideo]:
        """The videos of a split in the order of its list.

        Raises:
            ReleaseDamaged: an annotation is missing or breaks the layout.
        """
        for video_id in self.release.splits[split]:
            yield self.release.video(video_id)
            self._done += 1
            self._step(self._done, self._total)


def groups_of(videos: Iterable[ReleaseVideo], size: int) -> Iterator[Iterable[ReleaseVideo]]:
    """Groups of up to `size`, none empty; each is to be used up before the next, so that one video is in memory."""
    rest = iter(videos)
    for first in rest:
        yield chain([first], islice(rest, size - 1))
