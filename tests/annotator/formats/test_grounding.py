"""The caption grammar keeps its promises: every error has a place, every fold one meaning, nothing is lost."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import grounding
from annotator.formats.grounding import Caption, GroundingError, Language, Phrase

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "grounding_cases.json").read_text("utf-8"))["cases"]
ROOT = Path(__file__).parents[3]

sloppy_text = st.lists(
    st.sampled_from(
        [
            *"[]<>,? _01９٣？，［】＜〉＿\n",
            "mask_",
            "Mask",
            "[a]<mask_1>",
            "[b]<mask_",
            " man",
            "\r\n",
            "🔴",
            "風",
            "\x00",
        ]
    ),
    max_size=24,
).map("".join)
languages = st.sampled_from(("en", "zh"))
words = st.text(alphabet="ab é🔴風!", min_size=1, max_size=8)
pieces = st.tuples(
    words,
    st.none() | st.lists(st.sampled_from("0123456789?"), min_size=1, max_size=10, unique=True).map(tuple),
)


def caption_of(parts: list[tuple[str, tuple[str, ...] | None]]) -> Caption:
    plain, phrases = "", []
    for text, ids in parts:
        if ids and text.strip():
            phrases.append(Phrase(text.strip(), ids, len(plain), len(plain) + len(text.strip())))
            text = text.strip()
        plain += text
    return Caption(plain, tuple(phrases))


def strict_answer(text: str, language: Language) -> dict[str, Any]:
    try:
        caption = grounding.parse(text, language=language)
    except GroundingError as error:
        return {"ok": False, "code": error.code, "position": error.position, "message": error.message}
    phrases = [{"text": p.text, "ids": list(p.ids), "start": p.start, "end": p.end} for p in caption.phrases]
    return {"ok": True, "plain": caption.plain, "phrases": phrases}


def lenient_answer(text: str, language: Language) -> dict[str, Any]:
    try:
        caption, notices = grounding.parse_lenient(text, language=language)
    except GroundingError as error:
        return {"ok": False, "code": error.code, "position": error.position}
    warnings = [{"code": notice.code, "position": notice.position} for notice in notices]
    return {"ok": True, "canonical": grounding.render(caption), "warnings": warnings}


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["input"]))
def test_both_readings_answer_each_recorded_caption_as_recorded(case: dict[str, Any]) -> None:
    language = case.get("language", "en")

    strict, lenient = strict_answer(case["input"], language), lenient_answer(case["input"], language)

    assert strict == case["strict"]
    assert lenient == case["lenient"]


def test_the_recorded_captions_cover_every_error_and_every_fold() -> None:
    errors = {case["strict"].get("code") for case in CASES} - {None}
    folds = {warning["code"] for case in CASES for warning in case["lenient"].get("warnings", [])}

    assert errors == set(grounding.ERROR_CODES)
    assert folds == set(grounding.NOTICE_CODES)


@given(st.lists(pieces, max_size=6).map(caption_of))
def test_strict_reads_back_what_render_wrote(caption: Caption) -> None:
    assert grounding.parse(grounding.render(caption)) == caption


@given(sloppy_text, languages)
def test_render_writes_back_what_strict_accepted(text: str, language: Language) -> None:
    try:
        caption = grounding.parse(text, language=language)
    except GroundingError:
        return

    assert grounding.render(caption) == text
    assert grounding.parse_lenient(text, language=language) == (caption, ())


@given(sloppy_text, languages)
def test_what_lenient_accepts_becomes_canonical_in_one_step(text: str, language: Language) -> None:
    try:
        caption, _ = grounding.parse_lenient(text, language=language)
    except GroundingError:
        return
    canonical = grounding.render(caption)

    assert grounding.parse(canonical, language=language) == caption
    assert grounding.parse_lenient(canonical, language=language) == (caption, ())


@given(sloppy_text | st.text(max_size=30), languages)
def test_an_error_always_has_a_known_code_and_a_place_in_the_text(text: str, language: Language) -> None:
    for read in (strict_answer, lenient_answer):
        answer = read(text, language)

        assert answer["ok"] or answer["code"] in grounding.ERROR_CODES
        assert answer["ok"] or 0 <= answer["position"] <= len(text)


@given(sloppy_text | st.lists(pieces, max_size=6).map(caption_of).map(grounding.render), languages)
def test_a_reader_that_knows_brackets_alone_reads_what_strict_accepted_alike(text: str, language: Language) -> None:
    try:
        caption = grounding.parse(text, language=language)
    except GroundingError:
        return

    plain, phrases = read_by_brackets(text)

    assert plain == caption.plain
    assert phrases == [(p.text, ",".join(p.ids), p.start, p.end) for p in caption.phrases]


def read_by_brackets(text: str) -> tuple[str, list[tuple[str, str, int, int]]]:
    """The syntax as others read it: no checks, one regular expression."""
    plain, phrases = "", []
    for before, words, ids in re.findall(r"([^\[]*)(?:\[(.*?)\]<mask_(.*?)>|\Z)", text):
        plain += before + words
        if ids:
            phrases.append((words, ids, len(plain) - len(words), len(plain)))
    return plain, phrases


def test_a_two_digit_id_is_refused_with_its_reason_rather_than_split() -> None:
    with pytest.raises(GroundingError) as refused:
        grounding.parse_lenient("The [goalkeeper]<mask_12> jumps.")

    assert (refused.value.code, refused.value.position) == ("E_RANGE", 22)
    assert "12 is above 9" in refused.value.message


def test_a_phrase_that_does_not_stand_in_the_plain_text_cannot_be_rendered() -> None:
    with pytest.raises(ValueError, match="does not stand"):
        grounding.render(Caption("A man", (Phrase("dog", ("1",), 2, 5),)))


@pytest.mark.parametrize(("reading", "code"), [("--strict", 1), ("--lenient", 0)])
def test_the_program_answers_in_json_and_by_its_exit_code(reading: str, code: int) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "annotator.formats.grounding", reading, "--json", "-"],
        input=b"A [jogger] <mask_1> waves.\n", capture_output=True, check=False, cwd=ROOT,
    )  # fmt: skip

    answer = json.loads(ran.stdout)

    assert ran.returncode == code
    if reading == "--strict":
        assert (answer["error"]["code"], answer["error"]["position"]) == ("E_NOTAG", 10)
    else:
        assert answer["canonical"] == "A [jogger]<mask_1> waves."
        assert [(w["code"], w["position"]) for w in answer["warnings"]] == [("W_GAP", 10)]


def test_the_program_says_what_it_prints_and_what_it_could_not_read(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "annotator.formats.grounding"]

    told = subprocess.run([*program, "--help"], capture_output=True, check=True, cwd=ROOT, text=True).stdout
    missing = subprocess.run(
        [*program, "--strict", str(tmp_path / "none.txt")], capture_output=True, check=False, cwd=ROOT, text=True
    )

    assert all(word in told for word in ("--strict", "--lenient", "canonical", "code points", "standard input"))
    assert missing.returncode == 2
    assert "none.txt cannot be read: No such file" in missing.stderr


def test_the_grammar_runs_where_django_is_not_installed() -> None:
    script = (
        "import sys; sys.modules['django'] = None; from annotator.formats.grounding import parse; parse('[a]<mask_1>')"
    )

    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, cwd=ROOT, text=True)

    assert ran.returncode == 0, ran.stderr
