"""The published scorer's thirteen faults, on cases made by hand: what each costs there, and what is right."""

from __future__ import annotations

import re

import numpy as np
import pytest

from annotator.formats import rle
from annotator.scoring.lgvis import official
from annotator.scoring.lgvis.corrected import hits
from annotator.scoring.lgvis.official import PublishedScorerStops
from annotator.scoring.lgvis.overlap import Overlap
from annotator.scoring.lgvis.reading import PredictionRefused, TruthRefused
from annotator.scoring.lgvis.split import SplitRefused, score_corrected, score_official
from tests.annotator.scoring.lgvis_scene import HEIGHT, NOTHING, WIDTH, Split, bar, one_each

HALF = 100 * 0.5 * 51 / 101  # precision a half at 51 of 101 recall points


@pytest.fixture
def split(tmp_path) -> Split:
    return Split(tmp_path, [])


def measured(report) -> dict[str, float]:
    return {name: report[name] for name in ("mAP", "AP@50", "AP@75", "AP@90")}


def approximately(**values):
    return pytest.approx({name.replace("AP_", "AP@"): value for name, value in values.items()}, abs=1e-4)


@pytest.mark.parametrize(("asked", "mean", "at_half"), [([1, 2], 60, 50), ([2, 1], 75, 100)])
def test_1_a_prediction_takes_the_last_ground_truth_there_and_the_best_here(split, asked, mean, at_half):
    a, b, other = bar(0, 100), bar(0, 160), bar(40, 160)  # shares: a 1 and .625, other .375 and .75
    split.add({1: [a], 2: [b]}, [asked], [[[a], [other]]])

    assert measured(score_official(split.files)) == approximately(mAP=mean, AP_50=at_half, AP_75=50, AP_90=50)
    assert measured(score_corrected(split.files)) == approximately(
        mAP=(6 * 100 + 4 * HALF) / 10, AP_50=100, AP_75=100, AP_90=HALF
    )


def test_2_ground_truth_as_prediction_is_whole_only_here(split):
    chain = {1: [bar(0, 60)], 2: [bar(20, 80)], 3: [bar(40, 100)]}
    split.add(chain, [[1, 2, 3]], [list(chain.values())])

    assert measured(score_official(split.files)) == approximately(mAP=96.6667, AP_50=66.6667, AP_75=100, AP_90=100)
    assert measured(score_corrected(split.files)) == approximately(mAP=100, AP_50=100, AP_75=100, AP_90=100)


def test_3_eleven_predictions_end_it_there_and_are_named_here(split):
    split.add({1: [bar(0, 50)]}, [[1]], [[[bar(100, 150)]] * 11])

    with pytest.raises(PublishedScorerStops, match=r"Video 000001, prompt 0 has 11 predictions.*IndexError"):
        score_official(split.files)
    with pytest.raises(PredictionRefused, match="Video 000001, prompt 0: 11 predictions without scores; 10 count"):
        score_corrected(split.files)


def test_3_eleven_predictions_shift_later_videos_there_and_the_surest_ten_count_here(split):
    right, wrong = [bar(0, 50)], [bar(100, 150)]
    sure_first = [1 - place / 100 for place in range(11)]
    split.add({1: right}, [[1]], [[right, *[wrong] * 10]], scores=[sure_first])
    split.add({1: right}, [[1]], [[right]], scores=[[0.945]])

    theirs, ours = score_official(split.files), score_corrected(split.files)

    assert theirs["AP@50"] == pytest.approx(50)  # the second video's hit is lost; with it, it would be 59.1
    assert ours["dropped_predictions"] == 1
    assert ours["AR@10"] == 100
    assert ours["AP@50"] == pytest.approx(100 * (51 + 50 * 2 / 7) / 101)  # found at places 1 and 7 of the order


@pytest.mark.parametrize(("order", "theirs"), [((True, False), 50), ((False, True), 25)])
def test_4_the_order_of_videos_decides_there_and_nothing_here(split, order, theirs):
    for right in order:
        split.add(*one_each(right))

    assert measured(score_official(split.files)) == approximately(mAP=theirs, AP_50=theirs, AP_75=theirs, AP_90=theirs)
    assert measured(score_corrected(split.files)) == approximately(mAP=HALF, AP_50=HALF, AP_75=HALF, AP_90=HALF)


def test_5_ties_are_sorted_as_numpy_does_unless_told_otherwise_and_the_report_says_where(split):
    rights = np.random.default_rng(5).random(40) < 0.5
    for right in rights:
        split.add(*one_each(right))
    by_numpy = rights[np.argsort(-np.ones(40, np.float32))]

    default, stable = score_official(split.files), score_official(split.files, tie_order="stable")

    assert default["AP@50"] == pytest.approx(area(by_numpy), abs=1e-4)
    assert stable["AP@50"] == pytest.approx(area(rights), abs=1e-4)
    assert (default["environment"]["tie_order"], stable["environment"]["tie_order"]) == ("numpy-default", "stable")
    assert default["environment"]["default_sort_keeps_these_ties"] is bool((by_numpy == rights).all())
    assert default["environment"]["numpy"] == np.__version__
    assert default["environment"]["cpu_features"]


def area(rights: np.ndarray) -> float:
    """The area under the curve of one prediction a track, in percent, by its definition."""
    found = np.cumsum(rights)
    precision = found / np.arange(1, len(rights) + 1)
    return 100 * sum(precision[at:].max() for at in np.flatnonzero(rights)) / len(rights)


@pytest.mark.parametrize("twentieths", range(10, 20))
def test_6_a_share_of_exactly_the_threshold_counts_here_and_for_half_of_them_there(twentieths):
    exact = Overlap(np.array([[twentieths * 3]]), np.array([[60]]))
    less = Overlap(np.array([[twentieths * 10**7 - 1]]), np.array([[20 * 10**7]]))
    level = twentieths - 10

    theirs, ours = official.match(exact).hits[level, 0], hits(exact, [1.0])[level, 0]

    assert ours
    assert theirs == (twentieths in (10, 11, 12, 16, 17))
    assert not hits(less, [1.0])[level, 0]


def test_7_an_object_never_visible_is_lost_there_and_ignored_here(split):
    tracks = {1: [bar(0, 50)], 2: [NOTHING]}
    split.add(tracks, [[1, 2]], [list(tracks.values())])

    theirs, ours = score_official(split.files), score_corrected(split.files)

    assert measured(theirs) == approximately(mAP=50, AP_50=50, AP_75=50, AP_90=50)
    assert measured(ours) == approximately(mAP=100, AP_50=100, AP_75=100, AP_90=100)
    assert (ours["tracks"], ours["ignored_tracks"], ours["ignored_predictions"]) == (1, 1, 1)


def test_8_nothing_to_find_is_100_or_0_there_and_no_number_here(split):
    split.add({1: [bar(0, 50)]}, [[]], [[[bar(0, 50)]]])
    predicted = score_official(split.files), score_corrected(split.files)
    split.add({1: [bar(0, 50)]}, [[]], [[]], video=1)
    split.videos = [1]
    silent = score_official(split.files), score_corrected(split.files)

    assert [theirs["mAP"] for theirs, _ in (predicted, silent)] == [100, 0]
    assert [ours["mAP"] for _, ours in (predicted, silent)] == [None, None]


def test_8_no_prediction_at_all_is_0_in_both(split):
    split.add({1: [bar(0, 50)]}, [[1]], [[]])

    assert score_official(split.files)["mAP"] == 0
    assert score_corrected(split.files)["mAP"] == score_corrected(split.files)["AR@10"] == 0


def test_8_a_split_without_a_prompt_ends_it_there_and_is_no_number_here(split):
    split.add({1: [bar(0, 50)]}, [], [])

    with pytest.raises(PublishedScorerStops, match="ValueError"):
        score_official(split.files)
    assert score_corrected(split.files)["mAP"] is None


@pytest.mark.parametrize("size", [(HEIGHT // 2, WIDTH // 2), (WIDTH, HEIGHT)])
def test_9_a_mask_of_another_size_is_worth_nothing_there_and_named_here(split, size):
    video = split.add(*one_each(True))
    document = split.read("predictions", video)
    document["pred_lgvis_masks"][0][0]["mask_rles"] = [rle.encode(np.ones(size, bool))]
    split.write("predictions", video, document)

    assert score_official(split.files)["mAP"] == 0
    said = f"Video 000001, prompt 0, 00000.jpg, mask 0: size [{size[0]}, {size[1]}], the video's is [2, 200]"
    with pytest.raises(PredictionRefused, match=re.escape(said)):
        score_corrected(split.files)


def test_9_a_frame_of_another_size_counts_in_no_sum_there(split):
    video = split.add({1: [bar(0, 50), bar(0, 50)]}, [[1]], [[[bar(0, 40), bar(0, 40)]]])
    document = split.read("predictions", video)
    document["pred_lgvis_masks"][0][1]["mask_rles"] = [rle.encode(np.ones((1, 1), bool))]
    split.write("predictions", video, document)

    assert score_official(split.files)["mAP"] == pytest.approx(70)  # .8 on the frame that is left: seven thresholds


@pytest.mark.parametrize(("right_first", "theirs"), [(True, 100), (False, 50)])
def test_10_a_false_one_after_the_last_true_one_is_free_by_order_there_and_by_score_here(split, right_first, theirs):
    right, wrong = [bar(0, 50)], [bar(100, 150)]
    answers = [right, wrong] if right_first else [wrong, right]
    split.add({1: right}, [[1]], [answers])
    unscored = score_corrected(split.files)["mAP"]
    split.add({1: right}, [[1]], [answers], scores=[[0.9, 0.2] if right_first else [0.2, 0.9]], video=1)
    split.videos = [1]

    assert score_official(split.files)["mAP"] == pytest.approx(theirs)
    assert unscored == pytest.approx(50)
    assert score_corrected(split.files)["mAP"] == 100


def test_11_prompts_are_counted_once_and_keep_their_places(split):
    right, wrong = [bar(0, 50)], [bar(100, 150)]
    split.add({1: right}, [[1], [1]], [[right], [wrong]])
    split.add({1: right}, [[1]], [[right]])

    ours = score_corrected(split.files)

    assert score_official(split.files)["prompts"] == ours["prompts"] == 3
    assert [(row["video_id"], row["prompt"], row["AP"]) for row in ours["per_prompt"]] == [
        (1, 0, 100),
        (1, 1, 0),
        (2, 0, 100),
    ]


def test_12_a_missing_file_is_named_with_its_folder(split):
    split.add(*one_each(True))
    split.add(*one_each(True))
    (split.folder / "truth" / "000002.json").unlink()

    with pytest.raises(SplitRefused, match=r"truth lacks 1 of 2 videos: 000002\."):
        score_official(split.files)


def test_12_a_video_without_evaluated_frames_ends_it_there_and_asks_for_nothing_here(split):
    video = split.add(*one_each(True))
    split.add(*one_each(True))
    document = split.read("truth", video)
    document["segmentations"] = [entry | {"is_gt": False} for entry in document["segmentations"]]
    split.write("truth", video, document)

    with pytest.raises(TruthRefused, match=r"no frame with is_gt\. The published scorer ends here with an Assertion"):
        score_official(split.files)
    ours = score_corrected(split.files)
    assert (ours["mAP"], ours["tracks"], ours["ignored_tracks"]) == (100, 1, 1)


@pytest.mark.parametrize(("side", "refused"), [("truth", TruthRefused), ("predictions", PredictionRefused)])
def test_12_null_for_an_absent_object_ends_it_there_and_is_absence_here(split, side, refused):
    video = split.add({1: [bar(0, 50), NOTHING]}, [[1]], [[[bar(0, 50), NOTHING]]])
    document = split.read(side, video)
    entries = document["segmentations"] if side == "truth" else document["pred_lgvis_masks"][0]
    entries[-1]["mask_rles"] = [None]
    split.write(side, video, document)

    with pytest.raises(refused, match=r"00030.jpg.*The published scorer ends here with a TypeError"):
        score_official(split.files)
    assert score_corrected(split.files)["mAP"] == 100


def test_13_ground_truth_as_prediction_is_rounded_there_and_exactly_100_here():
    share = np.array([[7]])
    prompts = [official.match(Overlap(share, share)) for _ in range(17)]

    theirs = official.combine(prompts, tie_order="stable")["mAP"]

    assert theirs != 100
    assert theirs == pytest.approx(100, abs=1e-3)


def test_13_exactly_100_here(split):
    for first in range(0, 30, 10):
        tracks = {1: [bar(first, 60)], 2: [bar(first + 5, 80)]}
        split.add(tracks, [[1, 2], [2]], [list(tracks.values()), [tracks[2]]])

    ours = score_corrected(split.files)

    assert [ours[name] for name in ("mAP", "AP@50", "AP@75", "AP@90", "AR@10")] == [100.0] * 5
    assert ours["intervals"]["mAP"] == (100.0, 100.0)
