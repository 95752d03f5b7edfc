"""How long a project's captions are: counted as the caption page counts, from approved human captions only."""

from __future__ import annotations

import pytest

from annotator.annotations.models import Caption
from annotator.insights.lengths import middle_range, word_count
from annotator.review import actions as review
from tests import factories as make

pytestmark = pytest.mark.django_db
REFERENCE = {"words": 39, "text": "mean of the ViCaS paper"}


@pytest.fixture
def project():
    return make.project()


def lengths(project, person=None) -> dict:
    answer = make.browser(person or make.researcher(project)).get(f"/api/projects/{project.slug}/caption-lengths")
    assert answer.status_code == 200, answer.content
    return answer.json()


def approved(project, words: int) -> None:
    """A clip whose caption of so many words is approved."""
    video = make.video(project)
    text = "[A box]<mask_1> " + "slides " * (words - 3) + "away."
    make.submitted_caption(video, make.annotator(project), text)
    review.approve(make.inspector(project), item_id=make.caption_item(video).pk)


def test_a_project_without_captions_takes_the_fixed_range(project):
    assert lengths(project) == {
        "count": 0, "mean": None, "median": None, "low": 15, "high": 150, "source": "default", "reference": REFERENCE
    }  # fmt: skip


def test_only_approved_captions_of_this_project_count(project):
    approved(project, 10)
    approved(project, 13)
    make.submitted_caption(make.video(project), make.annotator(project), "[A box]<mask_1> stands.")
    approved(make.project(), 99)

    shown = lengths(project)

    assert (shown["count"], shown["mean"], shown["median"]) == (2, 11.5, 11.5)
    assert (shown["low"], shown["high"], shown["source"]) == (15, 150, "default")


def test_cleaned_and_translated_captions_do_not_count(project):
    approved(project, 10)
    video = project.videos.get()
    for field in ("en_gpt", "cn"):
        Caption.objects.create(video=video, field=field, text="[A box]<mask_1> slides.", revision=1)

    assert (lengths(project)["count"], lengths(project)["mean"]) == (1, 10.0)


def test_from_twenty_captions_on_the_project_is_its_own_measure(project):
    for words in range(11, 30):
        approved(project, words)
    nineteen = lengths(project)
    approved(project, 30)

    twenty = lengths(project)

    assert (nineteen["count"], nineteen["source"], nineteen["low"]) == (19, "default", 15)
    assert (twenty["count"], twenty["source"], twenty["mean"]) == (20, "project", 20.5)
    assert (twenty["low"], twenty["high"]) == (11, 30)


def test_a_few_odd_captions_do_not_move_the_range():
    usual = [40] * 95

    assert middle_range(sorted([*usual, 1, 2, 3, 300])) == (40, 40)
    assert middle_range(list(range(100, 201))) == (105, 195)


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ("A tall man runs.", 4),
        ("", 0),
        (" – … ! ", 0),
        ("Two – no, three balls!", 4),
        ("It's half-open at 0:03", 4),
        ("a\u00a0b\u3000c", 3),
        ("🐕 dog 🎾2", 2),
        ("白い猫が走る。", 1),
        ("½ Ⅷ ٣", 3),
    ],
)
def test_a_word_is_a_piece_that_holds_a_letter_or_a_digit(plain, words):
    assert word_count(plain) == words


def test_outsiders_learn_nothing_of_it(project):
    outsider = make.lead(make.project())

    assert make.browser(outsider).get(f"/api/projects/{project.slug}/caption-lengths").status_code == 404


def test_it_takes_the_same_few_queries_however_many_captions_there_are(project, django_assert_max_num_queries):
    for words in range(5, 12):
        approved(project, words)
    browser = make.browser(make.researcher(project))

    with django_assert_max_num_queries(5):
        browser.get(f"/api/projects/{project.slug}/caption-lengths")
