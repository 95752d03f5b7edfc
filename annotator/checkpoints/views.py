"""Checkpoints over HTTP: what a project has, how each learned, and moving one from state to state."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.checkpoints import actions, queries, serializers
from annotator.rest import ErrorBody

VERB = OpenApiParameter("verb", str, OpenApiParameter.PATH, enum=list(actions.VERBS))


class CheckpointsView(APIView):
    @extend_schema(operation_id="list_checkpoints", responses=serializers.Checkpoints)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response({"checkpoints": queries.list_for(request.user, slug)})


class CurvesView(APIView):
    @extend_schema(operation_id="get_checkpoint_curves", responses=serializers.CheckpointCurves)
    def get(self, request: SignedInRequest, checkpoint_id: int) -> Response:
        return Response(queries.curves_for(request.user, checkpoint_id))


class MoveCheckpointView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="move_checkpoint", parameters=[VERB], request=None,
        responses={200: serializers.Checkpoint, 404: ErrorBody, 409: ErrorBody},
    )  # fmt: skip
    def post(self, request: SignedInRequest, checkpoint_id: int, verb: str) -> Response:
        return Response(queries.describe(actions.move(request.user, checkpoint_id=checkpoint_id, verb=verb)))
