"""A metric study as a file: ratings and every measure's scores, each checked before anything is computed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from annotator.errors import AnnotatorError
from annotator.scoring.metric_study.study import Method


class StudyRefused(AnnotatorError):
    """A file that is no metric study; the text says where."""

    code = "study_refused"


def read_study(path: Path) -> tuple[list[list[float]], dict[str, Method]]:
    """The ratings and the methods of a study.

    Raises:
        StudyRefused: The file cannot be read, or something in it is not as `--help` has it.
    """
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise StudyRefused(f"{path} cannot be read ({type(error).__name__}: {error}).") from error
    return study_of(document, str(path))


def study_of(document: Any, where: str) -> tuple[list[list[float]], dict[str, Method]]:
    """The ratings and the methods of a study that was read already.

    Args:
        where: What the document is called, for the error.

    Raises:
        StudyRefused: Something in it is not as `--help` has it.
    """
    if not isinstance(document, dict) or not isinstance(document.get("methods"), dict):
        raise StudyRefused(f'{where} has no object "methods".')
    human = [_ratings(one, place) for place, one in enumerate(_list(document, "human", where))]
    return human, {name: _method(name, one, len(human)) for name, one in document["methods"].items()}


def _ratings(pair: Any, place: int) -> list[float]:
    if not isinstance(pair, list) or len(pair) != 2 or not all(map(_is_rating, pair)):
        raise StudyRefused(f"human[{place}] is {pair!r:.60}, not two ratings from 0 to 10 in half points.")
    return [float(one) for one in pair]


def _is_rating(one: Any) -> bool:
    return _is_number(one) and 0 <= one <= 10 and float(2 * one).is_integer()


def _method(name: str, method: Any, samples: int) -> Method:
    if not isinstance(method, dict):
        raise StudyRefused(f"{name} is {method!r:.60}, not an object.")
    scores = _list(method, "scores_per_ground_truth", name)
    if len(scores) != samples:
        raise StudyRefused(f"{name} has scores of {len(scores)} samples, there are {samples}.")
    for place, one in enumerate(scores):
        if not isinstance(one, list) or not one or not all(map(_is_score, one)):
            raise StudyRefused(f"{name}, scores_per_ground_truth[{place}] is {one!r:.60}, not a list of numbers.")
    positive, negative = (_list(method, side, name) for side in ("hard_positive", "hard_negative"))
    wrong = [one for one in (*positive, *negative) if not _is_score(one)]
    if wrong or len(positive) != len(negative):
        told = f"{wrong[0]!r:.60} is no number" if wrong else f"{len(positive)} right and {len(negative)} wrong ones"
        raise StudyRefused(f"{name}, hard_positive and hard_negative do not pair: {told}.")
    return Method(scores, _span(name, method), positive, negative)


def _span(name: str, method: Mapping[str, Any]) -> tuple[float, float] | None:
    span = method.get("score_range", ...)
    if span is None:
        return None
    if not isinstance(span, list) or len(span) != 2 or not all(map(_is_number, span)) or not span[0] < span[1]:
        raise StudyRefused(f"{name} has no score_range: give [lowest, highest], or null where there is no highest.")
    return float(span[0]), float(span[1])


def _list(document: Mapping[str, Any], name: str, where: str) -> list[Any]:
    found = document.get(name, [])
    if not isinstance(found, list):
        raise StudyRefused(f"{where}: {name} is {found!r:.60}, not a list.")
    return found


def _is_number(one: Any) -> bool:
    return type(one) in (int, float) and isfinite(one)


def _is_score(one: Any) -> bool:
    return one is None or _is_number(one)
