"""Masks that were made elsewhere: what people drew there becomes keyframes, what was computed a run of its own."""

from collections.abc import Callable, Iterable, Sequence

from annotator.accounts.models import User
from annotator.annotations import bundles
from annotator.annotations.actions.keyframes import Writing, write
from annotator.annotations.models import IMPORTED, Run, Segment, Track
from annotator.annotations.propagation_plan import WantedSegment, wanted_segments
from annotator.formats import bundle, ring
from annotator.formats.ring import Shape
from annotator.formats.rle import Runs
from annotator.videos.models import Video
from annotator.work.models import WorkItem

MasksOf = Callable[[WantedSegment], Sequence[Runs]]


def keep_drawn(actor: User, item: WorkItem, track: Track, drawn: Iterable[tuple[int, Shape]]) -> None:
    """Keep what was drawn of a track elsewhere, in the caller's transaction, which has the clip's masks locked.

    A shape may have more points than a hand may draw: it is what the mask needs, and to simplify it would change it.

    Args:
        actor: Whose work the masks are here.
        item: The clip's mask work.
        drawn: Frames with their shapes; one without rings declares the object absent.
    """
    for frame, shape in drawn:
        wanted = {"absent": not shape, "deleted": False, "rings": ring.pack(shape) if shape else b""}
        write(actor, track, frame, wanted, Writing(item, seen_revision=0))


def keep_computed(actor: User, video: Video, masks_of: MasksOf) -> Run:
    """Keep what was computed elsewhere as the clip's current run, once everything that was drawn is kept.

    Args:
        actor: Whose work the masks are here.
        masks_of: The run lengths of a segment's masks, one a frame; the first is what was drawn.
    """
    run = Run.objects.create(video=video, predictor=IMPORTED, current=True, by=actor)
    Segment.objects.bulk_create(_segment(run, video, wanted, masks_of(wanted)) for wanted in wanted_segments(video))
    return run


def _segment(run: Run, video: Video, wanted: WantedSegment, masks: Sequence[Runs]) -> Segment:
    content = bundle.encode_runs(masks, height=video.height, width=video.width, first=wanted.first)
    return Segment(
        run=run, track_id=wanted.track, first=wanted.first, last=wanted.last, input_digest=wanted.digest,
        bundle_sha256=bundles.put(content), bytes=len(content), predictor=IMPORTED,
    )  # fmt: skip
