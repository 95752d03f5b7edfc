"""The log says from where somebody came, and nobody rewrites it, whatever way they go."""

import pytest
from django.db import IntegrityError, connection, transaction

from annotator.accounts.actions import make_token
from annotator.annotations.models import CaptionRevision, KeyframeRevision, Suggestion
from annotator.events.models import Event
from annotator.jobs import actions as jobs
from tests import factories as make

pytestmark = pytest.mark.django_db


def newest() -> Event:
    return Event.objects.latest("id")


def test_an_event_says_whether_a_page_or_a_token_did_it():
    project = make.project()
    person = make.annotator(project)
    item = make.caption_item(make.video(project))
    token, key = make_token(person, label="mine", scopes=["work"])

    make.browser(person).post(f"/api/work/{item.pk}/claim")
    by_page = newest()
    make.browser().post(f"/api/work/{item.pk}/give_up", headers={"Authorization": f"Token {key}"})
    by_token = newest()

    assert (by_page.via, by_page.actor, by_page.video) == ("page", person.pk, item.video_id)
    assert (by_token.via, by_token.actor) == (f"token:{token.pk}", person.pk)


def test_an_event_of_a_worker_names_it_and_one_of_a_command_the_shell():
    project = make.project()
    person = make.annotator(project)
    video = make.video(project, frame_count=31)
    make.submitted_masks(video, person)
    before = newest().via

    make.propagate(video)

    assert before == "shell"
    assert newest().via == "worker:worker"


def test_an_address_is_kept_only_where_the_operator_asked_for_it(settings):
    project = make.project()
    person = make.annotator(project)
    item = make.caption_item(make.video(project))

    make.browser(person).post(f"/api/work/{item.pk}/claim", REMOTE_ADDR="192.0.2.7")
    unasked = newest().address
    settings.LOG_ADDRESSES = True
    make.browser(person).post(f"/api/work/{item.pk}/give_up", REMOTE_ADDR="192.0.2.7")

    assert unasked is None
    assert newest().address == "192.0.2.7"


def in_own_transaction(change) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


@pytest.mark.parametrize("model", [Event, CaptionRevision, KeyframeRevision])
def test_the_database_itself_refuses_to_change_or_delete_what_was_written_down(model):
    project = make.project()
    person = make.annotator(project)
    video = make.video(project, frame_count=31)
    make.masking(video, person)
    make.draw_all(video, person)
    table, before = model._meta.db_table, list(model.objects.order_by("pk").values())
    who = "actor" if model is Event else "by_id"

    in_own_transaction(lambda: model.objects.update(**{who: make.person().pk}))
    in_own_transaction(lambda: model.objects.all().delete())
    in_own_transaction(lambda: connection.cursor().execute(f"DELETE FROM {table}"))

    assert before
    assert list(model.objects.order_by("pk").values()) == before


def test_a_revision_outlives_the_draft_that_it_came_from():
    project = make.project()
    person = make.annotator(project)
    video = make.video(project, frame_count=31)
    [track] = make.masking(video, person, text="[A red box]<mask_1> slides.")
    draft = Suggestion.objects.create(key="0" * 32, track=track, frame=0, by=person, method="neighbour")
    make.draw_all(video, person)
    revision = KeyframeRevision.objects.order_by("pk").first()
    with connection.cursor() as cursor:  # as if it had been drawn from that draft
        cursor.execute(
            "UPDATE annotations_keyframerevision SET suggestion_id = %s WHERE id = %s", [draft.pk, revision.pk]
        )

    draft.delete()

    revision.refresh_from_db()
    assert revision.suggestion_id is None
    assert revision.rings


def test_a_claimed_job_speaks_for_its_worker_until_the_next_request():
    project = make.project()
    person = make.annotator(project)
    item = make.caption_item(make.video(project))
    jobs.enqueue("annotations.propagate", 1, queue="propagation")
    jobs.claim_next("annotations.propagate", "propagation", "gpu-1")

    make.browser(person).post(f"/api/work/{item.pk}/claim")

    assert newest().via == "page"


@pytest.fixture
def logged():
    """A project where a person wrote on one of two clips and gave both back."""
    project = make.project()
    person = make.annotator(project)
    items = [make.caption_item(make.video(project)) for _ in range(2)]
    browser = make.browser(person)
    for item in items:
        browser.post(f"/api/work/{item.pk}/claim")
    text = {"text": "[A box]<mask_1>.", "seen_revision": 0}
    browser.put(f"/api/videos/{items[0].video_id}/captions/en", text, content_type="application/json")
    for item in items:
        browser.post(f"/api/work/{item.pk}/give_up")
    return project, person, [item.video for item in items]


def log_of(person, project, query: str = ""):
    answer = make.browser(person).get(f"/api/projects/{project.slug}/log{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def told(page) -> list[tuple[str, int | None]]:
    return [(f"{event['topic']}.{event['verb']}", event["clip"]) for event in page["events"]]


@pytest.mark.django_db(transaction=True)
def test_a_lead_reads_who_did_what_to_which_clip_newest_first(logged):
    project, person, [first, second] = logged

    page = log_of(make.lead(project), project)

    assert told(page) == [
        ("work.changed", second.number),
        ("work.changed", first.number),
        ("caption.saved", first.number),
        ("work.changed", second.number),
        ("work.changed", first.number),
    ]
    assert {(event["by"]["id"], event["via"]) for event in page["events"]} == {(person.pk, "page")}


@pytest.mark.django_db(transaction=True)
def test_the_log_can_be_asked_for_one_clip_one_person_or_one_topic(logged):
    project, person, [first, second] = logged
    lead = make.lead(project)

    of_clip = log_of(lead, project, f"?clip={second.number}")
    of_topic = log_of(lead, project, "?topic=caption")
    of_person = log_of(lead, project, f"?username={person.username}")
    of_nobody = log_of(lead, project, f"?username={lead.username}")

    assert {event["clip"] for event in of_clip["events"]} == {second.number}
    assert told(of_topic) == [("caption.saved", first.number)]
    assert len(of_person["events"]) == 5
    assert of_nobody["events"] == []


@pytest.mark.django_db(transaction=True)
def test_the_log_is_read_on_a_page_at_a_time_with_few_queries(django_assert_max_num_queries):
    project = make.project()
    rows = [Event(project=project.pk, topic="video", verb="added", payload={"n": n}) for n in range(230)]
    Event.objects.bulk_create(rows)
    browser, place = make.browser(make.lead(project)), f"/api/projects/{project.slug}/log"

    with django_assert_max_num_queries(6):
        page = browser.get(place).json()
    read = [event["payload"]["n"] for event in page["events"]]
    while page["next_before"]:
        page = browser.get(f"{place}?before={page['next_before']}").json()
        read += [event["payload"]["n"] for event in page["events"]]

    assert read == list(range(229, -1, -1))


@pytest.mark.django_db(transaction=True)
def test_addresses_in_the_log_are_for_admins(settings):
    settings.LOG_ADDRESSES = True
    project = make.project()
    item = make.caption_item(make.video(project))
    make.browser(make.annotator(project)).post(f"/api/work/{item.pk}/claim", REMOTE_ADDR="192.0.2.7")

    seen = [log_of(reader(project), project)["events"][0]["address"] for reader in (make.lead, make.admin)]

    assert seen == [None, "192.0.2.7"]
