"""What lies in a release beside its annotations, made from real clips, as a stranger would open it."""

from __future__ import annotations

import json
from pathlib import Path

import datasets
import mlcroissant
import pyarrow.parquet as pq
import pytest
import yaml

from annotator.annotations.models import Keyframe, Suggestion
from annotator.formats import release as layout
from annotator.formats.leakage import look_of
from annotator.releases import actions
from annotator.releases.build import build
from annotator.releases.choices import Choices
from annotator.releases.contents import looks_of
from annotator.releases.damage import BuildFailed
from annotator.scoring.lgvis.__main__ import main as score
from annotator.videos.queries import clip_folder
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import finished, review_prompts, silent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


@pytest.fixture
def folder(project, clip, footage) -> Path:
    """A release of three clips; one has a prompt, one keyframe taken from a draft, one changed from it."""
    review_prompts(clip, ("Where is the box?", (1,)))
    others = [finished(project, footage) for _ in range(2)]
    one, two = Keyframe.objects.filter(track__video=clip).order_by("frame")[:2]
    for keyframe, rings in ((one, bytes(one.rings)), (two, b"")):
        keyframe.suggestion = Suggestion.objects.create(
            key=f"00000000-0000-4000-8000-00000000000{keyframe.frame % 7}", track=keyframe.track, frame=keyframe.frame,
            by=keyframe.by, method="neighbour", state="accepted", rings=rings,
        )  # fmt: skip
        keyframe.origin = "edited"
        keyframe.save()
    Keyframe.objects.filter(track__video=others[0], frame=0).update(origin="edited")
    chosen = Choices(splits="1,1,1", seed=5, formats=("parquet",), licence="cc-by-4.0")
    release = actions.freeze(project, version="v1.0", note="For a test.", by=None, choices=chosen)
    build(release, step=silent)
    return folder_of(release)


def test_the_tables_say_who_made_each_mask_and_prove_each_frame(folder, clip, footage):
    first = json.loads((folder / "provenance.jsonl").read_text().splitlines()[0])
    rows = pq.read_table(folder / "frames.parquet").to_pylist()

    [track] = first["tracks"]
    assert (track["human"], track["edited"], track["suggested"], track["propagated"]) == (1, 1, 1, 58)
    assert track["predictors"] == [{"name": "still", "engine": "still engine 1", "frames": 58}]
    assert [row["frame"] for row in rows if row["video_id"] == clip.number] == list(range(61))
    assert rows[30]["origin"] == ["edited"]
    assert all(row["sha256"] and row["source_seconds"] is not None for row in rows)


def test_the_published_scorer_takes_the_empty_predictions_as_they_are(folder, clip, tmp_path):
    version = folder / "annotations/v1.0"
    (tmp_path / "split.json").write_text(json.dumps([clip.number]))

    ended = score(
        ["--gt", str(version), "--pred", str(folder / "predictions"), "--split-file", str(tmp_path / "split.json"),
         "--protocol", "official", "--out", str(tmp_path / "report.json")]
    )  # fmt: skip

    assert ended == 0
    assert json.loads((tmp_path / "report.json").read_text())["mAP"] == 0


def test_the_card_has_the_head_of_hugging_face_and_opens_with_datasets(folder, tmp_path):
    _, head, body = (folder / "README.md").read_text().split("---\n", 2)

    read = yaml.safe_load(head)
    opened = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))

    assert (read["license"], read["language"], read["size_categories"]) == ("cc-by-4.0", ["en"], ["n<1K"])
    assert {split: rows.num_rows for split, rows in opened.items()} == {"train": 1, "validation": 1, "test": 1}
    for word in ("For a test.", 'get_split_videos(split, "v1.0")', "seed 5", "`still`, engine `still engine 1`"):
        assert word in body
    assert "| all | 3 | 2.0 |" in body


def test_croissant_of_a_real_release_is_valid(folder):
    dataset = mlcroissant.Dataset(folder / "croissant.json")

    assert not dataset.metadata.ctx.issues.errors
    assert sum(1 for _ in dataset.records("frames")) == 3 * 61


def test_clips_that_look_alike_in_two_splits_are_named_everywhere(folder):
    leaks = layout.verify(folder).leaks

    numbers = {leak.videos for leak in leaks if leak.kind == "near_duplicate"}
    assert len(numbers) == 3
    assert all(f"video {one:06d}" in (folder / "README.md").read_text() for pair in numbers for one in pair)


def test_a_still_that_was_made_smaller_and_lighter_looks_the_same(footage, clip):
    import cv2

    still = cv2.imread(str(clip_folder(clip) / "stills/00030.jpg"), cv2.IMREAD_GRAYSCALE)
    other = cv2.convertScaleAbs(cv2.resize(still, (53, 40), interpolation=cv2.INTER_AREA), alpha=0.9, beta=12)

    first, second = look_of(still), look_of(other)

    assert (first ^ second).bit_count() <= 6
    assert look_of(still * 0 + 90) is None
    assert len(looks_of({"media": clip.folder, "media_sha256": clip.sha256}, 61)) == 3


def test_a_release_that_was_frozen_without_who_decided_is_refused_by_name(project, clip):
    release = actions.freeze(project, version="v1.0", note="", by=None)
    entry = release.videos.get()
    for track in entry.frozen["tracks"]:
        del track["keyframes"]
    entry.save()

    with pytest.raises(BuildFailed, match=f"{clip.number:06d}.*freeze the next version instead"):
        build(release, step=silent)
