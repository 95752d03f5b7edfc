"""What people were told is saved, held against the history."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.annotations.models import CaptionRevision, KeyframeRevision
from annotator.formats import ring
from tests.bench.soak.crew import Journal, Save
from tests.bench.team.world import HEIGHT, WIDTH


def lost_edits(journal: Journal) -> Iterator[str]:
    """Shapes and texts that the server said it has, and that are not in the history as they were sent."""
    shapes = {
        (track, frame, revision): (person, bytes(rings), absent)
        for track, frame, revision, person, rings, absent in KeyframeRevision.objects.values_list(
            "keyframe__track", "frame", "revision", "by", "rings", "absent"
        )
    }
    texts = {
        (video, revision): (person, text)
        for video, revision, person, text in CaptionRevision.objects.filter(caption__field="en").values_list(
            "caption__video", "revision", "by", "text"
        )
    }
    for save in journal.saves:
        kept: object = (shapes if len(save.place) == 2 else texts).get((*save.place, save.revision))
        if kept != sent(save):
            yield f"revision {save.revision} of {save.place} by {save.person}: {'another' if kept else 'none'} is kept"


def sent(save: Save) -> tuple[object, ...]:
    """A save as its row has it."""
    if len(save.place) == 1:
        return save.person, save.content
    absent = save.content is None
    return save.person, b"" if absent else ring.pack(ring.parse(save.content, width=WIDTH, height=HEIGHT)), absent
