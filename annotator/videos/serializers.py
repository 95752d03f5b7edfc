"""The session and uploads as the API reads and writes them."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from rest_framework import serializers

from annotator.accounts.models import Role, User
from annotator.accounts.serializers import Person
from annotator.jobs.queries import latest_of
from annotator.videos.actions import ADMIT
from annotator.videos.models import Upload as UploadRow
from annotator.videos.queries import memberships_of


class ProjectRole(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    role_name = serializers.CharField()


class Session(serializers.Serializer[Any]):
    person = Person(allow_null=True)
    projects = ProjectRole(many=True)


def describe_session(user: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    """Who is signed in and where they belong, in JSON."""
    if not isinstance(user, User):
        return {"person": None, "projects": []}
    projects = [
        {"slug": m.project.slug, "name": m.project.name, "role": m.role, "role_name": Role(m.role).label}
        for m in memberships_of(user)
    ]
    return {"person": Person(user).data, "projects": projects}


class Upload(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    bytes = serializers.IntegerField()
    state = serializers.ChoiceField(choices=UploadRow.State.choices)
    progress = serializers.FloatField(help_text="0 to 1")
    code = serializers.CharField()
    text = serializers.CharField()
    video = serializers.IntegerField(allow_null=True)
    created = serializers.DateTimeField()
    by = Person(allow_null=True)


class Uploads(serializers.Serializer[Any]):
    uploads = Upload(many=True)


class UploadBody(serializers.Serializer[Any]):
    file = serializers.FileField()
    source = serializers.CharField(required=False, default="Upload", max_length=80)  # type: ignore[assignment]  # the contract's word


def describe_uploads(rows: list[UploadRow]) -> list[dict[str, Any]]:
    """Uploads in JSON, with the progress of their jobs."""
    jobs = latest_of(ADMIT, [row.pk for row in rows])
    answer = []
    for row in rows:
        job = jobs.get(row.pk)
        done = 1.0 if row.state in (UploadRow.State.ACCEPTED, UploadRow.State.REFUSED) else 0.0
        answer.append(
            {
                "id": row.pk,
                "name": row.name,
                "bytes": row.bytes,
                "state": row.state,
                "progress": done or (min(1.0, job.done / job.total) if job and job.total else 0.0),
                "code": row.code,
                "text": row.text,
                "video": row.video_id,
                "created": row.created_at,
                "by": Person(row.by).data if row.by else None,
            }
        )
    return answer


class SavedView(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    query = serializers.CharField(help_text="the filter, as the query of the list's address")
    shared = serializers.BooleanField(help_text="everybody in the project finds it")
    mine = serializers.BooleanField(help_text="whether the person may change and remove it")


class SavedViews(serializers.Serializer[Any]):
    views = SavedView(many=True)


class ViewBody(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    query = serializers.CharField(max_length=1000, allow_blank=True)


class NewViewBody(ViewBody):
    shared = serializers.BooleanField(default=False)
