"""Handing in and judging work, asking and answering, and how good the work is, over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.rest import ErrorBody
from annotator.review import (
    actions,
    agreement,
    mask_doubts,
    quality_actions,
    quality_queries,
    quality_report,
    queries,
    question_actions,
    question_queries,
    serializers,
)
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


class ReopenView(APIView):
    @extend_schema(operation_id="reopen_work", request=None, responses={200: WorkItem, 403: ErrorBody, 409: ErrorBody})
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(describe(actions.reopen(request.user, item_id=item_id), actor=request.user))


class SubmissionsView(APIView):
    @extend_schema(operation_id="list_submissions", responses=serializers.Submissions)
    def get(self, request: SignedInRequest, item_id: int) -> Response:
        return Response({"submissions": queries.submissions_for(request.user, item_id)})


class QuestionsView(APIView):
    @extend_schema(operation_id="list_questions", responses=serializers.Questions)
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response({"questions": question_queries.questions_for(request.user, video_id)})

    @extend_schema(
        operation_id="ask_question",
        request=serializers.QuestionBody,
        responses={201: serializers.Question, 400: ErrorBody, 404: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, video_id: int) -> Response:
        body = serializers.QuestionBody(data=request.data)
        body.is_valid(raise_exception=True)
        asked = question_actions.ask(request.user, video_id=video_id, **body.validated_data)
        return Response(asked, status=201)


class QuestionView(APIView):
    @extend_schema(operation_id="withdraw_question", responses={200: serializers.Question, 409: ErrorBody})
    def delete(self, request: SignedInRequest, question_id: int) -> Response:
        return Response(question_actions.withdraw(request.user, question_id=question_id))


class AnswerView(APIView):
    @extend_schema(
        operation_id="answer_question",
        request=serializers.AnswerBody,
        responses={200: serializers.Question, 400: ErrorBody, 403: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, question_id: int) -> Response:
        body = serializers.AnswerBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(question_actions.answer(request.user, question_id=question_id, **body.validated_data))


class QualityView(APIView):
    @extend_schema(operation_id="get_quality", responses={200: serializers.Quality, 403: ErrorBody})
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(quality_report.quality_for(request.user, slug))


class SamplingView(APIView):
    @extend_schema(operation_id="get_sampling", responses={200: serializers.Sampling, 403: ErrorBody})
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(quality_queries.rule_for(request.user, slug))

    @extend_schema(
        operation_id="save_sampling",
        request=serializers.SamplingBody,
        responses={200: serializers.Sampling, 400: ErrorBody, 403: ErrorBody},
    )
    def put(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.SamplingBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(quality_actions.save_rule(request.user, slug=slug, **body.validated_data))


class GoldView(APIView):
    @extend_schema(
        operation_id="make_gold", request=None, responses={200: serializers.Gold, 403: ErrorBody, 409: ErrorBody}
    )
    def put(self, request: SignedInRequest, video_id: int) -> Response:
        return Response(quality_actions.make_gold(request.user, video_id=video_id))

    @extend_schema(operation_id="retire_gold", responses={204: None, 403: ErrorBody})
    def delete(self, request: SignedInRequest, video_id: int) -> Response:
        quality_actions.retire_gold(request.user, video_id=video_id)
        return Response(status=204)


class AgreementView(APIView):
    @extend_schema(operation_id="get_agreement", responses={200: serializers.Agreement, 403: ErrorBody, 404: ErrorBody})
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response(agreement.agreement_for(request.user, video_id))


class DoubtsView(APIView):
    @extend_schema(operation_id="get_doubts", responses={200: serializers.Doubts, 403: ErrorBody})
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response({"doubts": mask_doubts.doubts_for(request.user, video_id)})
