"""E-mail about what somebody has not read: one letter a quarter of an hour at most, numbers and names, no texts."""

from collections import defaultdict

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models.functions import Now

from annotator.accounts.models import User
from annotator.jobs import actions as jobs
from annotator.notices.models import Notice
from annotator.notices.queries import to_mail, wishes_of
from annotator.work.models import WorkItem

log = structlog.get_logger()
MAIL = "notices.mail"
MOST_LINES = 50
WORDS = {
    Notice.Kind.RETURNED: "returned",
    Notice.Kind.APPROVED: "approved",
    Notice.Kind.CORRECTED: "approved with corrections by who reviewed it",
    Notice.Kind.EXPIRED: "back in the queue, for nothing was heard of you",
    Notice.Kind.REASSIGNED: "given back to the queue",
    Notice.Kind.QUESTION: "somebody asks about it",
    Notice.Kind.ANSWERED: "your question was answered",
    Notice.Kind.COMMENT: "somebody wrote in a thread",
    Notice.Kind.RESOLVED: "a thread is resolved",
    Notice.Kind.REOPENED: "a thread is open again",
    Notice.Kind.FAILED: "could not be computed",
}


def mail_unread(lease: jobs.Lease) -> int:
    """Write to everybody who has unread notices of kinds that they want by e-mail; returns to how many.

    A letter that cannot be sent is tried again the next time, and holds up nobody else's.
    """
    if not settings.MAIL:
        return 0
    letters: dict[User, list[Notice]] = defaultdict(list)
    for notice in to_mail():
        letters[notice.person].append(notice)
    return sum(write_to(lease, person, notices) for person, notices in letters.items())


def write_to(lease: jobs.Lease, person: User, notices: list[Notice]) -> bool:
    """Send one person their letter, and note that it went; whether it did."""
    jobs.extend(lease)
    wanted = [notice for notice in notices if notice.kind in wishes_of(person)]
    try:
        with transaction.atomic():
            Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=Now())
            if wanted:
                letter(person, wanted).send()
    except OSError as error:  # of the network, and of the server: both are this
        log.warning("mail.failed", person=person.pk, error=str(error))
        return False
    return bool(wanted)


def letter(person: User, notices: list[Notice]) -> EmailMessage:
    """What happened to somebody's work, a line each."""
    count = f"{len(notices)} new notice{'s' if len(notices) != 1 else ''}"
    lines = [line(notice) for notice in notices[:MOST_LINES]]
    if len(notices) > MOST_LINES:
        lines.append(f"and {len(notices) - MOST_LINES} more")
    end = "You choose on the page Notices of which you get an e-mail."
    body = "\n".join([f"{person.name}, {count}:", "", *lines, "", end, ""])
    return EmailMessage(f"Tether: {count}", body, settings.MAIL_FROM, [person.email], connection=line_out())


def line(notice: Notice) -> str:
    """One notice, with its way if the operator said where people reach us."""
    step = notice.item.step if notice.item else WorkItem.Step.MASKS
    what = f"- {notice.project.name}, clip {notice.video.number:06d}, {step}: {WORDS[Notice.Kind(notice.kind)]}"
    place = f"?thread={notice.thread_id}" if notice.thread_id else ""
    way = f"{settings.ADDRESS}/p/{notice.project.slug}/clips/{notice.video.number:06d}/{step}{place}"
    return f"{what}\n  {way}" if settings.ADDRESS else what


def line_out() -> BaseEmailBackend:
    """The mail server that the operator named."""
    given = settings.MAIL
    connection: BaseEmailBackend = get_connection(
        given["EMAIL_BACKEND"],
        host=given["EMAIL_HOST"],
        port=given["EMAIL_PORT"] or 25,
        username=given["EMAIL_HOST_USER"] or "",
        password=given["EMAIL_HOST_PASSWORD"] or "",
        use_tls=given.get("EMAIL_USE_TLS", False),
        use_ssl=given.get("EMAIL_USE_SSL", False),
        timeout=10,
    )
    return connection
