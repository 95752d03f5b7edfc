"""What a run does: one item after the other, each kept with its lease held, so that a kill loses one question."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from django.db import transaction

from annotator.annotations.models import CaptionRevision
from annotator.events.actions import announce
from annotator.formats.grounding import GroundingError
from annotator.jobs import actions as jobs
from annotator.jobs.actions import Lease
from annotator.language import writers
from annotator.language.endpoint import Line, Reply
from annotator.language.question import Question
from annotator.language.writers import AnswerUnreadable, written
from annotator.wordings.acceptance import settle
from annotator.wordings.estimates import check_what
from annotator.wordings.models import Draft, Item, Run, What
from annotator.wordings.sources import Source, clips, sources
from annotator.wordings.spending import ask, endpoint

TURN = 20.0  # seconds after which others' jobs come first: an upload must not wait for a thousand captions

Ask = Callable[[Question], Reply]


def work_off(lease: Lease, run: Run) -> bool:
    """Write what waits, for a turn; returns whether anything is left.

    Raises:
        LeaseLost: Somebody paused or cancelled the run.
        LanguageOff: The endpoint that it needs is gone.
        SpendingCap, EndpointRefused, EndpointFailed: As `spending.ask`; what was written is kept.
    """
    check_what(run.what)
    until = time.monotonic() + TURN
    with open_line(run, lease) as answer:
        for item in waiting(run):
            write(lease, item, answer)
            if time.monotonic() > until:
                break
    return waiting(run, at_most=1) != []


def waiting(run: Run, at_most: int = 1000) -> list[Item]:
    """What a run has still to write, in the order in which it was listed."""
    rows = Item.objects.filter(run=run, state=Item.State.WAITING).select_related("video__project", "run")
    return list(rows.order_by("pk")[:at_most])


@contextmanager
def open_line(run: Run, lease: Lease) -> Iterator[Ask | None]:
    """How questions of a run are asked; None where there is no endpoint. Nothing leaves once the lease is lost."""
    asked = endpoint()
    if asked is None:
        yield None
        return
    with Line(asked) as line:

        def answer(question: Question) -> Reply:
            jobs.extend(lease)
            return ask(run, line, question)

        yield answer


def write(lease: Lease, item: Item, answer: Ask | None) -> None:
    """Word one thing for one clip, and keep it or why it is not there."""
    adopt(item)
    source = next(sources(clips(item.video.project, [item.video_id])), None)
    if source is None:
        return end(lease, item, Item.State.LEFT_OUT, "its caption is not approved any more")
    if not source.lacks(item.what):
        return end(lease, item, Item.State.LEFT_OUT, "a person has decided it meanwhile")
    try:
        drafts = list(worded(source, item, answer))
    except GroundingError as error:
        return end(lease, item, Item.State.LEFT_OUT, f"its caption breaks a rule: {error.message}")
    except AnswerUnreadable as error:
        item.unreadable += 1
        return end(lease, item, Item.State.FAILED, error.text)
    return end(lease, item, Item.State.WRITTEN, item.fault, drafts)


def adopt(item: Item) -> None:
    """Let the drafts of an earlier caption with the very same words count for the one that stands."""
    rows = CaptionRevision.objects.filter(caption__video=item.video_id, caption__field="en").order_by("-revision")
    texts = dict(rows.values_list("revision", "text"))
    if not texts:
        return
    newest = max(texts)
    same = [revision for revision, text in texts.items() if text == texts[newest] and revision != newest]
    drafts = Draft.objects.filter(video=item.video_id, what=item.what)
    if same and not drafts.filter(caption_revision=newest).exists():
        latest = drafts.filter(caption_revision__in=same).order_by("-caption_revision").first()
        if latest is not None:
            drafts.filter(caption_revision=latest.caption_revision).update(caption_revision=newest)


def worded(source: Source, item: Item, answer: Ask | None) -> Iterator[Draft]:
    """The drafts of an item.

    Raises:
        AnswerUnreadable: What no rule can write in its place could not be read.
    """
    if item.what == What.PROMPTS:
        for place in range(len(source.asked_phrases())):
            yield _prompt(source, place, item, answer)
        return
    [question] = source.questions(item.what)
    assert answer is not None, "check_what lets nothing else pass without an endpoint"  # noqa: S101
    if item.what == What.CLEANED:
        cleaned = written(question, partial(writers.read_cleaned, raw=source.raw), answer)
        yield by_model(item, 0, cleaned.value, question)
        return
    found = written(question, partial(writers.read_rewordings, plain=source.caption.plain), answer)
    for place, text in enumerate(found.value):
        yield by_model(item, place, text, question)


def _prompt(source: Source, place: int, item: Item, answer: Ask | None) -> Draft:
    """A question for a phrase: the model's, else that of the rules, which is said where the model was asked."""
    phrase, ruled = source.asked_phrases()[place]
    draft = Draft(what=item.what, place=place, text=ruled.text, source=Draft.Source.RULE)
    if answer is not None:
        question = writers.ask_for(source.caption, phrase, ruled.text)
        try:
            draft = by_model(item, place, written(question, writers.read_prompt, answer).value, question)
        except AnswerUnreadable as error:
            item.unreadable += 1
            item.fault = f"{item.fault}\nby rule for {phrase.text!r}: {error.text}".strip()
    draft.phrase, draft.track_ids, draft.flags = phrase.text, list(ruled.track_ids), list(ruled.flags)
    if draft.source == Draft.Source.MODEL and not shares_a_word(draft.text, phrase.text):
        draft.flags = [*draft.flags, "unrelated"]
    return draft


def shares_a_word(text: str, phrase: str) -> bool:
    """Whether a question names its phrase by at least one word of it, articles aside."""
    words, named = ({word.strip(".,;:?!'’\"").lower() for word in said.split()} for said in (text, phrase))
    return bool(words & (named - {"a", "an", "the"}))


def by_model(item: Item, place: int, text: str, question: Question) -> Draft:
    """What the run's model wrote, with where it comes from."""
    return Draft(
        what=item.what,
        place=place,
        text=text,
        source=Draft.Source.MODEL,
        model=item.run.model,
        version=question.version,
    )


@transaction.atomic
def end(lease: Lease, item: Item, state: Item.State, fault: str, drafts: list[Draft] | None = None) -> None:
    """Keep what became of an item, under its lease.

    Raises:
        LeaseLost: The run is not ours any more; nothing is written.
    """
    jobs.hold(lease)
    if drafts:
        keep(item, drafts)
    item.state, item.fault = state, fault
    item.save(update_fields=["state", "fault", "unreadable"])
    tell(item.run)
    done = Item.objects.filter(run=item.run).exclude(state=Item.State.WAITING).count()
    jobs.extend(lease, done=done, total=item.run.items.count())


def keep(item: Item, drafts: list[Draft]) -> None:
    """Put drafts beside their clip, in place of open ones; those that a person decided stay."""
    video = item.video
    revision = video.captions.get(field="en").revision
    rows = Draft.objects.filter(video=video, what=item.what, caption_revision=revision)
    rows.filter(state=Draft.State.OPEN).delete()
    decided = set(rows.values_list("place", flat=True))
    for draft in drafts:
        draft.video, draft.caption_revision = video, revision
    Draft.objects.bulk_create([draft for draft in drafts if draft.place not in decided])
    settle(video, None)


def tell(run: Run) -> None:
    """Announce that a run came further."""
    announce(run.project_id, "wordings", "progress", {"run": run.pk})
