"""How two annotations of one clip agree: rows and bundles read into values, every formula in `annotator/scoring/`."""

from dataclasses import dataclass
from typing import Any

from annotator.accounts.models import User
from annotator.annotations import bundles
from annotator.annotations.models import CaptionRevision
from annotator.annotations.propagation_plan import fresh_segments
from annotator.annotations.queries import tracks_of
from annotator.formats import grounding
from annotator.formats.bundle import Bundle
from annotator.review import quality_queries
from annotator.review.models import Submission
from annotator.review.quality_models import Score, Twin
from annotator.scoring.grounding_agreement import GroundingAgreement, grounding_agreement
from annotator.scoring.identity import Identity, identity
from annotator.scoring.judge import Judge, judged
from annotator.scoring.overlap import mean_overlap, over_time, shown_frames, whole_track
from annotator.scoring.text_similarity import similarity
from annotator.videos.models import Video
from annotator.work.models import WorkItem

JUDGE: Judge | None = None  # none is built in yet


@dataclass(frozen=True)
class TrackAgreement:
    """One object of two annotations: `iou` on every frame, None where a side has no mask; `mean` where it is shown."""

    number: int
    iou: list[float | None]
    mean: float | None
    frames: int


@dataclass(frozen=True)
class MasksAgreement:
    tracks: list[TrackAgreement]
    identity: Identity


@dataclass(frozen=True)
class CaptionsAgreement:
    """Two captions: their plain texts, how alike these are, what they ground, and a judge's word, if there is one."""

    plain: str
    reference: str
    text: float
    grounding: GroundingAgreement
    judged: float | None


def scores_of(twin: Twin) -> list[dict[str, Any]]:
    """A twin's scores as columns of `Score`; what cannot be measured has no row.

    Raises:
        BundleMissing: A stored bundle is gone or damaged.
    """
    if twin.step == WorkItem.Step.CAPTION:
        captions = captions_agreement(twin)
        return [
            {"what": Score.What.TEXT, "value": min(1.0, captions.text)},
            {"what": Score.What.PHRASES, "value": captions.grounding.value},
        ]
    masks = masks_agreement(twin)
    found: list[dict[str, Any]] = [
        {"what": Score.What.TRACK, "number": track.number, "value": track.mean, "frames": track.frames}
        for track in masks.tracks
        if track.mean is not None
    ]
    if masks.identity.share is not None:
        found.append({"what": Score.What.IDENTITY, "value": masks.identity.share, "frames": masks.identity.frames})
    return found


def captions_agreement(twin: Twin) -> CaptionsAgreement:
    """Compare what the twin's person handed in first with what stands handed in for the original."""
    mine = grounding.parse(handed_in(twin.video, first=True))
    truth = grounding.parse(handed_in(original_of(twin), first=False))
    return CaptionsAgreement(
        mine.plain,
        truth.plain,
        similarity(mine.plain, truth.plain),
        grounding_agreement(mine, truth),
        judged(JUDGE, mine.plain, truth.plain),
    )


def original_of(twin: Twin) -> Video:
    """The clip that a twin is held against."""
    original = twin.video.twin_of
    assert original is not None  # noqa: S101  # a twin's clip is one by how it is made
    return original


def handed_in(video: Video, *, first: bool) -> str:
    """The raw caption of a clip's first or newest submission."""
    rounds = Submission.objects.filter(item__video=video, item__step=WorkItem.Step.CAPTION)
    submission = rounds.order_by("round" if first else "-round")[0]
    revision = submission.revisions["caption"]
    return CaptionRevision.objects.get(caption__video=video, caption__field="en", revision=revision).text


def masks_agreement(twin: Twin) -> MasksAgreement:
    """Compare the computed masks of a twin and its original, object by number and frame by frame.

    Raises:
        BundleMissing: A stored bundle is gone or damaged.
    """
    mine, theirs = whole_tracks(twin.video), whole_tracks(original_of(twin))
    both = [number for number in mine if number in theirs]
    tracks = [track_agreement(number, mine[number], theirs[number]) for number in both]
    of_masks = [{number: side[number][0] for number in both} for side in (mine, theirs)]
    return MasksAgreement(tracks, identity(*of_masks))


def track_agreement(number: int, mine: tuple[Bundle, list[bool]], theirs: tuple[Bundle, list[bool]]) -> TrackAgreement:
    """One object's masks held against another's, both as `whole_tracks` gives them."""
    known = [a and b for a, b in zip(mine[1], theirs[1], strict=True)]
    shown = [a or b for a, b in zip(shown_frames(mine[0]), shown_frames(theirs[0]), strict=True)]
    counted = [a and b for a, b in zip(known, shown, strict=True)]
    iou = over_time(mine[0], theirs[0])
    shares = [round(value, 4) if here else None for value, here in zip(iou, known, strict=True)]
    return TrackAgreement(number, shares, mean_overlap(iou, counted), sum(counted))


def whole_tracks(video: Video) -> dict[int, tuple[Bundle, list[bool]]]:
    """The computed masks of every live track over the whole clip, by number, and which frames are computed."""
    parts: dict[int, list[Bundle]] = {track.number: [] for track in tracks_of(video)}
    for segment in fresh_segments(video):
        if not segment.stale:
            parts[segment.track.number].append(bundles.read(segment.bundle_sha256))
    size = {"frame_count": video.frame_count, "height": video.height, "width": video.width}
    return {number: whole_track(found, **size) for number, found in parts.items()}


def agreement_for(actor: User, video_id: int) -> dict[str, Any]:
    """How a second annotation agrees with the first, as both stand now, in JSON.

    Raises:
        NotFound: No such clip for the actor, or it is no second annotation, or nothing was handed in yet.
        NotAllowed: The actor only annotates.
        BundleMissing: A stored bundle is gone or damaged.
    """
    twin = quality_queries.twin_for(actor, video_id)
    answer = quality_queries.describe_twins([twin.pk])[twin.pk]
    if not quality_queries.is_handed_in(twin):
        return answer | {"tracks": [], "identity": None, "captions": None}
    if twin.step == WorkItem.Step.CAPTION:
        return answer | {"tracks": [], "identity": None, "captions": describe_captions(captions_agreement(twin))}
    masks = masks_agreement(twin)
    tracks = [
        {"number": track.number, "iou": track.iou, "mean": track.mean, "frames": track.frames} for track in masks.tracks
    ]
    swaps = [{"frame": s.frame, "number": s.number, "taken_for": s.taken_for} for s in masks.identity.swaps]
    share = {"share": masks.identity.share, "frames": masks.identity.frames, "swaps": swaps}
    return answer | {"tracks": tracks, "identity": share, "captions": None}


def describe_captions(found: CaptionsAgreement) -> dict[str, Any]:
    """Two captions' agreement in JSON."""
    return {
        "plain": found.plain,
        "reference": found.reference,
        "text": found.text,
        "value": found.grounding.value,
        "judged": found.judged,
        "phrases": [
            {
                "text": phrase.text,
                "ids": list(phrase.ids),
                "other": phrase.other,
                "other_ids": list(phrase.other_ids),
                "words": phrase.words,
                "agrees": phrase.agrees,
            }
            for phrase in found.grounding.phrases
        ],
    }
