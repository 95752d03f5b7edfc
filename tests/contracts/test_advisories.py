"""`make audit` never takes silence for a clean answer."""

from __future__ import annotations

import json

import pytest

from docker import advisories

PACKAGE = {"name": "django", "version": "5.2.19", "vulns": []}
WEAK = {**PACKAGE, "vulns": [{"id": "PYSEC-1", "fix_versions": ["5.2.20"], "aliases": [], "description": ""}]}
SKIPPED = {"name": "x", "skip_reason": "Dependency not found on PyPI and could not be audited: x (1.0)"}
NPM = {"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {}}


def test_a_clean_answer_and_a_finding_are_told_apart():
    assert advisories.read_python(json.dumps({"dependencies": [PACKAGE], "fixes": []})) == []
    assert advisories.read_npm(json.dumps(NPM)) == []
    found = advisories.read_python(json.dumps({"dependencies": [PACKAGE, WEAK], "fixes": []}))
    assert found == ["django 5.2.19: PYSEC-1, mended in 5.2.20"]
    assert advisories.read_python(json.dumps({"dependencies": [SKIPPED, WEAK], "fixes": []})) == found
    weak = {"vite": {"name": "vite", "severity": "high", "range": "<7.1.0", "via": []}}
    assert advisories.read_npm(json.dumps(NPM | {"vulnerabilities": weak})) == ["vite <7.1.0: high"]


@pytest.mark.parametrize(
    "text",
    [
        "", "ERROR: no network", "[]", "{}", '{"dependencies": []}',
        json.dumps({"dependencies": [SKIPPED]}), json.dumps({"dependencies": [PACKAGE, SKIPPED]}),
    ],
)  # fmt: skip
def test_silence_about_python_is_no_clean_answer(text):
    assert advisories.read_python(text) is None


@pytest.mark.parametrize("text", ["", "{}", '{"error": {"code": "ENOAUDIT"}}', '{"message": "not found"}'])
def test_silence_about_npm_is_no_clean_answer(text):
    assert advisories.read_npm(text) is None


@pytest.mark.parametrize(
    ("python", "npm", "code"),
    [([], [], 0), (["x"], [], 1), ([], ["x"], 1), (None, [], 3), ([], None, 3), (None, ["x"], 1), (None, None, 3)],
)
def test_the_outcome_says_clean_only_where_both_were_asked(capsys, python, npm, code):
    assert advisories.tell({"Python": python, "npm": npm}) == code

    assert ("NOT AUDITED" in capsys.readouterr().out) == (None in (python, npm))
