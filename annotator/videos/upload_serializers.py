"""Uploads as the API writes them."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from annotator.accounts.serializers import Person
from annotator.jobs.queries import latest_of
from annotator.videos import tus
from annotator.videos.actions import ADMIT
from annotator.videos.models import Upload as UploadRow


class Upload(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    key = serializers.UUIDField(help_text="its sender goes on at `/api/uploads/{key}`")
    purpose = serializers.ChoiceField(choices=UploadRow.Purpose.choices)
    name = serializers.CharField()
    bytes = serializers.IntegerField()
    offset = serializers.IntegerField(help_text="how many of them have arrived")
    fingerprint = serializers.CharField(help_text="by which a page knows the file again, as it told; else empty")
    state = serializers.ChoiceField(choices=UploadRow.State.choices)
    progress = serializers.FloatField(help_text="0 to 1: of sending, then of checking")
    code = serializers.CharField()
    text = serializers.CharField(help_text="why it was refused, and what to do")
    video = serializers.IntegerField(allow_null=True)
    number = serializers.IntegerField(allow_null=True, help_text="of the clip that it became")
    created = serializers.DateTimeField()
    expires = serializers.DateTimeField(allow_null=True, help_text="until when the rest may be sent")
    by = Person(allow_null=True)


class Uploads(serializers.Serializer[Any]):
    uploads = Upload(many=True)


def describe_uploads(rows: Sequence[UploadRow]) -> list[dict[str, Any]]:
    """Uploads in JSON, with the progress of their jobs."""
    jobs = latest_of(ADMIT, [row.pk for row in rows])
    return [describe_upload(row, jobs.get(row.pk)) for row in rows]


def describe_upload(row: UploadRow, job: Any) -> dict[str, Any]:
    """One upload in JSON."""
    return {
        "id": row.pk,
        "key": row.key,
        "purpose": row.purpose,
        "name": row.name,
        "bytes": row.bytes,
        "offset": row.offset,
        "fingerprint": tus.metadata_of(row.metadata).get("fingerprint", ""),
        "state": row.state,
        "progress": progress_of(row, job),
        "code": row.code,
        "text": row.text,
        "video": row.video_id,
        "number": row.video.number if row.video else None,
        "created": row.created_at,
        "expires": row.expires_at,
        "by": Person(row.by).data if row.by else None,
    }


def progress_of(row: UploadRow, job: Any) -> float:
    """How far an upload is with what is done to it now, 0 to 1."""
    if row.state == UploadRow.State.SENDING:
        return row.offset / row.bytes
    if row.state in (UploadRow.State.ACCEPTED, UploadRow.State.REFUSED):
        return 1.0
    return min(1.0, job.done / job.total) if job and job.total else 0.0
