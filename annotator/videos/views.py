"""Saved views and media over HTTP."""

import re

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.formats.canonical import VIDEO
from annotator.formats.clock import is_keyframe
from annotator.rest import ErrorBody
from annotator.storage.disk import Disk
from annotator.storage.store import store
from annotator.videos import media, queries, serializers, stills, view_actions, view_queries
from annotator.videos.refusals import RangeUnusable

SERVED = re.compile(r"canonical\.mp4|thumbnail\.jpg|frames\.json\.gz|stills/([0-9]{5})\.jpg")


class ViewsView(APIView):
    scope = "work"

    @extend_schema(operation_id="list_views", responses=serializers.SavedViews)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response({"views": view_queries.views_for(request.user, slug)})

    @extend_schema(
        operation_id="save_view",
        request=serializers.NewViewBody,
        responses={201: serializers.SavedView, 403: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.NewViewBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(view_actions.save_view(request.user, slug=slug, **body.validated_data), status=201)


class ViewView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="change_view",
        request=serializers.ViewBody,
        responses={200: serializers.SavedView, 403: ErrorBody, 404: ErrorBody, 409: ErrorBody},
    )
    def put(self, request: SignedInRequest, view_id: int) -> Response:
        body = serializers.ViewBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(view_actions.change_view(request.user, view_id=view_id, **body.validated_data))

    @extend_schema(operation_id="remove_view", responses={204: None, 403: ErrorBody, 404: ErrorBody})
    def delete(self, request: SignedInRequest, view_id: int) -> Response:
        view_actions.remove_view(request.user, view_id=view_id)
        return Response(status=204)


class MediaView(APIView):
    """A clip's media for members of its project; by one of four forms of a path; every frame has a still."""

    @extend_schema(exclude=True)
    def get(self, request: SignedInRequest, video_id: int, version: str, path: str) -> HttpResponseBase:
        video = queries.video_for(request.user, video_id)
        served = SERVED.fullmatch(path)
        if version != video.sha256[:8] or not served:
            raise queries.NotFound("There is nothing here that you may see.")
        still = served[1]
        name, where, etag = queries.clip_name(video, path), store(), f'"{version}-{path}"'
        if path == VIDEO:
            return media.fetched_or_served(name, asked=request.headers, etag=etag)
        if still and not is_keyframe(int(still)):
            name, where = stills.still_between(video, int(still)), Disk()
        return media.serve(name, where, asked=request.headers, etag=etag)

    def handle_exception(self, exc: Exception) -> Response:
        answer = super().handle_exception(exc)
        if isinstance(exc, RangeUnusable):
            answer["Content-Range"] = f"bytes */{exc.fields['size']}"  # players ask again within it
        return answer
