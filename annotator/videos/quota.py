"""How much a project keeps, and may: clips, files on their way in, and what rooms above this one last counted."""

from __future__ import annotations

from django.db.models import Sum

from annotator.videos.models import Project, Upload, Video
from annotator.videos.refusals import QuotaExceeded

WAITING = (Upload.State.SENDING, Upload.State.RECEIVED, Upload.State.CHECKING)


def used(project: Project) -> int:
    """Bytes of a project's clips, of files that were announced and not looked at yet, and of its masks and releases."""
    clips = Video.objects.filter(project=project, twin_of__isnull=True).aggregate(bytes=Sum("bytes", default=0))
    coming = Upload.objects.filter(project=project, state__in=WAITING).aggregate(bytes=Sum("bytes", default=0))
    return int(clips["bytes"]) + int(coming["bytes"]) + project.other_bytes


def require_room(project: Project, wanted: int) -> None:
    """Let in what fits, inside a transaction: the project's row is held, so that two who come at once are counted.

    Args:
        wanted: How many bytes are to come; 0 asks only whether the project is not over its quota already.

    Raises:
        QuotaExceeded: Names what is used and allowed.
    """
    if project.quota_bytes is None:
        return
    held = Project.objects.select_for_update().get(pk=project.pk)
    allowed, now = held.quota_bytes, used(held)
    if allowed is not None and now + wanted > allowed:
        raise QuotaExceeded(
            f"{held.name} uses {told(now)} of the {told(allowed)} that it may, and {told(wanted)} more do not fit; "
            "ask who runs the server for a larger quota.",
            used=now, allowed=allowed, wanted=wanted,
        )  # fmt: skip


def told(size: int) -> str:
    """A number of bytes for people."""
    for unit, name in ((1 << 40, "TiB"), (1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"
