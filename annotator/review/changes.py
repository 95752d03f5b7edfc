"""What differs between a round and the one before, so that a reviewer looks at that first."""

from typing import Any

from annotator.accounts.models import User
from annotator.accounts.queries import person
from annotator.annotations.models import KeyframeRevision, Track
from annotator.annotations.queries import tracks_of
from annotator.formats import raster, ring, rle
from annotator.review.correction_queries import Revisions, corrections_of, handed_in_keyframes, judged_keyframes
from annotator.review.models import Submission
from annotator.review.verdict_queries import judged_revision, newest_submission, submission_before, text_of
from annotator.work.models import WorkItem
from annotator.work.queries import item_for

Cell = tuple[int, int]  # an object's number and a frame


def changes_for(actor: User, item_id: int) -> dict[str, Any]:
    """What the newest round of a work item changed, in JSON; `since` is null for a first round.

    Raises:
        NotFound: No such work for the actor.
    """
    item = item_for(actor, item_id)
    after = newest_submission(item)
    if after is None:
        return {"round": item.round, "since": None, "caption": None, "tracks": [], "corrections": []}
    before = submission_before(after)
    is_caption = item.step == WorkItem.Step.CAPTION
    return {
        "round": after.round,
        "since": describe_round(before) if before else None,
        "caption": caption_changes(item, before, after) if is_caption else None,
        "tracks": track_changes(item, before, after) if before and not is_caption else [],
        "corrections": mended_cells(item, after),
    }


def describe_round(submission: Submission) -> dict[str, Any]:
    """A round in JSON."""
    return {
        "round": submission.round,
        "state": submission.state,
        "submitted": submission.submitted_at,
        "decided": submission.decided_at,
        "inspector": person(submission.inspector),
    }


def caption_changes(item: WorkItem, before: Submission | None, after: Submission) -> dict[str, Any]:
    """A caption as the round before was judged, as it was handed in now, and as its reviewer mended it; all raw."""
    revisions = {
        "before": judged_revision(before) if before else None,
        "after": after.revisions["caption"],
        "corrected": after.corrected,
    }
    return {
        name: {"revision": revision, "text": text_of(item.video, revision)} if revision else None
        for name, revision in revisions.items()
    }


def track_changes(item: WorkItem, before: Submission, after: Submission) -> list[dict[str, Any]]:
    """Every object of the clip with the frames on which it is another now, the changed objects first."""
    then, now = judged_keyframes(before), handed_in_keyframes(after)
    shapes = read_shapes(item, then, now)
    found = [
        describe_track(track, then.get(track.number), now.get(track.number, {}), shapes)
        for track in tracks_of(item.video)
    ]
    return sorted(found, key=lambda one: one["change"] == "same")


def mended_cells(item: WorkItem, submission: Submission) -> list[dict[str, Any]]:
    """The frames on which reviewers mended an object, in order of saving, in JSON with the shape that was handed in."""
    newest = {(row.keyframe.track.number, row.keyframe.frame): row for row in corrections_of(submission).defer("rings")}
    if not newest:
        return []
    then, now = handed_in_keyframes(submission), judged_keyframes(submission)
    shapes = read_shapes(item, then, now)
    found = []
    for (number, frame), row in newest.items():
        changed = describe_frame((number, frame), then.get(number, {}), now.get(number, {}), shapes)
        if changed is not None:  # else it is as it was handed in again
            track = row.keyframe.track
            place = {"track": track.pk, "number": number, "label": track.label}
            found.append(place | {"by": person(row.by), "saved": row.saved_at} | changed)
    return found


class Shapes:
    """The shapes that two rounds do not share: packed rings, or None for an object declared absent."""

    def __init__(self, rows: list[KeyframeRevision]) -> None:
        self._rings = {
            (row.keyframe.track.number, row.keyframe.frame, row.revision): None if row.absent else bytes(row.rings)
            for row in rows
        }

    def of(self, cell: Cell, revision: int) -> bytes | None:
        """A cell as it was saved by a revision."""
        return self._rings[*cell, revision]


def read_shapes(item: WorkItem, then: Revisions, now: Revisions) -> Shapes:
    """Every shape of one of two rounds that the other has another revision of, or none; one query."""
    wanted = {
        (number, frame, revision)
        for ours, others in ((then, now), (now, then))
        for number, frames in ours.items()
        for frame, revision in frames.items()
        if others.get(number, {}).get(frame) != revision
    }
    rows = KeyframeRevision.objects.select_related("keyframe__track").filter(
        keyframe__track__video=item.video, revision__in={revision for *_, revision in wanted}
    )
    return Shapes([row for row in rows if (row.keyframe.track.number, row.keyframe.frame, row.revision) in wanted])


def describe_track(track: Track, then: dict[int, int] | None, now: dict[int, int], shapes: Shapes) -> dict[str, Any]:
    """One object in JSON: whether it is new, reworded, redrawn or the same, and its changed frames in order."""
    frames = [
        described
        for frame in sorted({*(then or {}), *now})
        if then is not None and (described := describe_frame((track.number, frame), then, now, shapes))
    ]
    reworded = track.reopened != Track.Reopened.NO
    change = "added" if then is None else "redrawn" if frames else "reworded" if reworded else "same"
    return {
        "track": track.pk,
        "number": track.number,
        "label": track.label,
        "change": change,
        "words_before": track.words_before if reworded else [],
        "frames": frames,
    }


def describe_frame(cell: Cell, then: dict[int, int], now: dict[int, int], shapes: Shapes) -> dict[str, Any] | None:
    """A frame that is another now, in JSON with both shapes in pixels; None when it is the same."""
    frame = cell[1]
    old, new = then.get(frame), now.get(frame)
    if old == new:
        return None
    before = shapes.of(cell, old) if old is not None else None
    after = shapes.of(cell, new) if new is not None else None
    if old is not None and new is not None and before == after:
        return None
    if old is None or new is None:
        kind = "added" if old is None else "removed"
    elif before is None or after is None:
        kind = "absent" if after is None else "present"
    else:
        kind = "redrawn"
    return {
        "frame": frame,
        "kind": kind,
        "iou": overlap(before, after) if before is not None and after is not None else None,
        "before": to_pixels(before),
        "after": to_pixels(after),
    }


def to_pixels(packed: bytes | None) -> list[list[list[float]]]:
    """Packed rings in video pixels; none for what is not drawn."""
    return ring.to_floats(ring.unpack(packed)) if packed is not None else []


def overlap(left: bytes, right: bytes) -> float:
    """Intersection over union of two drawn shapes, made only as large as both of them."""
    shapes = [ring.unpack(packed) for packed in (left, right)]
    x0, y0, x1, y1 = (int(side) for side in ring.bounds(shapes[0] + shapes[1]))
    masks = [
        raster.rasterise(
            tuple(tuple((x - x0 * ring.SCALE, y - y0 * ring.SCALE) for x, y in one) for one in shape),
            width=x1 - x0 + 1, height=y1 - y0 + 1,
        )
        for shape in shapes
    ]  # fmt: skip
    return round(rle.iou(*masks), 4)
