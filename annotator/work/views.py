"""Taking, keeping, giving up and planning work over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.rest import ErrorBody
from annotator.work import actions, batch_actions, line_actions, minutes_actions, plan_actions, queries, serializers
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


class ActivityView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="note_activity",
        request=serializers.ActivityBody,
        responses={200: serializers.Activity, 403: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        body = serializers.ActivityBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(minutes_actions.note_activity(request.user, item_id=item_id, **body.validated_data))


class SkipView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="skip_work",
        request=serializers.SkipBody,
        responses={200: serializers.WorkItem, 400: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        body = serializers.SkipBody(data=request.data)
        body.is_valid(raise_exception=True)
        item = line_actions.skip(request.user, item_id=item_id, **body.validated_data)
        return Response(describe(item, actor=request.user))


class TakeOverView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="take_over_work",
        request=None,
        responses={200: serializers.WorkItem, 403: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(describe(line_actions.take_over(request.user, item_id=item_id), actor=request.user))


class ReleaseView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="release_work",
        request=serializers.GiveBackBody,
        responses={200: serializers.WorkItem, 403: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        body = serializers.GiveBackBody(data=request.data)
        body.is_valid(raise_exception=True)
        item = line_actions.release(request.user, item_id=item_id, **body.validated_data)
        return Response(describe(item, actor=request.user))


class ReassignView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="reassign_work",
        request=serializers.ReassignBody,
        responses={200: serializers.WorkItem, 403: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        body = serializers.ReassignBody(data=request.data)
        body.is_valid(raise_exception=True)
        item = line_actions.reassign(request.user, item_id=item_id, **body.validated_data)
        return Response(describe(item, actor=request.user))


class PlanView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="plan_work",
        request=serializers.PlanBody,
        responses={200: serializers.WorkItem, 400: ErrorBody, 403: ErrorBody},
    )
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        body = serializers.PlanBody(data=request.data)
        body.is_valid(raise_exception=True)
        item = line_actions.plan(request.user, item_id=item_id, columns=body.validated_data)
        return Response(describe(item, actor=request.user))


class MovesView(APIView):
    @extend_schema(operation_id="list_moves", responses=serializers.Moves)
    def get(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(serializers.Moves({"moves": queries.moves_for(request.user, item_id)}).data)


class BatchesView(APIView):
    scope = "manage"

    @extend_schema(operation_id="list_batches", responses={200: serializers.Batches, 403: ErrorBody})
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(serializers.Batches({"batches": queries.batches_for(request.user, slug)}).data)

    @extend_schema(
        operation_id="make_batch",
        request=serializers.BatchBody,
        responses={201: serializers.Batch, 400: ErrorBody, 403: ErrorBody},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.BatchBody(data=request.data)
        body.is_valid(raise_exception=True)
        made = batch_actions.make_batch(request.user, slug=slug, **body.validated_data)
        return Response(serializers.Batch(made).data, status=201)


class BatchView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="rename_batch",
        request=serializers.BatchBody,
        responses={200: serializers.Batch, 400: ErrorBody, 403: ErrorBody},
    )
    def put(self, request: SignedInRequest, batch_id: int) -> Response:
        body = serializers.BatchBody(data=request.data)
        body.is_valid(raise_exception=True)
        batch = batch_actions.rename_batch(request.user, batch_id=batch_id, **body.validated_data)
        return Response(serializers.Batch(batch).data)

    @extend_schema(operation_id="delete_batch", responses={204: None, 403: ErrorBody, 409: ErrorBody})
    def delete(self, request: SignedInRequest, batch_id: int) -> Response:
        batch_actions.delete_batch(request.user, batch_id=batch_id)
        return Response(status=204)


class FreezeView(APIView):
    scope = "manage"

    @extend_schema(operation_id="freeze_batch", request=None, responses={200: serializers.Batch, 403: ErrorBody})
    def post(self, request: SignedInRequest, batch_id: int) -> Response:
        return Response(serializers.Batch(batch_actions.freeze(request.user, batch_id=batch_id)).data)


class ThawView(APIView):
    scope = "manage"

    @extend_schema(operation_id="thaw_batch", request=None, responses={200: serializers.Batch, 403: ErrorBody})
    def post(self, request: SignedInRequest, batch_id: int) -> Response:
        return Response(serializers.Batch(batch_actions.thaw(request.user, batch_id=batch_id)).data)


class ClipsPlanView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="plan_clips",
        request=serializers.ClipsPlanBody,
        responses={200: serializers.ClipVerdicts, 400: ErrorBody, 403: ErrorBody},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.ClipsPlanBody(data=request.data)
        body.is_valid(raise_exception=True)
        plan = dict(body.validated_data)
        selection = {name: plan.pop(name) for name in ("videos", "step", "trial")}
        clips = plan_actions.plan_clips(request.user, slug=slug, plan=plan, **selection)
        return Response(serializers.ClipVerdicts({"clips": clips}).data)
