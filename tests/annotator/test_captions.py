"""A clip's texts over HTTP: what is kept, what is refused with its place, and that a refusal changes nothing."""

from __future__ import annotations

import random
import threading
import uuid

import pytest
from django.db import connection

from annotator.annotations import caption_rules
from annotator.annotations.models import Caption, CaptionRevision
from annotator.formats import grounding
from annotator.guidelines.actions import see_guideline
from tests import factories as make
from tests.annotator.caption_desk import CAT, Desk
from tests.annotator.formats.grammars import random_caption

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_saved_caption_is_read_back_with_its_objects_and_ticks(desk):
    objects = [{"number": 2, "name": "purple cup"}, {"number": 1, "name": "the cat"}]

    saved = desk.put(CAT, objects=objects, ticked=["Main actor named"])

    assert saved.status_code == 200
    told = desk.get().json()
    assert told == saved.json()
    assert (told["field"], told["text"], told["objects"]) == ("en", CAT, objects)
    assert (told["ticked"], told["revision"], told["source"]) == (["Main actor named"], 1, "human")
    assert (told["based_on"], told["outdated"], told["error"]) == (None, False, None)
    assert [phrase["text"] for phrase in told["phrases"]] == ["A white cat", "a purple cup"]


def test_numbers_that_a_text_mentions_become_objects_when_the_list_is_left_out(desk):
    desk.put(CAT, objects=[{"number": 1, "name": "the hero"}])

    saved = desk.put(CAT, seen=1)

    assert saved.json()["objects"] == [{"number": 1, "name": "the hero"}, {"number": 2, "name": "purple cup"}]


def test_what_a_save_leaves_out_stays(desk):
    desk.put(CAT, ticked=["Main actor named"], objects=[{"number": 7, "name": "spare"}])

    saved = desk.put("Nothing is tied.", seen=1).json()

    assert (saved["ticked"], saved["objects"]) == (["Main actor named"], [{"number": 7, "name": "spare"}])


def test_a_draft_may_break_the_grammar_and_says_where(desk):
    saved = desk.put("😀 A [man runs.")

    assert saved.status_code == 200
    assert saved.json()["error"]["code"] == "E_OPEN"
    assert saved.json()["error"]["position"] == 4


def test_a_line_break_may_stand_in_a_draft_for_the_grammar_offers_a_space_for_it(desk):
    saved = desk.put("A cat.\nIt jumps.")

    assert (saved.status_code, saved.json()["error"]["code"], saved.json()["error"]["position"]) == (
        200,
        "E_CONTROL",
        6,
    )
    assert desk.put("A cat.\nIt jumps.", seen=1, strict=True).status_code == 400


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("A \x00 cat", 2),
        ("A cat\x07", 5),
        ("😀\u202egnp.exe", 1),
        ("A \u2066cat\u2069", 2),
        ("tab\there", 3),
        ("half \ud83d pair", 5),
        ("\ufeffA cat", 0),
        ("new \U000e0080 sign", 4),
        ("own \ue000 sign", 4),
        ("line\u2028break", 4),
    ],
)
@pytest.mark.parametrize("field", ["en", "en_gpt", "cn"])
def test_a_character_that_cannot_be_shown_is_refused_with_its_place_and_nothing_changes(desk, text, position, field):
    desk.put(CAT)
    before = desk.rows()

    refused = desk.put(text, field=field, seen=1 if field == "en" else 0)

    assert refused.status_code == 400
    error = refused.json()["error"]
    assert (error["code"], error["fields"]) == ("caption_refused", {"position": position, "error": "E_CONTROL"})
    assert desk.rows() == before


def test_a_text_too_long_says_how_long_it_is(desk):
    before = desk.rows()

    refused = desk.put("x" * 5001)

    assert refused.status_code == 400
    assert refused.json()["error"]["fields"] == {"position": 5000, "error": "too_long", "length": 5001}
    assert "5,001" in refused.json()["error"]["text"]
    assert desk.rows() == before
    assert desk.put("😀" * 5000).status_code == 200


@pytest.mark.parametrize(
    ("size", "status", "code"), [(1 << 20, 400, "caption_refused"), (3 << 20, 413, "body_too_large")]
)
def test_a_megabyte_of_text_is_refused_clearly(desk, size, status, code):
    before = desk.rows()

    refused = desk.put("x" * size)

    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    assert desk.rows() == before


@pytest.mark.parametrize(
    ("objects", "fields"),
    [
        ([{"number": 10, "name": "a"}], {"position": None, "error": "bad_number", "object": 0}),
        ([{"number": -1, "name": "a"}], {"position": None, "error": "bad_number", "object": 0}),
        (
            [{"number": 1, "name": "a"}, {"number": 1, "name": "b"}],
            {"position": None, "error": "duplicate_number", "object": 1},
        ),
        ([{"number": 1, "name": "n" * 81}], {"position": 80, "error": "name_too_long", "object": 0}),
        ([{"number": 1, "name": "a\u202eb"}], {"position": 1, "error": "E_CONTROL", "object": 0}),
        ([{"number": 1, "name": "a\nb"}], {"position": 1, "error": "E_CONTROL", "object": 0}),
        (
            [{"number": number % 10, "name": "a"} for number in range(11)],
            {"position": None, "error": "too_many_objects", "object": 10},
        ),
    ],
)
def test_a_list_of_objects_that_cannot_be_is_refused_and_nothing_changes(desk, objects, fields):
    desk.put(CAT)
    before = desk.rows()

    refused = desk.put(CAT, seen=1, objects=objects)

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "caption_refused")
    assert refused.json()["error"]["fields"] == fields
    assert desk.rows() == before


@pytest.mark.parametrize(
    "body",
    [
        {"objects": "cat"},
        {"objects": [1]},
        {"objects": [{"number": "one", "name": "a"}]},
        {"objects": [{"number": 1}]},
        {"objects": None},
        {"ticked": "all"},
        {"ticked": [["deep"]]},
        {"seen_revision": -1},
        {"seen_revision": None},
        {"request_id": "mine"},
        {"text": 5.5e400},
        {"text": ["a"]},
        {"based_on": -1},
    ],
)
def test_a_body_of_another_form_is_refused_and_nothing_changes(desk, body):
    desk.put(CAT)
    before = desk.rows()

    refused = desk.put(**{"text": CAT, "seen_revision": 1} | body)

    assert refused.status_code == 400
    assert desk.rows() == before


@pytest.mark.parametrize("ticked", [["x" * 301], ["a\u202e"], ["x"] * 51])
def test_ticks_that_are_no_points_of_a_checklist_are_refused(desk, ticked):
    before = desk.rows()

    refused = desk.put(CAT, ticked=ticked)

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "caption_refused")
    assert desk.rows() == before


@pytest.mark.parametrize(
    ("text", "position", "error"),
    [
        ("A [man]<mask_10> runs", 13, "E_RANGE"),
        ("A [man]<mask_x> runs", 13, "E_ID"),
        ("A [man] runs", 7, "E_NOTAG"),
        ("A [man", 2, "E_OPEN"),
        ("😀 [A man]<mask_1> and [a dog]<mask_2>", 22, "unknown_object"),
    ],
)
def test_a_strict_save_refuses_what_could_not_be_handed_in(desk, text, position, error):
    before = desk.rows()

    refused = desk.put(text, strict=True, objects=[{"number": 1, "name": "man"}])

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "caption_refused")
    assert refused.json()["error"]["fields"] == {"position": position, "error": error}
    assert desk.rows() == before


def test_a_caption_with_a_number_that_is_no_object_is_not_handed_in(desk):
    desk.put(CAT, objects=[{"number": 1, "name": "cat"}])
    before = desk.rows()

    refused = make.browser(desk.author).post(f"/api/work/{desk.item.pk}/submit")

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "caption_invalid")
    assert refused.json()["error"]["fields"] == {"position": 29, "error": "unknown_object"}
    assert desk.rows() == before


def test_a_late_saver_is_shown_the_newer_caption_and_nothing_changes(desk):
    desk.put(CAT)
    desk.put("Newer.", seen=1)
    before = desk.rows()

    refused = desk.put("From an old page.", seen=1)

    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "stale_revision")
    current = refused.json()["error"]["fields"]["current"]
    assert (current["text"], current["revision"], current["field"]) == ("Newer.", 2, "en")
    assert current == desk.get().json()
    assert desk.rows() == before


def test_a_retry_whose_answer_was_lost_is_answered_without_a_second_revision(desk):
    request = str(uuid.uuid4())
    first = desk.put(CAT, request_id=request)
    before = desk.rows()

    again = desk.put(CAT, request_id=request)

    assert (again.status_code, again.json()) == (200, first.json())
    assert desk.rows() == before


def test_a_retry_that_comes_after_the_next_change_is_late_like_any_other(desk):
    request = str(uuid.uuid4())
    desk.put(CAT, request_id=request)
    desk.put("Newer.", seen=1, request_id=str(uuid.uuid4()))

    again = desk.put(CAT, request_id=request)

    assert (again.status_code, Caption.objects.get().text) == (409, "Newer.")


def test_the_same_text_from_an_old_page_is_no_conflict_but_other_ticks_are(desk):
    desk.put(CAT)

    assert desk.put(CAT).status_code == 200
    assert desk.put(CAT, ticked=["A point"]).status_code == 409
    assert CaptionRevision.objects.count() == 1


def test_a_text_of_no_known_kind_does_not_exist(desk):
    for answer in (desk.get(field="fr"), desk.put("Un chat.", field="fr"), desk.get(field="fr", more="/revisions")):
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert not Caption.objects.exists()


def test_every_saved_state_is_kept_with_its_writer_and_the_guideline_that_they_had_seen(desk):
    desk.put("First.")
    see_guideline(desk.author, slug=desk.project.slug, version=1)
    desk.put(CAT, seen=1)

    newest, oldest = desk.get(more="/revisions").json()["revisions"]

    assert (newest["revision"], newest["text"], newest["guideline"]) == (2, CAT, 1)
    assert newest["objects"] == [{"number": 1, "name": "white cat"}, {"number": 2, "name": "purple cup"}]
    assert (newest["by"]["id"], newest["source"], newest["based_on"]) == (desk.author.pk, "human", None)
    assert (oldest["revision"], oldest["text"], oldest["guideline"]) == (1, "First.", None)


def test_only_the_newest_five_hundred_states_are_listed(desk):
    desk.put("First.")
    caption = Caption.objects.get()
    CaptionRevision.objects.bulk_create(
        CaptionRevision(caption=caption, revision=number, text=str(number), by=desk.author) for number in range(2, 602)
    )

    listed = desk.get(more="/revisions").json()["revisions"]

    assert (len(listed), listed[0]["revision"], listed[-1]["revision"]) == (500, 601, 102)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("field", ["en", "en_gpt"])
def test_of_two_who_save_at_once_one_is_told_of_the_other(field):
    desk = Desk()
    start, answers = threading.Barrier(2), []

    def save(text: str) -> None:
        try:
            start.wait()
            answers.append(desk.put(text, field=field).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(text,)) for text in ("One.", "Other.")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 409]
    assert CaptionRevision.objects.count() == Caption.objects.get().revision == 1


def test_the_places_of_phrases_in_a_raw_text_are_those_that_the_grammar_reads():
    dice = random.Random(20261122)

    for _ in range(2000):
        caption = random_caption(dice)
        raw = grounding.render(caption)
        found = caption_rules.groundings(raw)

        assert [ids for _, ids in found] == [phrase.ids for phrase in caption.phrases]
        assert all(raw[place] == "[" for place, _ in found)
        assert caption_rules.ids_differ(raw, raw) is None
        named = caption_rules.with_mentioned([], raw)
        assert caption_rules.with_mentioned(named, raw) == named
