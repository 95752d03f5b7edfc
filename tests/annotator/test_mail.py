"""E-mail about what somebody has not read: to whom it concerns, once, as they wish, through a real mail server."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

import environ
import pytest

from annotator.jobs import actions as jobs
from annotator.notices import actions
from annotator.notices.mail import MAIL
from annotator.notices.models import Notice
from annotator.notices.tasks import mail
from annotator.review import actions as review
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
FINDINGS = [{"reason": "language", "text": "A secret word."}]


class Postbox(socketserver.ThreadingTCPServer):
    """As much of a mail server as it takes: everything is accepted and kept."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Letters)
        self.letters: list[Message] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Letters(socketserver.StreamRequestHandler):
    """One conversation in SMTP (RFC 5321)."""

    server: Postbox

    def handle(self) -> None:
        self.say("220 postbox")
        while line := self.rfile.readline():
            match line[:4].upper():
                case b"DATA":
                    self.say("354 go on")
                    self.server.letters.append(message_from_bytes(b"".join(iter(self.rfile.readline, b".\r\n"))))
                    self.say("250 kept")
                case b"QUIT":
                    return self.say("221 bye")
                case _:
                    self.say("250 yes")
        return None

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    made = Postbox()
    settings.MAIL = environ.Env.email_url_config(f"smtp://127.0.0.1:{made.server_address[1]}")
    settings.ADDRESS = "https://tether.example.org"
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def returned():
    """An author with an address whose caption was returned."""
    project = make.project()
    author, video = make.annotator(project), make.video(project)
    author.email = "author@example.org"
    author.save()
    make.submitted_caption(video, author)
    review.return_submission(make.inspector(project), item_id=make.caption_item(video).pk, findings=FINDINGS)
    actions.follow_log()
    return project, author, video


def post() -> None:
    """What the dispatcher and a worker do each quarter of an hour."""
    mail(jobs.enqueue(MAIL, 0, queue="machine").pk)


def test_who_has_not_read_of_returned_work_gets_one_letter_with_the_way_and_without_texts(postbox, returned):
    project, author, video = returned

    post()
    post()

    [letter] = postbox.letters
    body = letter.get_payload()
    assert (letter["To"], letter["Subject"]) == (author.email, "Tether: 1 new notice")
    assert f"https://tether.example.org/p/{project.slug}/clips/{video.number:06d}/caption" in body
    assert "secret" not in body


def test_what_was_read_in_the_page_needs_no_letter(postbox, returned):
    project, author, _ = returned
    actions.read_until(author, slug=project.slug, until=10**9)

    post()

    assert postbox.letters == []


def test_who_wishes_no_letters_gets_none(postbox, returned):
    _, author, _ = returned
    browser = make.browser(author)

    answer = browser.put("/api/me/wishes", {"mail": ["approved"]}, content_type="application/json")
    post()

    assert answer.json() == {"mail": ["approved"], "possible": True}
    assert postbox.letters == []


def test_a_letter_that_could_not_be_sent_goes_the_next_time(postbox, returned, settings):
    working = settings.MAIL
    settings.MAIL = environ.Env.email_url_config("smtp://127.0.0.1:1")
    post()
    unsent = Notice.objects.get().mailed_at

    settings.MAIL = working
    post()

    assert unsent is None
    assert len(postbox.letters) == 1


def test_nothing_is_sent_to_who_left_the_project_or_has_no_address(postbox, returned):
    project, author, _ = returned
    without = make.annotator(project)
    video = make.video(project)
    make.submitted_caption(video, without)
    review.return_submission(make.inspector(project), item_id=make.caption_item(video).pk, findings=FINDINGS)
    actions.follow_log()
    author.memberships.all().delete()

    post()

    assert postbox.letters == []


def test_without_a_mail_server_no_letter_is_sent_and_the_page_says_so(returned):
    _, author, _ = returned

    post()

    assert Notice.objects.get().mailed_at is None
    assert make.browser(author).get("/api/me/wishes").json()["possible"] is False
