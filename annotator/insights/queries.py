"""What a person sees of a project: its counts, its clips, one clip whole, and their own queue."""

from typing import Any

from django.db.models import Count, Window

from annotator.accounts.models import Role, User
from annotator.annotations.models import Caption, Keyframe, Track
from annotator.formats import clock
from annotator.insights.clips import describe_clips
from annotator.insights.filters import ClipFilter, clips_of
from annotator.insights.listed import listed
from annotator.insights.stages import stage_counts
from annotator.insights.trust import least_trusted, worst_first
from annotator.review.quality_queries import not_done_here
from annotator.review.queries import open_findings
from annotator.review.question_queries import waiting_questions
from annotator.review.reason_queries import all_reasons, offered
from annotator.review.thread_queries import waiting_threads
from annotator.videos.models import Membership, Upload
from annotator.videos.queries import NotFound, media_root, membership, video_for
from annotator.work import queries as work
from annotator.work.models import WorkItem
from annotator.work.serializers import describe

PAGE = 50
HELD_STATES = (WorkItem.State.RETURNED, WorkItem.State.ANNOTATING)
DONE_STATES = (WorkItem.State.SUBMITTED, WorkItem.State.APPROVED)


def project_for(actor: User, slug: str) -> dict[str, Any]:
    """A project in JSON, with how many clips wait where.

    Raises:
        NotFound: The actor is no member.
    """
    place = membership(actor, slug)
    project = place.project
    counts = stage_counts(project)
    uploads = Upload.objects.filter(project=project, purpose=Upload.Purpose.CLIP)
    refused = uploads.filter(state=Upload.State.REFUSED).count()
    return {
        "slug": project.slug,
        "name": project.name,
        "role": place.role,
        "limits": {name: getattr(project, name) for name in ("min_seconds", "max_seconds", "max_side", "max_bytes")},
        "counts": counts | {"videos": sum(counts.values()), "refused": refused},
        "reasons": offered(all_reasons(project)),
    }


def videos_for(actor: User, slug: str, *, wanted: ClipFilter, page: int) -> dict[str, Any]:
    """One page of a project's clips.

    Raises:
        NotFound: The actor is no member.
        NotAllowed: The filter is for who runs the line.
        UnknownStage: There is no such stage.
    """
    place = membership(actor, slug)
    rows = clips_of(place.project, wanted).filter(listed(place, wanted))
    found = rows.annotate(total=Window(Count("pk"))).values_list("pk", "total")[(page - 1) * PAGE : page * PAGE]
    keys, totals = zip(*found, strict=True) if found else ((), ())
    count = totals[0] if totals else rows.count()
    here = describe_clips(keys)
    return {"count": count, "next_page": page + 1 if page * PAGE < count else None, "videos": here}


def video_detail(actor: User, video_id: int) -> dict[str, Any]:
    """One clip with its media and work.

    Raises:
        NotFound: No such clip for the actor.
    """
    video = video_for(actor, video_id)
    row = describe_clips([video.pk])[0]
    root, role = media_root(video), work.role_in(actor, video.project_id)
    return row | {
        "project": video.project.slug,
        "sha256": video.sha256,
        "media": f"{root}/canonical.mp4",
        "frame_table": f"{root}/frames.json.gz",
        "stills": [{"frame": k, "url": f"{root}/stills/{k:05d}.jpg"} for k in clock.keyframes(video.frame_count)],
        "work": [describe(item, actor=actor, role=role) for item in work.items().filter(video=video).order_by("step")],
    }


def cards(actor: User, items: list[WorkItem], role: str) -> list[dict[str, Any]]:
    """Work items with what a queue shows of their clips."""
    if not items:
        return []
    keys = {item.video_id for item in items}
    shown = {row["id"]: row for row in describe_clips(list(keys))}
    captions = dict(Caption.objects.filter(video__in=keys, field=Caption.Field.EN).values_list("video", "text"))
    findings, progress, trust = open_findings(items), progress_of(items), least_trusted(items)
    return [
        describe(item, actor=actor, role=role)
        | {
            "clip": shown[item.video_id],
            "caption_text": captions.get(item.video_id),
            "findings": findings.get(item.pk, []),
            "progress": progress.get(item.pk),
            "trust": trust.get(item.pk),
        }
        for item in items
    ]


def progress_of(items: list[WorkItem]) -> dict[int, dict[str, int]]:
    """Cells decided of all, by item, for masks that can be drawn."""
    drawn = [item for item in items if item.step == WorkItem.Step.MASKS and item.state != WorkItem.State.BLOCKED]
    if not drawn:
        return {}
    videos = [item.video_id for item in drawn]
    standing = Track.objects.filter(video__in=videos, retired=False)
    tracks = dict(standing.values_list("video").annotate(Count("id")))
    grid = {frame for item in drawn for frame in clock.keyframes(item.video.frame_count)}
    cells = Keyframe.objects.filter(track__in=standing, deleted=False, frame__in=grid)
    done = dict(cells.values_list("track__video").annotate(Count("id")))
    return {
        item.pk: {
            "done": done.get(item.video_id, 0),
            "total": tracks.get(item.video_id, 0) * len(clock.keyframes(item.video.frame_count)),
        }
        for item in drawn
    }


def work_card(actor: User, item_id: int) -> dict[str, Any]:
    """One work item with its clip.

    Raises:
        NotFound: No such work for the actor.
    """
    item = work.item_for(actor, item_id)
    return cards(actor, [item], work.role_in(actor, item.video.project_id))[0]


def work_at(actor: User, slug: str, number: int, step: str) -> dict[str, Any]:
    """The work on one step of a clip, by the names that an address carries.

    Raises:
        NotFound: No such work for the actor.
    """
    place = membership(actor, slug)
    item = work.items().filter(video__project=place.project_id, video__number=number, step=step).first()
    if item is None:
        raise NotFound(f"Project {slug} has no clip {number:06d} with a step {step!r}.")
    return cards(actor, [item], place.role)[0]


def queue_for(actor: User, slug: str, *, order: str) -> dict[str, Any]:
    """What waits for a person: what is next, what came back, what they hold, what they may review, what they finished,
    questions, and threads in which they are asked.

    Args:
        order: "trust", the least trusted masks first, or "oldest"; the first fifty of what they may review are listed.

    Raises:
        NotFound: The actor is no member.
    """
    place: Membership = membership(actor, slug)
    role, project = place.role, place.project_id
    mine = work.of_actor(actor, project).exclude(pk__in=not_done_here().filter(author=actor))
    done = mine.filter(state__in=DONE_STATES)
    if role == Role.INSPECTOR:
        judged = work.items().filter(inspector=actor, video__project=project, state__in=("approved", "returned"))
        done = judged.exclude(pk__in=not_done_here().filter(inspector=actor))
    waiting = work.to_review(actor, project) if role in work.REVIEWERS else work.items().none()
    found = {
        "next": work.claimable(place)[:1] if role in work.AUTHORS else work.items().none(),
        "held": mine.filter(state__in=HELD_STATES).order_by("changed_at"),
        "to_review": (worst_first(waiting) if order == "trust" else waiting)[:50],
        "finished": done.order_by("-changed_at")[:8],
    }
    keys = {
        name: list(rows.values_list("pk", flat=True)) for name, rows in found.items()
    }  # sorted before they are wide
    items = work.told_items().in_bulk([key for of in keys.values() for key in of])
    lists = {name: [items[key] for key in of] for name, of in keys.items()}
    held = lists.pop("held")
    lists["returned"] = [item for item in held if item.state == WorkItem.State.RETURNED]
    lists["in_progress"] = [item for item in reversed(held) if item.state == WorkItem.State.ANNOTATING]
    told = {card["id"]: card for card in cards(actor, [item for of in lists.values() for item in of], role)}
    shown: dict[str, Any] = {name: [told[item.pk] for item in items] for name, items in lists.items()}
    return shown | {
        "next": shown["next"][0] if shown["next"] else None,
        "questions": waiting_questions(actor, project, role),
        "threads": waiting_threads(actor, place.project),
    }
