"""Handing in and judging work over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.rest import ErrorBody
from annotator.review import actions, queries, serializers
from annotator.work.serializers import WorkItem, describe


class SubmitView(APIView):
    @extend_schema(operation_id="submit_work", request=None, responses={200: WorkItem, 409: ErrorBody})
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(describe(actions.submit(request.user, item_id=item_id), actor=request.user))


class ApproveView(APIView):
    @extend_schema(operation_id="approve_work", request=None, responses={200: WorkItem, 409: ErrorBody})
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(describe(actions.approve(request.user, item_id=item_id), actor=request.user))


class ReturnView(APIView):
    @extend_schema(
        operation_id="return_work",
        request=serializers.ReturnBody,
        responses={200: WorkItem, 400: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        body = serializers.ReturnBody(data=request.data)
        body.is_valid(raise_exception=True)
        item = actions.return_submission(request.user, item_id=item_id, **body.validated_data)
        return Response(describe(item, actor=request.user))


class SubmissionsView(APIView):
    @extend_schema(operation_id="list_submissions", responses=serializers.Submissions)
    def get(self, request: SignedInRequest, item_id: int) -> Response:
        return Response({"submissions": queries.submissions_for(request.user, item_id)})
