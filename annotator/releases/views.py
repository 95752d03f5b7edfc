"""Releases over HTTP: list, make, look, download."""

import mimetypes
from collections.abc import Iterator

from django.http import FileResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView
from zipstream import ZipStream

from annotator.accounts.authentication import SignedInRequest
from annotator.releases import actions, queries, serializers
from annotator.rest import ErrorBody
from annotator.videos.queries import membership


class ReleasesView(APIView):
    @extend_schema(operation_id="list_releases", responses=serializers.Releases)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        project = membership(request.user, slug, roles=queries.READERS).project
        rows = [queries.describe_release(release) for release in queries.releases_of(project)]
        return Response({"releases": rows, "ready": queries.finished_clips(project).count()})

    @extend_schema(
        operation_id="make_release", request=serializers.ReleaseBody, responses={201: serializers.Release, 409: ErrorBody}
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.ReleaseBody(data=request.data)
        body.is_valid(raise_exception=True)
        release = actions.create_release(request.user, slug=slug, **body.validated_data)
        return Response(queries.describe_release(release), status=201)


class ReleaseView(APIView):
    @extend_schema(operation_id="get_release", responses=serializers.Release)
    def get(self, request: SignedInRequest, release_id: int) -> Response:
        return Response(queries.describe_release(queries.release_for(request.user, release_id), files=True))


class FileView(APIView):
    @extend_schema(operation_id="get_release_file", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: SignedInRequest, release_id: int, path: str) -> FileResponse:
        release = queries.release_for(request.user, release_id)
        place = queries.file_of(release, path)
        kind = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
        return FileResponse(place.open("rb"), as_attachment=True, filename=place.name, content_type=kind)


class ArchiveView(APIView):
    @extend_schema(operation_id="get_release_archive", responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: SignedInRequest, release_id: int) -> StreamingHttpResponse:
        release = queries.release_for(request.user, release_id)
        name = f"{release.project.slug}-{release.version}"
        archive = ZipStream(sized=True)
        for path, place in queries.files_of(release):
            archive.add_path(place, f"{name}/{path}")
        chunks: Iterator[bytes] = iter(archive)
        headers = {"Content-Disposition": f'attachment; filename="{name}.zip"', "Content-Length": str(len(archive))}
        return StreamingHttpResponse(chunks, content_type="application/zip", headers=headers)
