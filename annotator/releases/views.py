"""Releases over HTTP: list, make, look, download.

What is downloaded is read as the connection takes it: a release may be larger than the memory.
"""

from pathlib import PurePosixPath

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView
from zipstream import ZipStream

from annotator.accounts.authentication import SignedInRequest
from annotator.formats.interchange.every import FORMATS
from annotator.releases import actions, build_actions, queries, report, serializers
from annotator.releases.choices import Choices, in_order
from annotator.rest import ErrorBody
from annotator.storage.store import store
from annotator.videos import media
from annotator.videos.queries import membership

VERB = OpenApiParameter("verb", str, OpenApiParameter.PATH, enum=list(build_actions.VERBS))


class ReleasesView(APIView):
    scope = "manage"

    @extend_schema(operation_id="list_releases", responses=serializers.Releases)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        project = membership(request.user, slug, roles=queries.READERS).project
        formats = [{"name": name, "purpose": one.purpose} for name, one in FORMATS.items()]
        return Response(
            {"releases": queries.describe_releases(project), "formats": formats, **queries.count_ready(project)}
        )

    @extend_schema(
        operation_id="make_release",
        request=serializers.ReleaseBody,
        responses={201: serializers.Release, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.ReleaseBody(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        version, note, formats = given.pop("version"), given.pop("note"), in_order(given.pop("formats"))
        choices = Choices(formats=formats, **given)
        release = actions.create_release(request.user, slug=slug, version=version, note=note, choices=choices)
        return Response(queries.describe_release(release), status=201)


class ReleaseView(APIView):
    @extend_schema(operation_id="get_release", responses=serializers.Release)
    def get(self, request: SignedInRequest, release_id: int) -> Response:
        return Response(queries.describe_release(queries.release_for(request.user, release_id), parts=True))


class BuildView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="build_release_again",
        request=serializers.BuildAgainBody,
        responses={202: serializers.Release, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, release_id: int) -> Response:
        body = serializers.BuildAgainBody(data=request.data)
        body.is_valid(raise_exception=True)
        release = build_actions.build_again(request.user, release_id=release_id, **body.validated_data)
        return Response(queries.describe_release(release, parts=True), status=202)


class SteerBuildView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="steer_release_build",
        parameters=[VERB],
        request=None,
        responses={200: serializers.Release, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, release_id: int, verb: str) -> Response:
        release = build_actions.steer_build(request.user, release_id=release_id, verb=verb)
        return Response(queries.describe_release(release, parts=True))


class StatisticsView(APIView):
    @extend_schema(operation_id="get_release_statistics", responses={200: serializers.Statistics, 404: ErrorBody})
    def get(self, request: SignedInRequest, release_id: int) -> Response:
        release = queries.release_for(request.user, release_id)
        return Response({"splits": report.statistics_of(release)})


class LeaksView(APIView):
    @extend_schema(
        operation_id="list_release_leaks",
        parameters=[serializers.LeaksQuery],
        responses={200: serializers.Leaks, 404: ErrorBody},
    )
    def get(self, request: SignedInRequest, release_id: int) -> Response:
        query = serializers.LeaksQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        release = queries.release_for(request.user, release_id)
        return Response(report.leaks_of(release, **query.validated_data))


class FileView(APIView):
    @extend_schema(operation_id="get_release_file", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: SignedInRequest, release_id: int, path: str) -> HttpResponseBase:
        release = queries.release_for(request.user, release_id)
        file = queries.file_of(release, path)
        title = PurePosixPath(path).name
        return media.fetched_or_served(file.name, asked=request.headers, etag=f'"{file.sha256}"', title=title)


class ArchiveView(APIView):
    @extend_schema(
        operation_id="get_release_archive",
        parameters=[serializers.ArchiveQuery],
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
    )
    def get(self, request: SignedInRequest, release_id: int) -> HttpResponseBase:
        query = serializers.ArchiveQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        release, under = queries.release_for(request.user, release_id), query.validated_data["under"]
        name = f"{release.project.slug}-{release.version}"
        archive = ZipStream(sized=True)
        for file in queries.files_of(release, under=under):
            archive.add(store().blocks(file.name), f"{name}/{file.path}", size=file.bytes)
        title = "-".join([name, *under.split("/")]) if under else name
        headers = {"Content-Disposition": f'attachment; filename="{title}.zip"', "Content-Length": str(len(archive))}
        return media.Streamed(lambda: iter(archive), content_type="application/zip", headers=headers)
