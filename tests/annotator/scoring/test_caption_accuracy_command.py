"""`python -m annotator.scoring.caption_accuracy`: what a stranger types, reads and is refused."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from annotator.scoring.caption_accuracy.__main__ import main
from tests.annotator.scoring.caption_scene import Captions
from tests.language_server import LanguageServer, says


def words(captions: Captions, server: LanguageServer, *more: str) -> list[str]:
    answers = str(captions.folder / "answers")
    return captions.arguments("--url", server.url, "--model", "judge", "--answers", answers, *more)


def test_the_cost_is_said_first_and_the_mean_last_with_its_reading_and_its_mark(captions, server) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "annotator.scoring.caption_accuracy", *words(captions, server)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("1 videos, 3 questions, 0 of them answered before; the rest takes about ")
    assert done.stdout == (
        "Caption accuracy, strict reading: 4.000 of 5; 0 of 3 answers unreadable. "
        "SYNTHETIC: answers of a stand-in, no result.\n"
    )
    assert (captions.report()["CA"], captions.report()["synthetic"]) == (4, True)


def test_a_report_of_nan_is_still_json(captions, server, capsys) -> None:
    server.otherwise = says("nan")

    assert main(words(captions, server, "--reading", "official")) == 0

    assert captions.report()["CA"] is None
    assert "none, the judge answered nan" in capsys.readouterr().out


def test_an_estimate_asks_and_writes_nothing(captions, server, capsys) -> None:
    assert main(words(captions, server, "--estimate", "--price-in", "5")) == 0

    assert json.loads(capsys.readouterr().out)["questions"] == 3
    assert server.heard == []
    assert not (captions.folder / "report.json").exists()


def test_a_cap_ends_the_run_before_it_is_passed_and_says_how_to_go_on(captions, server, capsys) -> None:
    assert main(words(captions, server, "--price-in", "5", "--cap", "0.000001")) == 1

    assert "go on with a higher --cap" in capsys.readouterr().err
    assert server.heard == []
    assert not (captions.folder / "report.json").exists()


@pytest.mark.parametrize("more", [
    ["--price-in", "5"], ["--cap", "-1"], ["--cap", "nan"], ["--url", "ftp://x"], ["--url", "http://me:secret@x/v1"],
    ["--reading", "loose"],
])  # fmt: skip
def test_words_that_are_none_of_the_commands_end_with_2(captions, server, more) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words(captions, server, *more))

    assert ended.value.code == 2
    assert server.heard == []


def test_the_key_is_read_from_its_file(captions, server) -> None:
    (captions.folder / "key").write_text("secret\n")

    main(words(captions, server, "--key-file", str(captions.folder / "key")))

    assert set(server.keys) == {"Bearer secret"}


@pytest.mark.parametrize(("side", "document", "said"), [
    ("predictions", {"video_id": 1}, "has no text pred_caption"),
    ("predictions", {"pred_caption": None}, "has no text pred_caption"),
    ("predictions", "{", "cannot be read"),
    ("predictions", "[]", "holds no JSON object"),
    ("truth", {"caption_parsed_en": "A.", "caption_parsed_en_gpt": "A."}, "reworded_en_captions is no list"),
    ("truth", {"caption_parsed_en": "A.", "reworded_en_captions": []}, "caption_parsed_en_gpt is no text"),
    ("truth", {"caption_parsed_en": "A.", "caption_parsed_en_gpt": "A.", "reworded_en_captions": [" "]},
     "reworded_en_captions[0] is no text, or blank"),
])  # fmt: skip
def test_a_file_that_cannot_be_judged_is_named_before_anything_is_asked(
    captions, server, capsys, side, document, said
) -> None:
    captions.add("A cat.", ["A cat.", "One cat."])
    captions.write(side, 1, document)

    assert main(words(captions, server)) == 1

    told = capsys.readouterr().err
    assert said in told
    assert "000001" in told
    assert server.heard == []
    assert not (captions.folder / "report.json").exists()


def test_an_endpoint_where_nobody_listens_is_told_and_nothing_is_written(captions, server, capsys) -> None:
    more = ["--url", "http://127.0.0.1:9/v1", "--attempts", "1"]

    assert main(words(captions, server, *more)) == 1

    assert "cannot be reached" in capsys.readouterr().err
    assert not (captions.folder / "report.json").exists()
