"""Recorded readings of captions, held against both grammars: `python -m tests.acceptance.caption_cases CASES.json`.

The file holds `{cases: [{input, lang?, strict, lenient}]}`: strict is `{ok, plain, phrases: [{ids, text, start, end}]}`
with a crowd as -1, or `{ok, code, pos}`; lenient is `{ok, canonical, warnings: [[code, pos]]}`, or such a refusal.
Prints each difference and the count, and ends with 1 where there is one. Not part of the test suite: such files are
not ours to ship.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from annotator.formats import grounding
from tests.annotator.formats import grammars


def recorded(answers: grammars.Answers) -> dict[str, dict[str, Any]]:
    """Our answers in the words of such a file."""
    return {reading: _refusal(answer) or _accepted(answer, reading) for reading, answer in answers.items()}


def _refusal(answer: dict[str, Any]) -> dict[str, Any] | None:
    return None if answer["ok"] else {"ok": False, "code": answer["error"]["code"], "pos": answer["error"]["position"]}


def _accepted(answer: dict[str, Any], reading: str) -> dict[str, Any]:
    if reading == "lenient":
        warnings = [[notice["code"], notice["position"]] for notice in answer["warnings"]]
        return {"ok": True, "canonical": answer["canonical"], "warnings": warnings}
    phrases = [
        phrase | {"ids": [-1 if one == "?" else int(one) for one in phrase["ids"]]} for phrase in answer["phrases"]
    ]
    return {"ok": True, "plain": answer["plain"], "phrases": phrases}


def _number(one: str) -> int:
    return -1 if one == grounding.CROWD else int(one)


def main(path: Path) -> int:
    """Ask both grammars about every case.

    Returns:
        0 where each answer is the recorded one.
    """
    cases = json.loads(path.read_text("utf-8"))["cases"]
    asked: list[grammars.Asked] = [(case["input"], case.get("lang") or case.get("language") or "en") for case in cases]
    sides = {"Python": [grammars.answers(*one) for one in asked], "TypeScript": grammars.browser_answers(asked)}
    wrong = 0
    for side, read in sides.items():
        alike = 0
        for case, answers in zip(cases, map(recorded, read), strict=True):
            expected = {kind: {k: v for k, v in case[kind].items() if k != "message"} for kind in answers}
            alike += expected == answers
            if expected != answers:
                print(f"{side}: {case['input']!r}\n  recorded {expected}\n  answered {answers}")
        print(f"{side}: {alike} of {len(cases)} cases as recorded")
        wrong += len(cases) - alike
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(Path(sys.argv[1])))
