"""`python -m annotator.scoring.lgvis`: what a stranger types, reads and is refused."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from annotator.scoring.lgvis.__main__ import main
from tests.annotator.scoring.lgvis_scene import Split, bar, one_each


@pytest.fixture
def split(tmp_path) -> Split:
    made = Split(tmp_path, [])
    made.add(*one_each(True))
    made.add(*one_each(False))
    return made


def arguments(split: Split, *more: str) -> list[str]:
    return [
        "--gt", str(split.folder / "truth"), "--pred", str(split.folder / "predictions"),
        "--split-file", str(split.split_file), "--out", str(split.folder / "report.json"), *more,
    ]  # fmt: skip


def report(split: Split):
    return json.loads((split.folder / "report.json").read_text())


def test_both_protocols_stand_side_by_side_each_by_its_name(split):
    done = subprocess.run(
        [sys.executable, "-m", "annotator.scoring.lgvis", *arguments(split, "--protocol", "both")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "LG-VIS, official protocol: mAP 50.00, AP@50 50.00, AP@75 50.00, AP@90 50.00.",
        "LG-VIS, corrected protocol: mAP 25.25, AP@50 25.25, AP@75 25.25, AP@90 25.25, AR@10 50.00.",
    ]
    assert {name: one["protocol"] for name, one in report(split).items()} == {
        "official": "official", "corrected": "corrected"
    }  # fmt: skip


def test_the_report_has_the_measures_on_top_and_a_row_for_each_prompt(split):
    assert main(arguments(split, "--resamples", "50")) == 0

    found = report(split)
    assert list(found)[:6] == ["protocol", "mAP", "AP@50", "AP@75", "AP@90", "AR@10"]
    assert found["intervals"]["resamples"] == 50
    low, high = found["intervals"]["mAP"]
    assert low <= found["mAP"] <= high
    assert [(row["video_id"], row["found@50"]) for row in found["per_prompt"]] == [(1, 1), (2, 0)]


def test_workers_change_nothing(split):
    for place in range(10):
        split.add(*one_each(place % 3 == 0))
    main(arguments(split, "--protocol", "both"))
    alone = report(split)

    main(arguments(split, "--protocol", "both", "--workers", "2"))

    assert report(split) == alone


def test_what_ends_the_published_scorer_does_not_keep_the_other_from_its_numbers(split, capsys):
    right, wrong = [bar(0, 50)], [bar(100, 150)]
    split.add({1: right}, [[1]], [[wrong] * 11], scores=[[place / 10 for place in range(11)]])
    for video in (1, 2):
        split.write("predictions", video, split.read("predictions", video) | {"pred_scores": [[0.5]]})

    assert main(arguments(split, "--protocol", "both")) == 0

    assert "IndexError" in report(split)["official"]["stops"]
    assert report(split)["corrected"]["mAP"] is not None
    assert "official protocol: Video 000003, prompt 0 has 11 predictions" in capsys.readouterr().out


def scores_for_one(document):
    document["pred_scores"] = [[0.5]]


def a_frame_less(document):
    document["pred_lgvis_masks"][0] = []


def a_prompt_less(document):
    document["pred_lgvis_masks"] = []


def a_prompt_more(document):
    document["pred_lgvis_masks"] *= 2


def a_score_more(document):
    document["pred_scores"] = [[0.5, 0.4]]


def a_score_that_is_none(document):
    document["pred_scores"] = [["high"]]


def damaged(document):
    document["pred_lgvis_masks"][0][0]["mask_rles"][0]["counts"] = "0"


@pytest.mark.parametrize(("spoil", "said"), [
    (scores_for_one, "Video 000001 has pred_scores and video 000002 has none"),
    (a_frame_less, "Video 000001, prompt 0: 1 of 1 evaluated frames are missing, first 00000.jpg"),
    (a_prompt_less, "Video 000001, pred_lgvis_masks answers 0 of 1 prompts"),
    (a_prompt_more, "Video 000001, pred_lgvis_masks answers 2 prompts, there are 1"),
    (a_score_more, "Video 000001, prompt 0: pred_scores has not one score for each of 1 predictions"),
    (a_score_that_is_none, "Video 000001, prompt 0: score 'high' is no finite number"),
    (damaged, "Video 000001, prompt 0, 00000.jpg, mask 0: Run lengths add up to 0, not to 2x200"),
])  # fmt: skip
def test_a_wrong_prediction_is_named_and_nothing_is_written(split, capsys, spoil, said):
    document = split.read("predictions", 1)
    spoil(document)
    split.write("predictions", 1, document)

    assert main(arguments(split)) == 1

    assert capsys.readouterr().err.startswith(said)
    assert not (split.folder / "report.json").exists()


def test_masks_that_differ_in_count_between_frames_are_named(split, capsys):
    video = split.add({1: [bar(0, 50), bar(0, 50)]}, [[1]], [[[bar(0, 50), bar(0, 50)]]])
    document = split.read("predictions", video)
    document["pred_lgvis_masks"][0][1]["mask_rles"] *= 2
    split.write("predictions", video, document)

    assert main(arguments(split, "--protocol", "official")) == 1

    said = capsys.readouterr().err
    assert "Video 000003, prompt 0: not one count of masks on all frames (1 on 00000.jpg and 2 on 00030.jpg)" in said
    assert "ends here with an AssertionError" in said


def test_missing_videos_are_counted_and_up_to_ten_named(split, capsys):
    split.videos += range(100, 112)

    assert main(arguments(split)) == 1

    named = ", ".join(f"{video:06d}" for video in range(100, 110))
    assert f"lacks 12 of 14 videos: {named} and 2 more." in capsys.readouterr().err


@pytest.mark.parametrize(("content", "said"), [
    ("{}", "is no JSON list of video numbers"), ("[1, 1]", "lists 000001 more than once"), ("[1", "cannot be read"),
])  # fmt: skip
def test_a_split_that_is_none_is_refused(split, capsys, content, said):
    words = arguments(split)
    (split.folder / "split.json").write_text(content)

    assert main(words) == 1

    assert said in capsys.readouterr().err


def test_words_that_are_none_of_the_commands_end_with_2(split):
    with pytest.raises(SystemExit) as ended:
        main(arguments(split, "--workers", "0"))

    assert ended.value.code == 2
