"""The board's rows of the table of `test_permissions.py`, and what they are tried on."""

from __future__ import annotations

import json
import uuid
from typing import Any

from annotator.accounts.models import User
from annotator.benchmark.models import PredictionSet, PromptScore, VideoScore
from annotator.benchmark.queries import folder_of
from annotator.benchmark.study_models import Pair, Rating, Sample, Study
from annotator.formats import raster, ring, rle
from annotator.formats import release as layout
from annotator.releases.models import Release, ReleaseVideo
from annotator.videos.models import Upload, Video
from tests import factories as make
from tests.annotator.folders import folder_of as release_folder_of

READERS = (401, 404, 403, 200, 200, 200, 200, 403)
LEADS = (401, 404, 403, 403, 403, 200, 403, 403)
SENDERS = (401, 404, 403, 403, 200, 200, 403, 403)
ALLOWED = {
    "attach_caption_report": SENDERS,
    "compare_predictions": READERS,
    "delete_predictions": (401, 404, 403, 403, 403, 204, 403, 403),
    "enter_predictions": (401, 404, 403, 403, 404, 201, 403, 403),  # a researcher does not reach a lead's upload
    "get_board": READERS,
    "get_predicted_masks": READERS,
    "get_predictions": READERS,
    "list_predicted_prompts": READERS,
    "list_predicted_videos": READERS,
    "bring_methods": LEADS,
    "close_study": LEADS,
    "get_study": (401, 404, 404, 404, 404, 200, 404, 404),
    "get_study_file": LEADS,
    "get_study_results": LEADS,
    "list_studies": (401, 404, 200, 200, 200, 200, 200, 200),
    "rate_sample": (401, 404, 404, 404, 404, 200, 404, 404),
    "start_study": (401, 404, 403, 403, 403, 409, 403, 403),  # two raters are needed, and one is named twice
    "write_pair": (401, 404, 404, 404, 404, 200, 404, 404),
}


def rows(lead: User, release_id: int, clip: Video) -> dict[str, Any]:
    """Two scored sets of a release of one clip, as paths name them."""
    release = Release.objects.select_related("project").get(pk=release_id)
    ReleaseVideo.objects.create(release=release, video=clip, split="val", caption_revision=1, frozen={})
    one, other = (board_of(release, clip, name) for name in ("One", "Other"))
    return {
        **study_rows(lead, release, one),
        "set_id": one.pk,
        "place": 0,
        "get_predicted_masks": {"number": clip.number},
        "compare_predictions": {"query": f"?other={other.pk}"},
        "predictions": sent(lead, release),
    }


def bodies(rows: dict[str, Any]) -> dict[str, Any]:
    """What is sent where something is entered."""
    number = rows["get_predicted_masks"]["number"]
    report = {
        "measure": "CA", "CA": 3.0, "synthetic": False, "judge": {"model": "m"},
        "per_video": [{"video_id": number, "CA": 3.0}],
    }  # fmt: skip
    wanted = {"upload": str(rows["predictions"]), "release": rows["release_id"], "split": "val", "name": "Another"}
    return {
        "enter_predictions": wanted,
        "attach_caption_report": report,
        "start_study": {"name": "Second", "sets": [rows["set_id"]], "raters": [1, 1], "samples": 1},
        "rate_sample": {"half_points": 15},
        "write_pair": {"positive": "A box moves.", "negative": "A ball slides."},
        "bring_methods": {},
    }


def study_rows(lead: User, release: Release, board: PredictionSet) -> dict[str, Any]:
    """Two studies that a lead rates in, one closed, as paths name them."""
    studies = []
    for name, state in (("Open", "open"), ("Closed", "closed")):
        study = Study.objects.create(project=release.project, name=name, seed=0, state=state, by=lead)
        text = {"truths": ["A box slides."], "number": 1}
        sample = Sample.objects.create(
            study=study, place=0, predictions=board, source="One", prediction="A box.", **text
        )
        rating = Rating.objects.create(sample=sample, rater=lead)
        pair = Pair.objects.create(study=study, place=0, writer=lead, **text)
        studies.append(study)
        if state == "open":
            ids = {"study_id": study.pk, "rating_id": rating.pk, "pair_id": pair.pk}
    closed = {"study_id": studies[1].pk}
    return ids | {"get_study_file": closed, "bring_methods": closed}


def sent(lead: User, release: Release) -> uuid.UUID:
    """The key of a file that a lead has sent."""
    columns = {"name": "p.zip", "bytes": 1, "offset": 1, "purpose": "predictions", "state": "received", "by": lead}
    return Upload.objects.create(project=release.project, **columns).key


def board_of(release: Release, clip: Video, name: str) -> PredictionSet:
    """A set as scoring would leave it, with the files that its masks are read from."""
    board = PredictionSet.objects.create(
        project=release.project, release=release, split="val", name=name, state="scored", scored_at=clip.added_at
    )
    VideoScore.objects.create(predictions=board, number=clip.number, prompts=1, ap=50.0)
    PromptScore.objects.create(
        predictions=board, number=clip.number, place=0, text="Where?", ap=50.0, tracks=1, predicted=1,
        found=dict.fromkeys(("found_50", "found_75", "found_90"), 0),
        left_out=dict.fromkeys(("ignored_tracks", "ignored_predictions", "dropped_predictions"), 0),
    )  # fmt: skip
    drawn = raster.rasterise(
        ring.parse(make.SQUARE, width=clip.width, height=clip.height), width=clip.width, height=clip.height
    )
    mask = rle.encode(drawn)
    video = layout.release_video(
        clip.number, source="Upload", name=clip.name, caption="[A box]<mask_1> slides.", size=(clip.height, clip.width),
        masks=[{1: mask} for _ in range(clip.frame_count)],
    )  # fmt: skip
    layout.write_annotation(release_folder_of(release), release.version, video)
    answers = [{"filename": frame.filename, "mask_rles": [mask]} for frame in video.segmentations if frame.is_gt]
    folder_of(board).mkdir()
    (folder_of(board) / f"{clip.number:06d}.json").write_text(json.dumps({"pred_lgvis_masks": [answers]}))
    return board
