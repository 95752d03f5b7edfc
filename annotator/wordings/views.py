"""Wordings over HTTP: what runs and waits, starting and steering, the next clip, deciding."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.rest import ErrorBody
from annotator.wordings import actions, queries, serializers

VERB = OpenApiParameter("verb", str, OpenApiParameter.PATH, enum=list(actions.VERBS))


class WordingsView(APIView):
    scope = "manage"

    @extend_schema(operation_id="get_wordings", responses=serializers.Wordings)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(queries.overview_for(request.user, slug))

    @extend_schema(
        operation_id="start_wording",
        request=serializers.WordingRunBody,
        responses={201: serializers.WordingRun, 400: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.WordingRunBody(data=request.data)
        body.is_valid(raise_exception=True)
        run = actions.start_run(request.user, slug=slug, **body.validated_data)
        return Response(queries.describe_run(run), status=201)


class EstimateView(APIView):
    scope = "read"

    @extend_schema(
        operation_id="estimate_wording",
        request=serializers.WordingEstimateBody,
        responses={200: serializers.WordingEstimate, 400: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.WordingEstimateBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(actions.estimate_for(request.user, slug=slug, **body.validated_data))


class RunView(APIView):
    @extend_schema(operation_id="get_wording_run", responses=serializers.WordingRun)
    def get(self, request: SignedInRequest, run_id: int) -> Response:
        return Response(queries.describe_run(queries.run_for(request.user, run_id, roles=queries.REVIEWERS)))


class SteerRunView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="steer_wording", parameters=[VERB], request=None,
        responses={200: serializers.WordingRun, 404: ErrorBody, 409: ErrorBody},
    )  # fmt: skip
    def post(self, request: SignedInRequest, run_id: int, verb: str) -> Response:
        return Response(queries.describe_run(actions.steer(request.user, run_id=run_id, verb=verb)))


class NextView(APIView):
    @extend_schema(
        operation_id="next_wordings", parameters=[serializers.NextWordingsChoice], responses=serializers.NextWordings
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        choice = serializers.NextWordingsChoice(data=request.query_params)
        choice.is_valid(raise_exception=True)
        return Response(queries.next_for(request.user, slug, **choice.validated_data))


class ClipView(APIView):
    @extend_schema(operation_id="get_clip_wordings", responses=serializers.ClipWordings)
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response(queries.clip_for(request.user, video_id))


class DraftView(APIView):
    scope = "review"

    @extend_schema(
        operation_id="decide_wording",
        request=serializers.WordingDecisionBody,
        responses={200: serializers.WordingDraft, 400: ErrorBody, 409: ErrorBody},
    )
    def put(self, request: SignedInRequest, draft_id: int) -> Response:
        body = serializers.WordingDecisionBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(queries.describe_draft(actions.decide(request.user, draft_id=draft_id, **body.validated_data)))
