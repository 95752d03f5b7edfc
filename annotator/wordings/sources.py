"""What there is to word: approved captions, read, with the kinds that need no draft any more, and what is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from annotator.annotations.caption_rules import groundings
from annotator.annotations.models import Caption, Wordings
from annotator.formats import grounding, prompts
from annotator.formats.caption import Phrase
from annotator.formats.grounding import CROWD
from annotator.language import writers
from annotator.language.question import Question
from annotator.videos.models import Project, Video
from annotator.wordings.models import Draft, What
from annotator.work.models import WorkItem

AT_ONCE = 500


@dataclass(frozen=True)
class Source:
    """A clip's approved caption, parsed once somebody asks for that.

    `settled` are the kinds that a person wrote, imported, or has decided all of.
    """

    video: Video
    revision: int
    raw: str
    settled: frozenset[str]

    @cached_property
    def caption(self) -> grounding.Caption:
        """The text, read.

        Raises:
            GroundingError: It was approved before a rule was made stricter.
        """
        return grounding.parse(self.raw)

    def lacks(self, what: str) -> bool:
        """Whether a kind is still to be worded; prompts are where a phrase names objects and no crowd."""
        named = what != What.PROMPTS or any(CROWD not in ids for _, ids in groundings(self.raw))
        return named and what not in self.settled

    def asked_phrases(self) -> list[tuple[Phrase, prompts.Prompt]]:
        """Each phrase that a question is asked for, with the one that the rules write."""
        named = [phrase for phrase in self.caption.phrases if CROWD not in phrase.ids]
        return list(zip(named, prompts.prompts(self.caption), strict=True))

    def questions(self, what: str) -> list[Question]:
        """What the endpoint is asked for first."""
        if what == What.PROMPTS:
            return [writers.ask_for(self.caption, phrase, ruled.text) for phrase, ruled in self.asked_phrases()]
        return [writers.clean(self.raw) if what == What.CLEANED else writers.reword(self.caption.plain)]


def clips(project: Project, chosen: Sequence[int] | None = None) -> QuerySet[Video]:
    """A project's clips with an approved caption, by number; second annotations go into no release.

    Args:
        chosen: Row numbers of the only clips that count; None: all.
    """
    approved = WorkItem.objects.filter(step=WorkItem.Step.CAPTION, state=WorkItem.State.APPROVED).values("video")
    found = Video.objects.filter(project=project, twin_of__isnull=True, pk__in=approved).order_by("number")
    return found if chosen is None else found.filter(pk__in=chosen)


def sources(found: QuerySet[Video]) -> Iterator[Source]:
    """The captions of clips, some hundred at a time."""
    keys = list(found.values_list("pk", flat=True))
    for at in range(0, len(keys), AT_ONCE):
        videos = found.filter(pk__in=keys[at : at + AT_ONCE])
        yield from _read(list(videos))


def _read(videos: list[Video]) -> Iterator[Source]:
    captions = {(caption.video_id, caption.field): caption for caption in Caption.objects.filter(video__in=videos)}
    kept = {row.video_id: row for row in Wordings.objects.filter(video__in=videos)}
    drafts: dict[tuple[int, int, str], list[str]] = {}
    rows = Draft.objects.filter(video__in=videos)
    for key, revision, what, state in rows.values_list("video", "caption_revision", "what", "state"):
        drafts.setdefault((key, revision, what), []).append(state)
    for video in videos:
        raw = captions.get((video.pk, Caption.Field.EN))
        if raw is None:
            continue
        written = {what: drafts.get((video.pk, raw.revision, what), []) for what in What.values}
        cleaned = captions.get((video.pk, Caption.Field.EN_GPT))
        elsewhere = _elsewhere(kept.get(video.pk), cleaned, raw)
        settled = {
            what for what, states in written.items()
            if (states and Draft.State.OPEN not in states) or (not states and what in elsewhere)
        }  # fmt: skip
        yield Source(video, raw.revision, raw.text, frozenset(settled))


def _elsewhere(kept: Wordings | None, cleaned: Caption | None, raw: Caption) -> set[str]:
    """What a clip was given without drafts: by a person, or by the release that it was imported from."""
    found: set[str] = set()
    if kept is not None and kept.caption_revision == raw.revision:
        found |= {What.PROMPTS} if kept.referrals else set()
        found |= {What.REWORDINGS} if kept.rewordings else set()
    if cleaned is not None and cleaned.text.strip() and cleaned.based_on == raw.revision:
        found.add(What.CLEANED)
    return found
