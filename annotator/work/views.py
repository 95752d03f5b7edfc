"""Taking, keeping and giving up work over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.rest import ErrorBody
from annotator.work import actions, serializers
from annotator.work.serializers import describe


class NextWorkView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="start_next", request=serializers.StepChoice, responses={200: serializers.WorkItem, 404: ErrorBody}
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.StepChoice(data=request.data)
        body.is_valid(raise_exception=True)
        item = actions.claim_next(request.user, slug=slug, step=body.validated_data.get("step"))
        return Response(describe(item, actor=request.user))


class ClaimView(APIView):
    scope = "work"

    @extend_schema(operation_id="claim_work", request=None, responses={200: serializers.WorkItem, 409: ErrorBody})
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(describe(actions.claim(request.user, item_id=item_id), actor=request.user))


class HeartbeatView(APIView):
    scope = "work"

    @extend_schema(operation_id="heartbeat", request=None, responses={200: serializers.Lease, 409: ErrorBody})
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        return Response({"lease_until": actions.heartbeat(request.user, item_id=item_id).lease_until})


class GiveUpView(APIView):
    scope = "work"

    @extend_schema(operation_id="give_up_work", request=None, responses={200: serializers.WorkItem, 409: ErrorBody})
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(describe(actions.give_up(request.user, item_id=item_id), actor=request.user))
