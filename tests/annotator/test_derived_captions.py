"""The cleaned and the Chinese caption: their own revisions, their writers, and the raw caption's ids."""

from __future__ import annotations

import pytest

from annotator.events.models import Event
from annotator.review import actions as review
from tests import factories as make
from tests.annotator.caption_desk import CAT, CAT_CN, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_each_text_has_its_own_revisions_and_knows_what_it_was_written_from(desk):
    desk.put(CAT)
    desk.put(CAT + " It jumps.", seen=1)

    saved = desk.put(CAT_CN, field="cn", based_on=2)

    assert saved.status_code == 200
    told = saved.json()
    assert (told["field"], told["revision"], told["based_on"], told["outdated"]) == ("cn", 1, 2, False)
    assert (told["objects"], told["ticked"], told["error"]) == ([], [], None)
    assert desk.get().json()["revision"] == 2
    assert len(desk.get(field="cn", more="/revisions").json()["revisions"]) == 1


def test_a_text_is_outdated_once_the_raw_one_says_something_else(desk):
    desk.put(CAT)
    desk.put(CAT_CN, field="cn")
    desk.put(CAT, seen=1, ticked=["Only a tick"])
    assert desk.get(field="cn").json()["outdated"] is False

    desk.put(CAT + " It jumps.", seen=2)

    told = desk.get(field="cn").json()
    assert (told["based_on"], told["outdated"]) == (1, True)


def test_a_text_written_from_a_revision_that_never_was_is_refused(desk):
    desk.put(CAT)
    before = desk.rows()

    refused = desk.put(CAT_CN, field="cn", based_on=9)

    assert refused.json()["error"]["fields"] == {"position": None, "error": "unknown_revision"}
    assert desk.rows() == before


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("A [cat]<mask_1> sniffs.", 23, "2 missing"),
        ("[Cat]<mask_1>, [cup]<mask_2>, [dog]<mask_3>.", 30, "3 too many"),
        ("[Cat]<mask_1>, [people]<mask_?>.", 15, "2 missing; ? too many"),
    ],
)
def test_other_ids_than_the_raw_ones_are_named_with_their_place(desk, text, position, words):
    desk.put(CAT)

    error = desk.put(text, field="en_gpt").json()["error"]

    assert (error["code"], error["position"]) == ("ids_differ", position)
    assert words in error["message"]


def test_a_machines_words_say_so(desk):
    desk.put(CAT)

    assert desk.put(CAT, field="en_gpt", source="machine").json()["source"] == "machine"
    assert desk.put(CAT + " Now.", seen=1, source="machine").json()["source"] == "human"


def test_reviewers_write_derived_texts_always_and_others_only_the_author_while_it_is_open(desk):
    desk.put(CAT)
    review.submit(desk.author, item_id=desk.item.pk)
    colleague, researcher = make.annotator(desk.project), make.researcher(desk.project)
    outsider = make.lead(make.project())
    before = desk.rows()

    for person in (desk.author, colleague, researcher, outsider):
        assert desk.put(CAT, field="en_gpt", person=person).status_code == 404
    assert desk.put(CAT, person=desk.inspector, seen=1).status_code == 404
    assert desk.rows() == before
    assert desk.get(field="en_gpt").json()["editable"] is False
    assert desk.get(field="en_gpt", person=desk.inspector).json()["editable"] is True
    assert desk.put(CAT, field="en_gpt", person=desk.inspector).status_code == 200
    assert desk.put(CAT_CN, field="cn", person=make.lead(desk.project)).status_code == 200


def test_a_save_is_told_with_its_field(desk):
    desk.put(CAT)

    desk.put(CAT_CN, field="cn")

    event = Event.objects.filter(topic="caption").latest("pk")
    assert event.payload == {"video": desk.video.pk, "field": "cn", "revision": 1, "by": desk.author.pk}
