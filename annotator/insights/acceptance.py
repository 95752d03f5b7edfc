"""What became of a model's drafts: kept, changed or turned down, and what they were worth in minutes.

Clips that the model learned from are left out: it would be measured on what it was taught. Work drawn to go without
drafts is what the minutes are held against.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean, median
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum

from annotator.accounts.models import Role, User
from annotator.annotations.models import Caption, Keyframe, ModelDraft, Suggestion
from annotator.assist.queries import is_control, rule_of
from annotator.checkpoints.models import Checkpoint
from annotator.formats import clock, grounding, raster, ring
from annotator.formats.caption import Caption as Written
from annotator.insights.export import harmless
from annotator.scoring.text_similarity import word_edit
from annotator.videos.models import Project, Video
from annotator.videos.queries import membership
from annotator.work.minutes_queries import LENGTH
from annotator.work.models import Stint, WorkItem

MOST = 2000  # drafts of a model that are looked at, the newest: enough for a mean
CLOSE = 0.9  # a shape of this overlap was hardly changed
ENDED = (WorkItem.State.SUBMITTED, WorkItem.State.APPROVED)
COLUMNS = (
    "model", "caption_drafts", "caption_accepted", "caption_dismissed", "word_edit", "phrases_kept",
    "mask_drafts", "mask_accepted", "mask_dismissed", "iou", "iou_close", "vertices_moved",
)  # fmt: skip


class Shape(NamedTuple):
    """How an accepted shape differs from its draft: overlap, and the share of the draft's vertices that moved."""

    iou: float
    moved: float


def acceptance_for(actor: User, slug: str) -> dict[str, Any]:
    """What became of each model's drafts, the newest model first, and the minutes with and without, in JSON.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The actor is no lead.
    """
    project = membership(actor, slug, roles=(Role.LEAD,)).project
    models = Checkpoint.objects.filter(project=project).order_by("-pk")
    return {
        "models": [
            row for model in models for row in [_of_model(model)] if row["caption_drafts"] or row["mask_drafts"]
        ],
        "minutes": [_minutes(project, step) for step in WorkItem.Step.values],
    }


def table_for(actor: User, slug: str) -> str:
    """The same of the models as CSV text, with the names of its columns.

    Raises:
        NotFound, NotAllowed: As `acceptance_for`.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in acceptance_for(actor, slug)["models"]:
        writer.writerow([harmless(row[column]) for column in COLUMNS])
    return file.getvalue()


def words_kept(draft: str, final: str) -> tuple[float, float | None]:
    """The share of words changed, and of the draft's phrases those that stand in the final caption word for word.

    Returns:
        None for the phrases where the draft has none.
    """
    said, wanted = grounding.parse(draft), grounding.parse(final)
    kept = _phrases(wanted)
    phrases = [phrase in kept for phrase in _phrases(said)]
    return word_edit(said.plain, wanted.plain), fmean(phrases) if phrases else None


def shape_kept(draft: bytes, final: bytes, *, width: int, height: int) -> Shape:
    """How an accepted shape, packed, differs from its draft."""
    before, after = ring.unpack(draft), ring.unpack(final)
    one, other = (raster.rasterise(shape, width=width, height=height) for shape in (before, after))
    union = int((one | other).sum())
    left = {point for line in after for point in line}
    points = [point not in left for line in before for point in line]
    return Shape(int((one & other).sum()) / union if union else 1.0, fmean(points) if points else 0.0)


def _of_model(model: Checkpoint) -> dict[str, Any]:
    drafts = ModelDraft.objects.filter(checkpoint=model, step=WorkItem.Step.CAPTION).exclude(
        video__number__in=model.trained_on
    )
    shapes = Suggestion.objects.filter(draft__checkpoint=model).exclude(track__video__number__in=model.trained_on)
    words = [words_kept(*pair) for pair in _captions(drafts)]
    changed = list(_shapes(shapes))
    told = {f"caption_{name}": count for name, count in _decided(drafts, ModelDraft.State).items()}
    told |= {f"mask_{name}": count for name, count in _decided(shapes, Suggestion.State).items()}
    return {
        "model": model.name,
        **told,
        "word_edit": _mean([edit for edit, _ in words]),
        "phrases_kept": _mean([kept for _, kept in words if kept is not None]),
        "iou": _mean([shape.iou for shape in changed]),
        "iou_close": _mean([shape.iou >= CLOSE for shape in changed]),
        "vertices_moved": _mean([shape.moved for shape in changed]),
    }


def _decided(rows: QuerySet[Any], states: Any) -> dict[str, int]:
    known = [states.READY, states.ACCEPTED, states.DISMISSED]
    return {
        "drafts": rows.filter(state__in=known).count(),
        "accepted": rows.filter(state=states.ACCEPTED).count(),
        "dismissed": rows.filter(state=states.DISMISSED).count(),
    }


def _captions(drafts: QuerySet[ModelDraft]) -> Iterable[tuple[str, str]]:
    """The texts of accepted drafts and of the captions that were handed in after them."""
    accepted = drafts.filter(state=ModelDraft.State.ACCEPTED, video__work__in=_ended(WorkItem.Step.CAPTION))
    texts = dict(accepted.order_by("-pk").values_list("video", "text")[:MOST])
    finals = Caption.objects.filter(video__in=texts, field=Caption.Field.EN).values_list("video", "text")
    return [(texts[video], final) for video, final in finals if _is_caption(final)]


def _shapes(shapes: QuerySet[Suggestion]) -> Iterable[Shape]:
    accepted = shapes.filter(state=Suggestion.State.ACCEPTED).order_by("-pk").values("pk")[:MOST]
    rows = Keyframe.objects.filter(
        suggestion__in=list(accepted.values_list("pk", flat=True)), absent=False, deleted=False
    )
    for row in rows.select_related("suggestion", "track__video"):
        video: Video = row.track.video
        if row.suggestion is not None:
            yield shape_kept(bytes(row.suggestion.rings), bytes(row.rings), width=video.width, height=video.height)


def _minutes(project: Project, step: str) -> dict[str, Any]:
    """Medians of minutes a clip for captions, a keyframe for masks, of ended work with a draft and of the control."""
    rule = rule_of(project)
    drafted = set(
        ModelDraft.objects.filter(video__project=project, step=step, state=ModelDraft.State.ACCEPTED).values_list(
            "video", flat=True
        )
    )
    items = _ended(step).filter(video__project=project, video__twin_of__isnull=True).select_related("video")
    spent: dict[str, list[float]] = defaultdict(list)
    seconds = dict(Stint.objects.filter(item__in=items, review=False).values_list("item").annotate(seconds=Sum(LENGTH)))
    for item in items.order_by("-pk")[:MOST]:
        pieces = 1 if step == WorkItem.Step.CAPTION else len(clock.keyframes(item.video.frame_count))
        kind = "with" if item.video_id in drafted else "without" if is_control(item, rule) else None
        if kind is not None and seconds.get(item.pk):
            spent[kind].append(seconds[item.pk] / 60 / pieces)
    return {
        "step": step,
        "with_drafts": median(spent["with"]) if spent["with"] else None,
        "with_count": len(spent["with"]),
        "without_drafts": median(spent["without"]) if spent["without"] else None,
        "without_count": len(spent["without"]),
    }


def _ended(step: str) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(step=step, state__in=ENDED)


def _phrases(caption: Written) -> list[str]:
    return [" ".join(phrase.text.lower().split()) for phrase in caption.phrases]


def _is_caption(text: str) -> bool:
    try:
        grounding.parse(text)
    except grounding.GroundingError:
        return False
    return True


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
