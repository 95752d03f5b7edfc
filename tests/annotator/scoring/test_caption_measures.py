"""Caption measures beside caption accuracy: hand-made values, other people's arithmetic, and what is lacking said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.machinery import ModuleSpec
from shutil import which
from types import ModuleType

import pytest
from sacrebleu.metrics import BLEU

from annotator.scoring.caption_measures.__main__ import main
from annotator.scoring.caption_measures.embeddings import BertScore, SentenceSimilarity
from annotator.scoring.caption_measures.letters import Chrf
from annotator.scoring.caption_measures.measure import Corpus, default_tokens
from annotator.scoring.caption_measures.words import COCO_MEASURES
from annotator.scoring.captioned_video import CaptionedVideo
from annotator.scoring.text_similarity import chrf
from tests.annotator.scoring.caption_scene import Captions

BY_NAME = {measure.name: measure for measure in (*COCO_MEASURES, Chrf())}
TEXTS = [
    ("A brown dog runs over the green lawn.", ["A brown dog runs over a green lawn.", "The dog runs."]),
    ("Two cats sleep on one red sofa.", ["Two cats are asleep on one red sofa.", "Cats sleep on a sofa."]),
    ("She doesn't open the old door.", ["She doesn't open the old door.", "The door stays shut."]),
]


def corpus(*texts: tuple[str, list[str]]) -> Corpus:
    return Corpus([CaptionedVideo(place, one, tuple(truths)) for place, (one, truths) in enumerate(texts)], "plain")


def values(name: str, *texts: tuple[str, list[str]]) -> list[float]:
    return list(BY_NAME[name].score(corpus(*texts)).per_video)


@pytest.mark.parametrize("name", ["BLEU-4", "ROUGE-L", "chrF"])
def test_a_caption_that_is_the_ground_truth_has_the_highest_score(name) -> None:
    assert values(name, ("A dog runs over a lawn.", ["A dog runs over a lawn."])) == [pytest.approx(1, abs=1e-6)]


def test_case_and_punctuation_cost_nothing_and_apostrophes_stay_in_their_words() -> None:
    found = corpus(("She DOESN'T, open… it!", ["x"])).words

    assert found == ({0: ["x"]}, {0: ["she doesn't open it"]})


def test_rouge_l_is_the_longest_common_subsequence() -> None:
    # "one three four" of four words each: precision and recall .75, whatever weighs them
    assert values("ROUGE-L", ("one two three four", ["one three four five"])) == [pytest.approx(0.75)]


def test_cider_is_ten_for_a_ground_truth_among_others_and_nothing_where_every_word_is_in_every_video() -> None:
    one, other = "a brown dog runs over grass", "two cats sleep on sofas"

    assert values("CIDEr", (one, [one]), (other, [other])) == pytest.approx([10, 10])
    assert values("CIDEr", (one, [one])) == [0]


def test_bleu_4_of_a_split_is_sacrebleus_of_the_same_words() -> None:
    truths, predictions = corpus(*TEXTS).words
    reference = BLEU(tokenize="none", smooth_method="none", force=True)

    ours = BY_NAME["BLEU-4"].score(corpus(*TEXTS)).value

    theirs = reference.corpus_score(
        [predictions[place][0] for place in predictions],
        [[truths[place][which] for place in truths] for which in range(2)],
    )
    assert ours == pytest.approx(theirs.score / 100, abs=1e-6)


def test_chrf_is_the_mean_over_ground_truths_and_then_over_videos() -> None:
    found = Chrf().score(corpus(*TEXTS))

    each = [sum(chrf(one, truth) for truth in truths) / 2 for one, truths in TEXTS]
    assert found.per_video == pytest.approx(each)
    assert found.value == pytest.approx(sum(each) / 3)


@pytest.mark.parametrize("name", ["BLEU-4", "CIDEr", "ROUGE-L"])
def test_a_broken_or_empty_caption_moves_no_other_videos_score(name) -> None:
    broken = ("A dog\u2028runs\nover.", TEXTS[0][1])

    found = values(name, TEXTS[1], broken, ("", TEXTS[2][1]), ("...", TEXTS[2][1]), TEXTS[0])

    whole = values(name, TEXTS[1], ("A dog runs over.", TEXTS[0][1]), ("", TEXTS[2][1]), ("", TEXTS[2][1]), TEXTS[0])
    assert found == pytest.approx(whole, abs=1e-6)
    assert found[2] == pytest.approx(0, abs=1e-6)


def test_words_are_cut_as_in_published_numbers_where_java_is() -> None:
    cut = default_tokens()
    texts = [CaptionedVideo(place, one, tuple(truths)) for place, (one, truths) in enumerate(TEXTS)]

    truths, predictions = Corpus(texts, cut).words

    assert cut == ("ptb" if which("java") else "plain")
    assert predictions[0] == ["a brown dog runs over the green lawn"]
    assert predictions[2] == ["she does n't open the old door" if cut == "ptb" else "she doesn't open the old door"]
    assert [len(several) for several in truths.values()] == [2, 2, 2]


@pytest.fixture
def captions(tmp_path) -> Captions:
    made = Captions(tmp_path)
    for prediction, truths in TEXTS:
        made.add(prediction, truths)
    return made


def test_the_command_says_one_table_in_which_a_measure_says_what_it_lacks(captions) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "annotator.scoring.caption_measures", *captions.arguments()],
        capture_output=True, text=True, check=False, env=os.environ | {"PATH": str(captions.folder)},
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["| measure | 3 videos, plain tokens |", "|---|---|"]
    assert [line.split(" | ")[0] for line in lines[2:]] == [
        f"| {name}" for name in ("BLEU-4", "METEOR", "ROUGE-L", "CIDEr", "chrF", "BERTScore", "sentence embedding")
    ]
    assert lines[3] == "| METEOR | not available: needs java |"
    report = captions.report()
    of = {row["name"]: row for row in report["measures"]}
    assert of["METEOR"]["value"] is None
    assert lines[6] == f"| chrF | {of['chrF']['value']:.4f} |"
    assert [row["video_id"] for row in report["per_video"]] == [1, 2, 3]
    assert report["per_video"][2]["BLEU-4"] == pytest.approx(1, abs=1e-6)
    assert "METEOR" not in report["per_video"][0]


def test_a_split_without_a_video_has_a_table_and_no_number(tmp_path, capsys) -> None:
    captions = Captions(tmp_path)
    captions.add("A.", ["A.", "A."])
    (tmp_path / "split.json").write_text("[]")

    assert main(captions.arguments("--tokens", "plain")) == 0

    assert "| chrF | not available: needs a video |" in capsys.readouterr().out
    assert {row["value"] for row in captions.report()["measures"]} == {None}


def test_a_measure_whose_package_is_missing_names_it(monkeypatch, tmp_path) -> None:
    for package in ("pycocoevalcap", "bert_score", "sentence_transformers"):
        monkeypatch.setitem(sys.modules, package, None)

    assert BY_NAME["BLEU-4"].lacks() == "the package pycocoevalcap (requirements/captions.txt)"
    assert BertScore(tmp_path, 1).lacks() == "the package bert-score"
    assert SentenceSimilarity(tmp_path).lacks() == "the package sentence-transformers"


def test_a_measure_without_weights_says_how_to_give_them_and_fetches_none(monkeypatch, tmp_path) -> None:
    for package in ("bert_score", "sentence_transformers"):
        there = ModuleType(package)
        there.__spec__ = ModuleSpec(package, None)
        monkeypatch.setitem(sys.modules, package, there)

    assert BertScore(None, None).lacks() == "weights: give --bert-weights DIR and --bert-layer N"
    assert BertScore(tmp_path, None).lacks() == "weights: give --bert-weights DIR and --bert-layer N"
    assert BertScore(tmp_path, 1).lacks() is None
    assert SentenceSimilarity(tmp_path / "nowhere").lacks() == "weights: give --sentence-weights DIR"
    assert SentenceSimilarity(tmp_path).lacks() is None


def test_a_file_without_its_captions_is_named(captions, capsys) -> None:
    captions.write("predictions", 2, json.dumps({"video_id": 2}))

    assert main(captions.arguments("--tokens", "plain")) == 1

    assert "Video 000002" in capsys.readouterr().err
    assert not (captions.folder / "report.json").exists()
