"""What the server can be told, can say, can refuse and does by itself is documented, and nothing that is gone is."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.contracts import source


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    assert source.documented("settings.md", until="## Read by the start") == source.settings()


def test_only_the_settings_file_reads_variables_of_ours_and_the_client_its_own_in_one_place() -> None:
    assert source.environment_readers() == {"annotator/client/access.py"}


def test_every_variable_of_the_client_is_documented_and_every_documented_one_is_read() -> None:
    read = (source.ROOT / "annotator" / "client" / "access.py").read_text()

    assert source.documented("python-client.md", until="## Errors") == set(re.findall(r"environ\.get\(\"(\w+)\"", read))


def test_every_event_is_documented_and_every_documented_event_is_announced() -> None:
    assert source.documented("events.md") == source.events()


def test_every_kind_of_notice_is_documented_and_every_documented_kind_exists() -> None:
    assert source.documented("notices.md") == source.notices()


def test_every_error_code_is_documented_and_every_documented_code_exists() -> None:
    assert source.documented("errors.md", until="## From the framework") == source.error_codes()


def test_every_job_is_documented_and_every_documented_job_exists() -> None:
    assert source.documented("jobs.md") == source.jobs()


@pytest.mark.parametrize("page", sorted((source.ROOT / "docs" / "decisions").glob("*.md")), ids=lambda page: page.stem)
def test_a_decision_says_what_was_decided_why_and_what_was_rejected(page) -> None:
    words = page.read_text()

    assert re.match(rf"# {int(page.stem[:4])}\. ", words)
    assert all(f"**{part}.**" in words for part in ("Decided", "Because", "Rejected"))


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [*source.ROOT.glob("*.md"), *(source.ROOT / "docs").rglob("*.md"), *(source.ROOT / "docker").glob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text())]

    broken = [(page.name, link) for page, link in links if "://" not in link and not (page.parent / link).exists()]

    assert broken == []


def test_every_file_and_every_test_that_the_threat_model_names_exists() -> None:
    words = (source.ROOT / "docs" / "security.md").read_text()
    named = re.findall(r"`([\w.-]+/[\w./-]*)(?:::(\w+))?`", words)

    gone = [
        (path, test)
        for path, test in named
        if not (source.ROOT / path).exists() or (test and f"def {test}(" not in (source.ROOT / path).read_text())
    ]

    assert len(named) > 60
    assert gone == []


def test_the_readme_names_every_folder_at_the_top() -> None:
    words = (source.ROOT / "README.md").read_text()

    assert all(f"`{name}/`" in words for name in (*source.ROOMS, "frontend", "docker", "tests"))


def test_the_citation_is_of_the_version_that_the_changelog_gathers() -> None:
    cited = (source.ROOT / "CITATION.cff").read_text()
    gathered = tomllib.loads((source.ROOT / "pyproject.toml").read_text())["tool"]["towncrier"]["version"]

    assert re.findall(r"^version: (.+)$", cited, flags=re.MULTILINE) == [gathered]


def test_make_help_lists_every_command() -> None:
    makefile = (source.ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z0-9-]+):", makefile, flags=re.MULTILINE)

    assert targets == re.findall(r"^([a-z0-9-]+):.*## ", makefile, flags=re.MULTILINE)


def test_every_changelog_fragment_has_a_kind_that_the_changelog_knows() -> None:
    names = {path.name for path in (source.ROOT / "changelog.d").iterdir()} - {"README.md", "template.md"}

    assert [
        name for name in names if not re.fullmatch(r"[a-z0-9-]+\.(added|changed|fixed|removed|security)\.md", name)
    ] == []
