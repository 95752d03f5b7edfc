"""Captions, keyframes, suggestions and propagated masks over HTTP."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.annotations import (
    caption_queries,
    comparison,
    history_queries,
    history_serializers,
    masks_document,
    queries,
    run_queries,
    serializers,
    suggestion_queries,
)
from annotator.annotations.actions import (
    captions,
    keyframes,
    order,
    previews,
    propagations,
    runs,
    steering,
    suggestions,
    tracks,
)
from annotator.annotations.prompts import Prompt
from annotator.formats import ring
from annotator.formats.repair import repair
from annotator.rest import ErrorBody
from annotator.videos.queries import video_for

FIELD = OpenApiParameter("field", str, OpenApiParameter.PATH, enum=["en", "en_gpt", "cn"])
VERB = OpenApiParameter("verb", str, OpenApiParameter.PATH, enum=list(steering.FROM))


class CaptionView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="get_caption", parameters=[FIELD, serializers.CaptionChoice], responses=serializers.Caption
    )
    def get(self, request: SignedInRequest, video_id: int, field: str) -> Response:
        choice = serializers.CaptionChoice(data=request.query_params)
        choice.is_valid(raise_exception=True)
        return Response(caption_queries.field_for(request.user, video_id, field, **choice.validated_data))

    @extend_schema(
        operation_id="save_caption",
        parameters=[FIELD],
        request=serializers.CaptionBody,
        responses={200: serializers.Caption, 400: ErrorBody, 409: ErrorBody},
    )
    def put(self, request: SignedInRequest, video_id: int, field: str) -> Response:
        body = serializers.CaptionBody(data=request.data)
        body.is_valid(raise_exception=True)
        how = {name: body.validated_data.get(name) for name in ("seen_revision", "request_id", "strict")}
        words = {name: value for name, value in body.validated_data.items() if name not in how}
        writing = captions.Writing(**words)
        return Response(captions.save_caption(request.user, video_id=video_id, field=field, writing=writing, **how))


class CaptionRevisionsView(APIView):
    @extend_schema(operation_id="list_caption_revisions", parameters=[FIELD], responses=serializers.CaptionRevisions)
    def get(self, request: SignedInRequest, video_id: int, field: str) -> Response:
        return Response({"revisions": caption_queries.revisions_for(request.user, video_id, field)})


class ConsequencesView(APIView):
    scope = "read"

    @extend_schema(
        operation_id="caption_consequences",
        request=serializers.ConsequencesBody,
        responses={200: serializers.Consequences, 400: ErrorBody},
    )
    def post(self, request: SignedInRequest, video_id: int) -> Response:
        body = serializers.ConsequencesBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response({"objects": captions.consequences(request.user, video_id=video_id, **body.validated_data)})


class TracksView(APIView):
    @extend_schema(operation_id="get_tracks", responses=serializers.Tracks)
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response(queries.tracks_for(request.user, video_for(request.user, video_id)))


class ConfirmView(APIView):
    scope = "work"

    @extend_schema(operation_id="confirm_track", request=None, responses={200: serializers.TrackState, 404: ErrorBody})
    def post(self, request: SignedInRequest, track_id: int) -> Response:
        return Response(tracks.confirm(request.user, track_id=track_id))


class TrackHistoryView(APIView):
    @extend_schema(
        operation_id="get_track_history",
        parameters=[history_serializers.HistoryPage],
        responses=history_serializers.TrackHistory,
    )
    def get(self, request: SignedInRequest, track_id: int) -> Response:
        page = history_serializers.HistoryPage(data=request.query_params)
        page.is_valid(raise_exception=True)
        return Response(history_queries.history_for(request.user, track_id, **page.validated_data))


class TrackAtView(APIView):
    @extend_schema(operation_id="get_track_at", responses=history_serializers.TrackAt)
    def get(self, request: SignedInRequest, track_id: int, revision: int) -> Response:
        return Response(history_queries.replay_for(request.user, track_id, revision))


class KeyframeView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="save_keyframe",
        request=serializers.KeyframeBody,
        responses={200: serializers.Keyframe, 400: ErrorBody, 409: ErrorBody},
    )
    def put(self, request: SignedInRequest, track_id: int, frame: int) -> Response:
        body = serializers.KeyframeBody(data=request.data)
        body.is_valid(raise_exception=True)
        fields = {"rings": None, **body.validated_data}
        return Response(keyframes.save_keyframe(request.user, track_id=track_id, frame=frame, **fields))

    @extend_schema(
        operation_id="delete_keyframe",
        parameters=[serializers.SeenRevision],
        responses={200: serializers.DeletedKeyframe, 409: ErrorBody},
    )
    def delete(self, request: SignedInRequest, track_id: int, frame: int) -> Response:
        seen = serializers.SeenRevision(data=request.query_params)
        seen.is_valid(raise_exception=True)
        return Response(keyframes.delete_keyframe(request.user, track_id=track_id, frame=frame, **seen.validated_data))


class ZOrderView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="save_z_order",
        request=serializers.ZOrderBody,
        responses={200: serializers.ZOrder, 400: ErrorBody, 409: ErrorBody},
    )
    def put(self, request: SignedInRequest, video_id: int) -> Response:
        body = serializers.ZOrderBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response({"z_order": order.save_z_order(request.user, video_id=video_id, **body.validated_data)})


class RepairView(APIView):
    scope = "read"

    @extend_schema(
        operation_id="repair_rings",
        request=serializers.RepairBody,
        responses={200: serializers.Repaired, 400: ErrorBody},
    )
    def post(self, request: SignedInRequest, video_id: int) -> Response:
        video = video_for(request.user, video_id)
        body = serializers.RepairBody(data=request.data)
        body.is_valid(raise_exception=True)
        mended = repair(body.validated_data["rings"], width=video.width, height=video.height)
        return Response({"rings": ring.to_floats(mended.shape), "note": mended.note})


class AskView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="ask_suggestion",
        request=serializers.SuggestionBody,
        responses={202: serializers.Suggestion, 400: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, track_id: int, frame: int) -> Response:
        body = serializers.SuggestionBody(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        key = given.pop("id")
        answer = suggestions.ask(request.user, track_id=track_id, frame=frame, key=key, prompt=Prompt(**given))
        return Response(answer, status=202)


class SuggestionView(APIView):
    scope = "work"

    @extend_schema(operation_id="get_suggestion", responses=serializers.Suggestion)
    def get(self, request: SignedInRequest, key: UUID) -> Response:
        return Response(suggestion_queries.describe(suggestion_queries.suggestion_for(request.user, key)))

    @extend_schema(operation_id="dismiss_suggestion", responses={200: serializers.Suggestion})
    def delete(self, request: SignedInRequest, key: UUID) -> Response:
        return Response(suggestions.dismiss(request.user, key=key))


class SuggestionsView(APIView):
    @extend_schema(operation_id="list_suggestions", responses=serializers.Suggestions)
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        video = video_for(request.user, video_id)
        return Response({"suggestions": suggestion_queries.of_viewer(request.user, video)})


class PropagationView(APIView):
    scope = "work"

    @extend_schema(operation_id="get_propagation", responses=serializers.Propagation)
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response(masks_document.propagation_state(video_for(request.user, video_id)))

    @extend_schema(operation_id="propagate", request=None, responses={202: serializers.Propagation, 409: ErrorBody})
    def post(self, request: SignedInRequest, video_id: int) -> Response:
        return Response(propagations.request_propagation(request.user, video_id=video_id), status=202)


class SteeringView(APIView):
    scope = "review"

    @extend_schema(
        operation_id="steer_propagation",
        parameters=[VERB],
        request=None,
        responses={200: serializers.Propagation, 403: ErrorBody, 404: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, video_id: int, verb: str) -> Response:
        return Response(steering.steer(request.user, video_id=video_id, verb=verb))


class MasksView(APIView):
    @extend_schema(operation_id="get_masks", parameters=[serializers.MasksChoice], responses=serializers.Masks)
    def get(self, request: SignedInRequest, video_id: int) -> HttpResponse:
        choice = serializers.MasksChoice(data=request.query_params)
        choice.is_valid(raise_exception=True)
        video = video_for(request.user, video_id)
        run = run_queries.shown_run(request.user, video, choice.validated_data.get("run"))
        version, place = masks_document.masks_document(video, run, track=choice.validated_data.get("track"))
        etag = f'"{version}"'
        if request.headers.get("If-None-Match") == etag:
            return HttpResponse(status=304, headers={"ETag": etag})
        headers = {"Content-Encoding": "gzip", "ETag": etag, "Cache-Control": "private, no-cache"}
        return HttpResponse(place.read_bytes(), content_type="application/json", headers=headers)


class RunsView(APIView):
    scope = "review"

    @extend_schema(operation_id="list_runs", responses=serializers.Runs)
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response(run_queries.runs_for(request.user, video_for(request.user, video_id)))

    @extend_schema(
        operation_id="start_run",
        request=serializers.RunBody,
        responses={202: serializers.Run, 400: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, video_id: int) -> Response:
        body = serializers.RunBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(runs.start_run(request.user, video_id=video_id, **body.validated_data), status=202)


class RunView(APIView):
    scope = "review"

    @extend_schema(operation_id="delete_run", responses={204: None, 409: ErrorBody})
    def delete(self, request: SignedInRequest, video_id: int, run_id: int) -> Response:
        runs.delete_run(request.user, video_id=video_id, run_id=run_id)
        return Response(status=204)


class ChooseRunView(APIView):
    scope = "review"

    @extend_schema(operation_id="choose_run", request=None, responses={200: serializers.Run, 409: ErrorBody})
    def post(self, request: SignedInRequest, video_id: int, run_id: int) -> Response:
        return Response(runs.choose_run(request.user, video_id=video_id, run_id=run_id))


class CompareRunsView(APIView):
    @extend_schema(
        operation_id="compare_runs", parameters=[serializers.ComparisonChoice], responses=serializers.Comparison
    )
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        choice = serializers.ComparisonChoice(data=request.query_params)
        choice.is_valid(raise_exception=True)
        video = video_for(request.user, video_id)
        a, b = (run_queries.run_of(video, choice.validated_data[name]) for name in ("a", "b"))
        return Response(comparison.compare(video, a, b))


class AskPreviewView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="ask_preview",
        request=serializers.PreviewBody,
        responses={202: serializers.Preview, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, track_id: int) -> Response:
        body = serializers.PreviewBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(previews.ask_preview(request.user, track_id=track_id, **body.validated_data), status=202)


class PreviewView(APIView):
    @extend_schema(operation_id="get_preview", responses=serializers.Preview)
    def get(self, request: SignedInRequest, preview_id: int) -> Response:
        return Response(run_queries.describe_preview(run_queries.preview_for(request.user, preview_id)))
