"""Whom an event concerns: the one list of what makes a notice. Nobody is told of what they did themselves."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.accounts.models import Role
from annotator.events.models import Event
from annotator.notices.models import Notice
from annotator.review.correction_queries import is_corrected
from annotator.review.models import Comment, Question, Submission, Thread
from annotator.videos.models import Membership, Video
from annotator.work.models import WorkItem

Kind = Notice.Kind
SAID = {"open": Kind.COMMENT, "comment": Kind.COMMENT, "resolve": Kind.RESOLVED, "reopen": Kind.REOPENED}


@dataclass(frozen=True)
class Told:
    """A notice before it has a row: to whom, of what kind, about which work, question or thread."""

    person: int
    kind: str
    item: int | None = None
    question: int | None = None
    thread: int | None = None


def told_of(event: Event) -> list[Told]:
    """Whom an event concerns, whoever they are now; the event's own actor is never among them."""
    match (event.topic, event.verb):
        case ("work", "changed"):
            found = of_work(event)
        case ("question", "changed"):
            found = of_question(event)
        case ("thread", "changed"):
            found = of_thread(event)
        case ("propagation", "progress") if event.payload.get("state") == "failed":
            found = of_failure(event)
        case _:
            return []
    return [told for told in found if told.person != event.actor]


def of_work(event: Event) -> Iterable[Told]:
    """Its author hears of a verdict, and whether its reviewer mended it; whose it was, that it was taken from them."""
    work, state, verb = event.payload["work"], event.payload["state"], event.payload.get("verb")
    author, previous = event.payload.get("author"), event.payload.get("previous")
    if verb == "take_over" and previous is not None:
        yield Told(previous, Kind.REASSIGNED, work)
    elif state == WorkItem.State.RETURNED and author is not None:
        yield Told(author, Kind.RETURNED, work)
    elif state == WorkItem.State.APPROVED and author is not None:
        last = Submission.objects.select_related("item").filter(item=work).order_by("-round").first()
        yield Told(author, Kind.CORRECTED if last and is_corrected(last) else Kind.APPROVED, work)
    elif state == WorkItem.State.READY and previous is not None:
        yield Told(previous, Kind.EXPIRED if verb == "expire" else Kind.REASSIGNED, work)


def of_question(event: Event) -> Iterable[Told]:
    """The caption's author hears of a question, who asked hears of the answer."""
    question = Question.objects.filter(pk=event.payload["question"]).first()
    if question is None:
        return
    if event.payload["state"] == Question.State.OPEN:
        caption = WorkItem.objects.filter(video=question.video_id, step=WorkItem.Step.CAPTION).first()
        if caption is not None and caption.author_id is not None:
            yield Told(caption.author_id, Kind.QUESTION, caption.pk, question.pk)
    elif event.payload["state"] == Question.State.ANSWERED:
        masks = WorkItem.objects.filter(video=question.video_id, step=WorkItem.Step.MASKS).first()
        yield Told(question.by_id, Kind.ANSWERED, masks.pk if masks else None, question.pk)


def of_thread(event: Event) -> Iterable[Told]:
    """Who takes part in a thread and who made the work hear of what is said in it, that it is resolved or open again.

    What a verdict on the work opens or resolves is told by the verdict's own notice.
    """
    kind = SAID.get(event.payload.get("verb", ""))
    thread = Thread.objects.select_related("item").filter(pk=event.payload["thread"]).first()
    if kind is None or thread is None:
        return
    spoke = Comment.objects.filter(thread=thread).values_list("by", flat=True)
    author = () if thread.item.author_id is None else (thread.item.author_id,)
    for person in sorted({thread.opened_by_id, *spoke, *author}):
        yield Told(person, kind, thread.item_id, thread=thread.pk)


def of_failure(event: Event) -> Iterable[Told]:
    """The leads hear that a clip's masks cannot be computed: once, until they have read it."""
    video = event.payload["video"]
    leads = Membership.objects.filter(project=event.project, role=Role.LEAD).values_list("user", flat=True)
    unread = Notice.objects.filter(video=video, kind=Kind.FAILED, read_at__isnull=True)
    known = set(unread.values_list("person", flat=True))
    return [Told(lead, Kind.FAILED) for lead in leads if lead not in known]


def still_there(events: list[Event]) -> tuple[set[tuple[int, int]], set[int]]:
    """Who is in which of the events' projects, as (project, person), and which of their clips there are."""
    members = Membership.objects.filter(project__in={event.project for event in events}, user__is_active=True)
    videos = Video.objects.filter(pk__in={event.video for event in events if event.video is not None})
    return set(members.values_list("project", "user")), set(videos.values_list("pk", flat=True))
