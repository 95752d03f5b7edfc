"""The board over HTTP: enter predictions, read what came of them, hold two sets against each other."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.benchmark import actions, masks, queries, serializers
from annotator.rest import ErrorBody

REFUSED = {404: ErrorBody, 409: ErrorBody}


class BoardView(APIView):
    scope = "manage"

    @extend_schema(operation_id="get_board", responses=serializers.Board)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(queries.board_for(request.user, slug))

    @extend_schema(
        operation_id="enter_predictions",
        request=serializers.PredictionsBody,
        responses={201: serializers.PredictionSet, 400: ErrorBody, **REFUSED},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.PredictionsBody(data=request.data)
        body.is_valid(raise_exception=True)
        board = actions.enter_predictions(request.user, slug=slug, **body.validated_data)
        return Response(queries.describe_set(board), status=201)


class PredictionsView(APIView):
    scope = "manage"

    @extend_schema(operation_id="get_predictions", responses={200: serializers.PredictionSet, 404: ErrorBody})
    def get(self, request: SignedInRequest, set_id: int) -> Response:
        return Response(queries.describe_set(queries.set_for(request.user, set_id)))

    @extend_schema(operation_id="delete_predictions", responses={204: None, 404: ErrorBody})
    def delete(self, request: SignedInRequest, set_id: int) -> Response:
        actions.delete_predictions(request.user, set_id=set_id)
        return Response(status=204)


class VideosView(APIView):
    @extend_schema(
        operation_id="list_predicted_videos",
        parameters=[serializers.PageQuery],
        responses={200: serializers.PredictedVideos, 404: ErrorBody},
    )
    def get(self, request: SignedInRequest, set_id: int) -> Response:
        query = queried(serializers.PageQuery, request)
        return Response(queries.videos_of(queries.set_for(request.user, set_id), **query))


class PromptsView(APIView):
    @extend_schema(
        operation_id="list_predicted_prompts",
        parameters=[serializers.PromptsQuery],
        responses={200: serializers.PredictedPrompts, 404: ErrorBody},
    )
    def get(self, request: SignedInRequest, set_id: int) -> Response:
        query = queried(serializers.PromptsQuery, request)
        return Response(queries.prompts_of(queries.set_for(request.user, set_id), **query))


class MasksView(APIView):
    @extend_schema(operation_id="get_predicted_masks", responses={200: serializers.PredictedMasks, **REFUSED})
    def get(self, request: SignedInRequest, set_id: int, number: int, place: int) -> Response:
        return Response(masks.masks_of(queries.set_for(request.user, set_id), number=number, place=place))


class ComparisonView(APIView):
    @extend_schema(
        operation_id="compare_predictions",
        parameters=[serializers.SetComparisonQuery],
        responses={200: serializers.SetComparison, **REFUSED},
    )
    def get(self, request: SignedInRequest, set_id: int) -> Response:
        query = queried(serializers.SetComparisonQuery, request)
        pair = queries.pair_for(request.user, set_id, query["other"])
        return Response(queries.describe_comparison(*pair, offset=query["offset"]))


class CaptionsView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="attach_caption_report",
        description="The report that `python -m annotator.scoring.caption_accuracy` wrote for these predictions.",
        request=OpenApiTypes.OBJECT,
        responses={200: serializers.PredictionSet, 400: ErrorBody, **REFUSED},
    )
    def post(self, request: SignedInRequest, set_id: int) -> Response:
        report = request.data if isinstance(request.data, dict) else {}
        board = actions.attach_captions(request.user, set_id=set_id, report=report)
        return Response(queries.describe_set(board))


def queried(serializer: Any, request: SignedInRequest) -> dict[str, Any]:
    """What the address asks for."""
    query = serializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    return dict(query.validated_data)
