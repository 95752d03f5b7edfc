"""Drafts over HTTP: asking, reading, deciding; the lead's rule."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.assist import actions, queries, serializers
from annotator.rest import ErrorBody

STEP = OpenApiParameter("step", str, OpenApiParameter.PATH, enum=["caption", "masks"])


class ModelDraftsView(APIView):
    scope = "work"

    @extend_schema(operation_id="get_model_drafts", parameters=[STEP], responses=serializers.ModelDrafts)
    def get(self, request: SignedInRequest, video_id: int, step: str) -> Response:
        return Response(queries.drafts_for(request.user, video_id, step))

    @extend_schema(
        operation_id="ask_model_draft", parameters=[STEP], request=None,
        responses={202: serializers.ModelDraft, 404: ErrorBody, 409: ErrorBody},
    )  # fmt: skip
    def post(self, request: SignedInRequest, video_id: int, step: str) -> Response:
        draft = actions.ask(request.user, video_id=video_id, step=step)
        return Response(queries.describe(draft), status=202)


class HandInView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="hand_in_model_draft", parameters=[STEP], request=serializers.HandedInDraft,
        description="What the active model drafted on another machine, for who has the work in hand; captions of ready "
        "work also ahead, by a lead. It is a draft like any other: nothing of it is written until a person saves it.",
        responses={201: serializers.ModelDraft, 400: ErrorBody, 404: ErrorBody, 409: ErrorBody},
    )  # fmt: skip
    def post(self, request: SignedInRequest, video_id: int, step: str) -> Response:
        body = serializers.HandedInDraft(data=request.data)
        body.is_valid(raise_exception=True)
        draft = actions.hand_in(request.user, video_id=video_id, step=step, **body.validated_data)
        return Response(queries.describe(draft), status=201)


class ModelDraftView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="decide_model_draft", request=serializers.ModelDraftDecision,
        responses={200: serializers.ModelDraft, 404: ErrorBody, 409: ErrorBody},
    )  # fmt: skip
    def put(self, request: SignedInRequest, draft_id: int) -> Response:
        body = serializers.ModelDraftDecision(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(queries.describe(actions.decide(request.user, draft_id=draft_id, **body.validated_data)))


class AssistRuleView(APIView):
    scope = "manage"

    @extend_schema(operation_id="get_assist_rule", responses=serializers.AssistRule)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(queries.rule_for(request.user, slug))

    @extend_schema(
        operation_id="save_assist_rule", request=serializers.AssistRule,
        responses={200: serializers.AssistRule, 400: ErrorBody},
    )  # fmt: skip
    def put(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.AssistRule(data=request.data)
        body.is_valid(raise_exception=True)
        actions.save_rule(request.user, slug=slug, **body.validated_data)
        return Response(queries.rule_for(request.user, slug))


class DraftLineView(APIView):
    @extend_schema(operation_id="get_draft_line", responses=serializers.DraftLine)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(queries.line_for(request.user, slug))


class AheadView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="draft_ahead", request=serializers.AheadBody,
        responses={202: serializers.Ahead, 409: ErrorBody},
    )  # fmt: skip
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.AheadBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response({"begun": actions.ask_ahead(request.user, slug=slug, **body.validated_data)}, status=202)
