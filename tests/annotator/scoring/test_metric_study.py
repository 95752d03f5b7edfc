"""The metric study: correlations at nested thresholds, right against wrong captions, the raters' agreement; by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scoring.metric_study.__main__ import main
from annotator.scoring.metric_study.study import Method, agreement, pearson, study

# Raters agree on the first two; on the third they are 2.5 apart, which only the laxest threshold keeps.
HUMAN = [[0, 0], [10, 10], [5, 7.5]]
RAW = [0, 1, 0]  # 100 at four thresholds; at the fifth, means 0, 10, 6.25: 4.58333 / (7.14435 · 0.81650) = 11/14
HALF = Method([[0, 4], [1, 3], [0, 4]], (0, 5), [4, 3], [1, 2])


def row(method: Method, human=HUMAN, **more: Any) -> dict[str, Any]:
    return study(human, {"one": method}, **{"resamples": 50} | more)["methods"]["one"]


def test_r_is_the_mean_of_five_correlations_over_samples_within_each_threshold() -> None:
    found = row(Method([[score] for score in RAW], (0, 5)))

    assert [kept["n"] for kept in found["thresholds"]] == [2, 2, 2, 2, 3]
    assert [kept["r"] for kept in found["thresholds"]] == pytest.approx([100, 100, 100, 100, 1100 / 14])
    assert found["r"] == pytest.approx(670 / 7)


def test_r_takes_the_raw_caption_r_avg_the_mean_and_r_max_the_best_of_the_ground_truths() -> None:
    found = row(HALF)

    assert found["r"] == pytest.approx(670 / 7)
    assert found["r_avg"] is None  # each sample's mean is 2: there is nothing to correlate
    assert found["r_max"] == pytest.approx(-670 / 7)


@pytest.mark.parametrize("human", [[], [[5, 5]], [[5, 8], [2, 6]], [[5, 5], [5, 5]]])
def test_a_correlation_that_is_undefined_is_blank_and_not_0(human) -> None:
    found = row(Method([[place] for place in range(len(human))], None), human)

    assert (found["r"], found["intervals"]["r"]) == (None, None)


def test_right_captions_are_held_against_wrong_ones_in_percent_of_the_span_and_signed() -> None:
    assert row(HALF)["delta_pn"] == pytest.approx(40)
    assert row(Method(HALF.scores, (0, 5), [1, 2], [4, 3]))["delta_pn"] == pytest.approx(-40)
    assert row(Method(HALF.scores, (-1, 1), [0.5], [0.25]))["delta_pn"] == pytest.approx(12.5)


def test_a_measure_without_a_highest_score_is_not_scaled() -> None:
    assert row(Method(HALF.scores, None, [4, 3], [1, 2]))["delta_pn"] == pytest.approx(2)


def test_what_has_no_score_is_left_out_and_counted_and_never_a_0() -> None:
    human = [*HUMAN, [3, 3]]
    method = Method([*([score] for score in RAW), [None]], (0, 5), [4, None, 3, 2], [1, 5, 2, None])

    found = row(method, human)

    assert found["r"] == pytest.approx(670 / 7)
    assert (found["left_out"], found["pairs"], found["pairs_left_out"]) == (1, 2, 2)
    assert found["delta_pn"] == pytest.approx(40)


def test_agreement_is_the_intraclass_correlation_of_raters_who_differ_from_sample_to_sample() -> None:
    found = agreement(np.array([[1.0, 2.0], [3.0, 4.0]]))  # between samples 4, within .5

    assert found == pytest.approx({"icc_single": 3.5 / 4.5, "icc_mean": 3.5 / 4, "difference": 1})


def test_raters_who_always_agree_have_an_agreement_of_1() -> None:
    assert agreement(np.array([[1.0, 1.0], [3.0, 3.0]])) == {"icc_single": 1, "icc_mean": 1, "difference": 0}


RATING = st.integers(0, 20).map(lambda half: half / 2)
SAMPLES = st.lists(st.tuples(RATING, RATING, st.integers(0, 10)), min_size=3, max_size=30)


@given(SAMPLES, st.randoms(use_true_random=False))
def test_neither_who_rated_first_nor_the_order_of_samples_changes_a_number(samples, chance) -> None:
    moved = [(b, a, score) if chance.random() < 0.5 else (a, b, score) for a, b, score in samples]
    chance.shuffle(moved)

    one, other = (
        study([[a, b] for a, b, _ in rows], {"one": Method([[score] for *_, score in rows], None)}, resamples=0)
        for rows in (samples, moved)
    )

    assert other["methods"]["one"]["r"] == pytest.approx(one["methods"]["one"]["r"], abs=1e-6)
    assert {k: other["raters"][k] for k in ("icc_single", "icc_mean", "difference")} == pytest.approx(
        {k: one["raters"][k] for k in ("icc_single", "icc_mean", "difference")}, abs=1e-6
    )
    assert other["raters"]["within"] == one["raters"]["within"]


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=40))
def test_a_correlation_is_numpys_and_blank_where_numpys_is_nan(pairs) -> None:
    one, other = np.array(pairs, dtype=np.float64).T

    found = pearson(one, other)

    if len(set(one)) == 1 or len(set(other)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(np.corrcoef(one, other)[0, 1], abs=1e-9)


def test_intervals_hold_the_value_and_are_the_same_every_time() -> None:
    chance = np.random.default_rng(3)
    human = [[float(one), float(one)] for one in chance.integers(0, 11, size=40)]
    method = Method([[a + float(chance.normal())] for a, _ in human], None, *chance.normal(size=(2, 30)).tolist())

    found, again = row(method, human, resamples=300), row(method, human, resamples=300)

    assert found == again
    for name in ("r", "r_avg", "r_max", "delta_pn"):
        low, high = found["intervals"][name]
        assert low < found[name] < high


def written(tmp_path, **changes: Any):
    method = {
        "scores_per_ground_truth": HALF.scores, "score_range": [0, 5], "hard_positive": [4, 3], "hard_negative": [1, 2]
    }  # fmt: skip
    document = {"human": HUMAN, "methods": {"CA": method | changes.pop("method", {})}} | changes
    (tmp_path / "study.json").write_text(json.dumps(document))
    return tmp_path / "study.json"


def test_the_command_says_a_line_for_each_method_and_leaves_blank_what_is_undefined(tmp_path) -> None:
    out = tmp_path / "out.json"
    words = [str(written(tmp_path)), "--resamples", "0", "--out", str(out)]

    done = subprocess.run(
        [sys.executable, "-m", "annotator.scoring.metric_study", *words], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:3] == [
        "| method | r | r_avg | r_max | Δ_PN | n |",
        "|---|---|---|---|---|---|",
        "| CA | 95.7 |  | -95.7 | 40.0 | 2, 2, 2, 2, 3 |",
    ]
    assert json.loads(out.read_text())["methods"]["CA"]["r_avg"] is None


@pytest.mark.parametrize(("changes", "said"), [
    ({"human": [[0, 0], [10, 10.5], [5, 5]]}, "human[1] is [10, 10.5]"),
    ({"human": [[0, 0], [1, 0.3], [5, 5]]}, "human[1] is [1, 0.3]"),
    ({"human": [[0], [1, 1], [5, 5]]}, "human[0] is [0]"),
    ({"human": HUMAN[:2]}, "CA has scores of 3 samples, there are 2"),
    ({"methods": []}, 'has no object "methods"'),
    ({"methods": {"CA": 3}}, "CA is 3, not an object"),
    ({"method": {"scores_per_ground_truth": [[1], [], [1]]}}, "scores_per_ground_truth[1] is []"),
    ({"method": {"scores_per_ground_truth": [[1], [True], [1]]}}, "scores_per_ground_truth[1] is [True]"),
    ({"method": {"scores_per_ground_truth": 3}}, "scores_per_ground_truth is 3, not a list"),
    ({"method": {"score_range": [5, 0]}}, "CA has no score_range"),
    ({"method": {"hard_positive": [1]}}, "1 right and 2 wrong ones"),
    ({"method": {"hard_positive": [1, "x"]}}, "'x' is no number"),
])  # fmt: skip
def test_a_study_that_cannot_be_computed_is_refused_with_its_place(tmp_path, capsys, changes, said) -> None:
    assert main([str(written(tmp_path, **changes)), "--out", str(tmp_path / "out.json")]) == 1

    assert said in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


def test_a_range_that_is_left_out_is_not_taken_for_none(tmp_path, capsys) -> None:
    path = written(tmp_path)
    document = json.loads(path.read_text())
    del document["methods"]["CA"]["score_range"]
    path.write_text(json.dumps(document))

    assert main([str(path)]) == 1

    assert "CA has no score_range" in capsys.readouterr().err
