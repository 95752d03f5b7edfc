"""A project's guideline over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.guidelines import actions, queries, serializers
from annotator.rest import ErrorBody


class GuidelineView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="get_guideline",
        parameters=[serializers.GuidelineChoice],
        responses={200: serializers.Guideline, 404: ErrorBody},
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        choice = serializers.GuidelineChoice(data=request.query_params)
        choice.is_valid(raise_exception=True)
        return Response(queries.guideline_for(request.user, slug, **choice.validated_data))

    @extend_schema(
        operation_id="save_guideline",
        request=serializers.GuidelineBody,
        responses={200: serializers.Guideline, 400: ErrorBody, 403: ErrorBody, 409: ErrorBody},
    )
    def put(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.GuidelineBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(actions.save_guideline(request.user, slug=slug, **body.validated_data))


class GuidelineSeenView(APIView):
    scope = "work"

    @extend_schema(operation_id="see_guideline", request=serializers.SeenBody, responses={204: None, 404: ErrorBody})
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.SeenBody(data=request.data)
        body.is_valid(raise_exception=True)
        actions.see_guideline(request.user, slug=slug, **body.validated_data)
        return Response(status=204)
