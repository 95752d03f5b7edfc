"""Webhooks: what happened reaches a real socket, signed, again when it failed, and goes nowhere that was not named."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.management import call_command
from django.utils import timezone
from standardwebhooks import Webhook as Verifier

from annotator.events.models import Event
from annotator.jobs import actions as jobs
from annotator.jobs.models import Job
from annotator.notices import actions, webhook_actions
from annotator.notices.models import Delivery, Webhook
from annotator.notices.tasks import run
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State


class Receiver:
    """A program that listens on loopback, and answers with the statuses it is told to, then with 204."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], str]] = []
        self.statuses: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.heard.append((dict(self.headers), body))
                status = outer.statuses.pop(0) if outer.statuses else 204
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"http://127.0.0.1:{outer.port}/elsewhere")
                self.end_headers()

            def log_message(self, *words: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    made = Receiver()
    settings.WEBHOOK_HOSTS = [f"127.0.0.1:{made.port}", "hooks.example.org"]
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def project():
    return make.project()


def hooked(project, receiver: Receiver, *, topics: list[str] | None = None) -> tuple[Webhook, str]:
    """A webhook and the secret that its maker was shown."""
    body = {"url": receiver.url, "topics": topics or []}
    answer = make.browser(make.lead(project)).post(
        f"/api/projects/{project.slug}/webhooks", body, content_type="application/json"
    )
    assert answer.status_code == 201, answer.content
    actions.follow_log()
    Delivery.objects.all().delete()  # that it was made is an event too
    return Webhook.objects.get(pk=answer.json()["id"]), answer.json()["secret"]


def happens(project, topic: str = "video") -> Event:
    return Event.objects.create(project=project.pk, topic=topic, verb="added", payload={"video": 7}, actor=3)


def work_off(webhook: Webhook) -> None:
    """What the dispatcher and a worker do."""
    actions.follow_log()
    webhook_actions.ring_due()
    for job in Job.objects.filter(kind=webhook_actions.DELIVER, subject=webhook.pk, state=Job.State.QUEUED):
        run(job.pk)


def come_due() -> None:
    Delivery.objects.filter(state=State.WAITING).update(next_at=timezone.now() - timedelta(seconds=1))


def test_an_event_arrives_once_signed_with_the_secret_that_was_shown(project, receiver):
    webhook, secret = hooked(project, receiver)
    event = happens(project)

    work_off(webhook)
    work_off(webhook)

    [(headers, body)] = receiver.heard
    read = Verifier(secret).verify(body, headers)
    assert read["type"] == "video.added"
    assert read["data"] == {"project": project.slug, "event": event.pk, "actor": 3, "payload": {"video": 7}}
    assert Delivery.objects.get().state == State.SENT


def test_a_body_that_was_changed_on_the_way_does_not_fit_its_signature(project, receiver):
    webhook, secret = hooked(project, receiver)
    happens(project)

    work_off(webhook)

    [(headers, body)] = receiver.heard
    with pytest.raises(Exception, match="No matching signature"):
        Verifier(secret).verify(body.replace("7", "8"), headers)


def test_a_webhook_hears_of_its_topics_and_of_its_project_only_and_of_nobodys_notices(project, receiver):
    webhook, _ = hooked(project, receiver, topics=["video", "notice"])
    for topic in ("video", "caption", "notice"):
        Event.objects.create(project=project.pk, topic=topic, verb="added", payload={"person": 1})
    happens(make.project())

    work_off(webhook)

    assert [json.loads(body)["type"] for _, body in receiver.heard] == ["video.added"]


def test_what_was_refused_is_sent_again_later_with_the_same_id_and_noted_each_time(project, receiver):
    webhook, _ = hooked(project, receiver)
    happens(project)
    receiver.statuses = [500, 503]

    work_off(webhook)
    first = Delivery.objects.get()
    work_off(webhook)
    too_early = len(receiver.heard)
    for _ in range(2):
        come_due()
        work_off(webhook)

    last = Delivery.objects.get()
    assert (first.state, first.status, first.attempt, first.text) == (State.WAITING, 500, 1, "answered with status 500")
    assert 25 < (first.next_at - timezone.now()).total_seconds() <= 30
    assert too_early == 1
    assert (last.state, last.status, last.attempt) == (State.SENT, 204, 3)
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 1


def test_after_eight_tries_it_has_failed_until_somebody_sends_it_again(project, receiver):
    webhook, _ = hooked(project, receiver)
    happens(project)
    receiver.statuses = [500] * 8
    for _ in range(10):
        come_due()
        work_off(webhook)
    failed = Delivery.objects.get()

    answer = make.browser(make.admin(project)).post(f"/api/deliveries/{failed.pk}/again")
    work_off(webhook)

    assert (failed.state, failed.attempt, failed.next_at) == (State.FAILED, 8, None)
    assert answer.status_code == 202
    assert Delivery.objects.get(pk=failed.pk).state == State.SENT
    assert len(receiver.heard) == 9


def test_a_redirect_is_not_followed(project, receiver):
    webhook, _ = hooked(project, receiver)
    happens(project)
    receiver.statuses = [302]

    work_off(webhook)

    assert len(receiver.heard) == 1
    assert Delivery.objects.get().text == "answered with status 302"


def test_a_receiver_that_is_away_is_a_failed_try_and_not_a_failed_job(project, receiver):
    webhook, _ = hooked(project, receiver)
    happens(project)
    receiver.server.shutdown()
    receiver.server.server_close()

    work_off(webhook)

    tried = Delivery.objects.get()
    assert (tried.state, tried.status) == (State.WAITING, None)
    assert "ConnectionRefusedError" in tried.text
    assert Job.objects.get(kind=webhook_actions.DELIVER).state == Job.State.DONE


def test_a_worker_that_dies_before_it_notes_the_sending_sends_again_with_the_same_id(project, receiver):
    webhook, _ = hooked(project, receiver)
    happens(project)
    actions.follow_log()
    row = Delivery.objects.get()
    webhook_actions.send(webhook.url, webhook.secret, message=f"msg_{row.pk}", body=row.body)  # and it dies

    work_off(webhook)

    assert [headers["webhook-id"] for headers, _ in receiver.heard] == [f"msg_{row.pk}"] * 2
    assert Delivery.objects.get().state == State.SENT


def test_a_webhook_that_is_off_keeps_what_waits_until_it_is_on_again(project, receiver):
    webhook, _ = hooked(project, receiver)
    happens(project)
    actions.follow_log()
    browser, place = make.browser(make.lead(project)), f"/api/webhooks/{webhook.pk}"
    browser.put(place, {"topics": ["video"], "active": False}, content_type="application/json")
    work_off(webhook)
    while_off = len(receiver.heard)

    browser.put(place, {"topics": ["video"], "active": True}, content_type="application/json")
    work_off(webhook)

    assert while_off == 0
    assert [json.loads(body)["type"] for _, body in receiver.heard] == ["video.added"]


def test_a_try_tells_of_nothing_and_is_listed_with_what_became_of_it(project, receiver):
    webhook, secret = hooked(project, receiver, topics=["release"])
    browser = make.browser(make.lead(project))

    browser.post(f"/api/webhooks/{webhook.pk}/try")
    work_off(webhook)

    [(headers, body)] = receiver.heard
    [listed] = browser.get(f"/api/webhooks/{webhook.pk}/deliveries").json()["deliveries"]
    assert Verifier(secret).verify(body, headers)["type"] == "webhook.tried"
    assert (listed["type"], listed["state"], listed["status"], listed["attempt"]) == ("webhook.tried", "sent", 204, 1)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("https://elsewhere.example.org/a", "host"),
        ("http://hooks.example.org/a", "scheme"),
        ("ftp://hooks.example.org/a", "scheme"),
        ("https://me:secret@hooks.example.org/a", "url"),
        ("https://hooks.example.org:x/a", "url"),
        ("http://127.0.0.1:1/a", "host"),
        ("https://169.254.169.254/latest", "host"),
        ("hooks.example.org", "url"),
    ],
)
def test_only_addresses_that_the_operator_named_are_called(project, receiver, url, error):
    answer = make.browser(make.lead(project)).post(
        f"/api/projects/{project.slug}/webhooks", {"url": url, "topics": []}, content_type="application/json"
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "webhook_refused"
    assert answer.json()["error"]["fields"]["error"] == error
    assert not Webhook.objects.exists()


def test_a_named_host_that_stands_for_the_machines_surroundings_is_not_called(settings):
    settings.WEBHOOK_HOSTS = ["169.254.169.254"]

    outcome = webhook_actions.send("https://169.254.169.254/latest", "whsec_AAAA", message="msg_1", body="{}")

    assert outcome.status is None
    assert "is not called" in outcome.fault


def test_without_named_hosts_webhooks_are_off(project):
    lead = make.browser(make.lead(project))
    place = f"/api/projects/{project.slug}/webhooks"

    answer = lead.post(place, {"url": "https://hooks.example.org", "topics": []}, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "webhooks_off")
    assert lead.get(place).json() == {"hosts": [], "webhooks": []}


def test_the_secret_is_shown_once_and_the_address_is_known_once(project, receiver):
    hooked(project, receiver)
    lead = make.browser(make.lead(project))
    place = f"/api/projects/{project.slug}/webhooks"

    again = lead.post(place, {"url": receiver.url, "topics": []}, content_type="application/json")

    assert again.json()["error"]["fields"]["error"] == "known"
    assert "secret" not in lead.get(place).json()["webhooks"][0]


def test_a_deleted_webhook_hears_no_more(project, receiver):
    webhook, _ = hooked(project, receiver)
    happens(project)
    actions.follow_log()

    answer = make.browser(make.lead(project)).delete(f"/api/webhooks/{webhook.pk}")
    call_command("dispatch", "--once")

    assert answer.status_code == 204
    assert receiver.heard == []
    assert not jobs.queries.live(webhook_actions.DELIVER, webhook.pk)
