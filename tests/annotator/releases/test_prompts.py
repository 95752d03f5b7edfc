"""A release holds only prompts that people approved, unless whoever makes it asks for those by rule, marked as such."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command

from annotator.annotations.models import Caption
from annotator.formats import release as layout
from annotator.releases import actions
from annotator.releases.build import build
from annotator.releases.choices import Choices
from annotator.releases.models import Release
from annotator.releases.queries import count_ready
from tests import factories as make
from tests.annotator.folders import folder_of
from tests.annotator.releases.finished import finished, made, review_prompts, silent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]
BY_RULE = Choices(prompts="by-rule")
ASKED = "Where is the box that slides?"


@pytest.fixture
def three(project, clip, footage):
    """The first has a reviewed prompt, of the second's drafts none was accepted, the third was never drafted for."""
    review_prompts(clip, (ASKED, (1,)))
    review_prompts(finished(project, footage))
    finished(project, footage)
    return project


def prompts_of(release: Release) -> list[list[str]]:
    videos = layout.read_release(folder_of(release)).videos()
    return [[one.prompt for one in video.object_referrals] for video in videos]


def origins_of(release: Release) -> list[dict[str, int]]:
    lines = (folder_of(release) / "provenance.jsonl").read_text().splitlines()
    return [json.loads(line)["prompts"] for line in lines]


def readme_of(release: Release) -> str:
    return (folder_of(release) / "README.md").read_text()


def test_only_prompts_that_people_approved_go_in_and_the_others_are_counted(three):
    release = made(three)

    assert prompts_of(release) == [[ASKED], [], []]
    assert [(one["reviewed"], one["by_rule"]) for one in origins_of(release)] == [(1, 0), (0, 0), (0, 0)]
    assert "1 of 3 clips have prompts that people approved; 2 have none" in readme_of(release)
    assert "by rule from the caption" not in readme_of(release)
    shown = make.browser(make.lead(three)).get(f"/api/releases/{release.pk}").json()
    assert (shown["without_reviewed_prompts"], shown["prompts"]) == (2, 1)


def test_prompts_by_rule_are_a_choice_and_marked_wherever_they_are(three):
    release = made(three, choices=BY_RULE)

    assert prompts_of(release) == [[ASKED], [], ["Where is the red box?"]]
    assert [(one["reviewed"], one["by_rule"]) for one in origins_of(release)] == [(1, 0), (0, 0), (0, 1)]
    assert "1 have unreviewed prompts by rule from the caption, which nobody has looked at" in readme_of(release)
    assert "1 have none" in readme_of(release)
    layout.verify(folder_of(release))


def test_the_page_says_before_the_freeze_how_many_clips_have_no_reviewed_prompt(three, clip):
    address = f"/api/projects/{three.slug}/releases"
    before = make.browser(make.lead(three)).get(address).json()
    Caption.objects.filter(video=clip, field="en").update(text="[A blue box]<mask_1> slides.", revision=2)

    after = make.browser(make.lead(three)).get(address).json()

    assert (before["ready"], before["ready_without_reviewed_prompts"]) == (3, 2)
    assert (after["ready"], after["ready_without_reviewed_prompts"]) == (3, 3)  # it was approved for other words
    frozen = actions.freeze(three, version="v1.0", note="", by=None)
    assert frozen.without_reviewed_prompts == count_ready(three)["ready_without_reviewed_prompts"]


def test_the_command_says_it_when_it_freezes_and_when_it_is_done(three, tmp_path):
    out, printed, told = io.StringIO(), io.StringIO(), io.StringIO()
    one, other = (
        ["make_release", three.slug, version, "--out", str(tmp_path / version)] for version in ("v1.0", "v1.1")
    )

    call_command(*one, stdout=out, stderr=told)
    call_command(*other, "--prompts", "by-rule", "--json", stdout=printed, stderr=io.StringIO())

    lacking = "people approved none for 2 of 3 clips: they have none"
    assert lacking in told.getvalue()
    assert f"prompts: 1; {lacking}" in out.getvalue()
    found = json.loads(printed.getvalue())
    assert (found["without_reviewed_prompts"], found["prompts"], found["choices"]["prompts"]) == (2, 2, "by-rule")


def test_what_was_frozen_before_there_was_the_choice_is_built_as_it_was_then(three):
    release = actions.freeze(three, version="v1.0", note="", by=None)
    release.choices = {name: value for name, value in release.choices.items() if name != "prompts"}
    release.without_reviewed_prompts = None
    release.save()

    build(release, step=silent)

    assert prompts_of(release) == [[ASKED], [], ["Where is the red box?"]]
    shown = make.browser(make.lead(three)).get(f"/api/releases/{release.pk}").json()
    assert (shown["choices"]["prompts"], shown["without_reviewed_prompts"]) == ("by-rule", None)
