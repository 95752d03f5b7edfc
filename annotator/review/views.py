"""Handing in and judging work, talking about it, asking and answering, and how good it is, over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.annotations.serializers import Caption
from annotator.rest import ErrorBody
from annotator.review import (
    actions,
    agreement,
    blind_actions,
    blind_queries,
    changes,
    correction_actions,
    draft_queries,
    mask_doubts,
    quality_actions,
    quality_queries,
    quality_report,
    quality_serializers,
    queries,
    question_actions,
    question_queries,
    reason_actions,
    reason_queries,
    serializers,
    thread_actions,
    thread_queries,
    verdict_actions,
    verdict_queries,
)
from annotator.work.serializers import WorkItem, describe


class SubmitView(APIView):
    scope = "work"

    @extend_schema(operation_id="submit_work", request=None, responses={200: WorkItem, 409: ErrorBody})
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(describe(actions.submit(request.user, item_id=item_id), actor=request.user))


class ApproveView(APIView):
    scope = "review"

    @extend_schema(operation_id="approve_work", request=None, responses={200: WorkItem, 409: ErrorBody})
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(describe(actions.approve(request.user, item_id=item_id), actor=request.user))


class ReturnView(APIView):
    scope = "review"

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
    scope = "review"

    @extend_schema(operation_id="reopen_work", request=None, responses={200: WorkItem, 403: ErrorBody, 409: ErrorBody})
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(describe(actions.reopen(request.user, item_id=item_id), actor=request.user))


class SubmissionsView(APIView):
    @extend_schema(operation_id="list_submissions", responses=serializers.Submissions)
    def get(self, request: SignedInRequest, item_id: int) -> Response:
        return Response({"submissions": queries.submissions_for(request.user, item_id)})


class VerdictsView(APIView):
    scope = "review"

    @extend_schema(operation_id="list_verdicts", responses=serializers.Verdicts)
    def get(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(verdict_queries.verdicts_for(request.user, item_id))

    @extend_schema(
        operation_id="give_verdict",
        request=serializers.VerdictBody,
        responses={200: serializers.Verdicts, 400: ErrorBody, 403: ErrorBody, 409: ErrorBody},
    )
    def put(self, request: SignedInRequest, item_id: int) -> Response:
        body = serializers.VerdictBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(verdict_actions.give_verdict(request.user, item_id=item_id, **body.validated_data))


class CorrectionView(APIView):
    scope = "review"

    @extend_schema(
        operation_id="correct_caption",
        request=serializers.CorrectionBody,
        responses={200: Caption, 400: ErrorBody, 403: ErrorBody, 409: ErrorBody},
    )
    def put(self, request: SignedInRequest, item_id: int) -> Response:
        body = serializers.CorrectionBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(correction_actions.correct_caption(request.user, item_id=item_id, **body.validated_data))


class ChangesView(APIView):
    @extend_schema(operation_id="get_changes", responses=serializers.Changes)
    def get(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(changes.changes_for(request.user, item_id))


class BlindView(APIView):
    scope = "review"

    @extend_schema(operation_id="list_blind_tests", responses=serializers.BlindPhrases)
    def get(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(blind_queries.blind_tests_for(request.user, item_id))

    @extend_schema(
        operation_id="test_blind",
        request=serializers.BlindBody,
        responses={200: serializers.BlindPhrases, 400: ErrorBody, 403: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, item_id: int) -> Response:
        body = serializers.BlindBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(blind_actions.keep_blind_test(request.user, item_id=item_id, **body.validated_data))


class DraftsView(APIView):
    @extend_schema(operation_id="list_drafts", responses=serializers.Drafts)
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response({"drafts": draft_queries.drafts_for(request.user, video_id)})


class ReasonsView(APIView):
    scope = "manage"

    @extend_schema(operation_id="list_reasons", responses=serializers.Reasons)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(reason_queries.reasons_for(request.user, slug))

    @extend_schema(
        operation_id="save_reasons",
        request=serializers.ReasonsBody,
        responses={200: serializers.Reasons, 400: ErrorBody, 403: ErrorBody, 409: ErrorBody},
    )
    def put(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.ReasonsBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(reason_actions.save_reasons(request.user, slug=slug, **body.validated_data))


class ThreadsView(APIView):
    scope = "work"

    @extend_schema(operation_id="list_threads", responses=serializers.Threads)
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response({"threads": thread_queries.threads_for(request.user, video_id)})

    @extend_schema(
        operation_id="open_thread",
        request=serializers.ThreadBody,
        responses={201: serializers.Thread, 400: ErrorBody, 403: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, video_id: int) -> Response:
        body = serializers.ThreadBody(data=request.data)
        body.is_valid(raise_exception=True)
        opened = thread_actions.open_thread(request.user, video_id=video_id, **body.validated_data)
        return Response(opened, status=201)


class CommentsView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="comment",
        request=serializers.CommentBody,
        responses={201: serializers.Thread, 400: ErrorBody, 403: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, thread_id: int) -> Response:
        body = serializers.CommentBody(data=request.data)
        body.is_valid(raise_exception=True)
        said = thread_actions.comment(request.user, thread_id=thread_id, **body.validated_data)
        return Response(said, status=201)


class ResolveThreadView(APIView):
    scope = "work"

    @extend_schema(operation_id="resolve_thread", request=None, responses={200: serializers.Thread, 403: ErrorBody})
    def post(self, request: SignedInRequest, thread_id: int) -> Response:
        return Response(thread_actions.resolve(request.user, thread_id=thread_id))


class ReopenThreadView(APIView):
    scope = "work"

    @extend_schema(operation_id="reopen_thread", request=None, responses={200: serializers.Thread, 403: ErrorBody})
    def post(self, request: SignedInRequest, thread_id: int) -> Response:
        return Response(thread_actions.reopen(request.user, thread_id=thread_id))


class QuestionsView(APIView):
    scope = "work"

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
    scope = "work"

    @extend_schema(operation_id="withdraw_question", responses={200: serializers.Question, 409: ErrorBody})
    def delete(self, request: SignedInRequest, question_id: int) -> Response:
        return Response(question_actions.withdraw(request.user, question_id=question_id))


class AnswerView(APIView):
    scope = "work"

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
    @extend_schema(operation_id="get_quality", responses={200: quality_serializers.Quality, 403: ErrorBody})
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(quality_report.quality_for(request.user, slug))


class SamplingView(APIView):
    scope = "manage"

    @extend_schema(operation_id="get_sampling", responses={200: quality_serializers.Sampling, 403: ErrorBody})
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(quality_queries.rule_for(request.user, slug))

    @extend_schema(
        operation_id="save_sampling",
        request=quality_serializers.SamplingBody,
        responses={200: quality_serializers.Sampling, 400: ErrorBody, 403: ErrorBody},
    )
    def put(self, request: SignedInRequest, slug: str) -> Response:
        body = quality_serializers.SamplingBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(quality_actions.save_rule(request.user, slug=slug, **body.validated_data))


class GoldView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="make_gold",
        request=None,
        responses={200: quality_serializers.Gold, 403: ErrorBody, 409: ErrorBody},
    )
    def put(self, request: SignedInRequest, video_id: int) -> Response:
        return Response(quality_actions.make_gold(request.user, video_id=video_id))

    @extend_schema(operation_id="retire_gold", responses={204: None, 403: ErrorBody})
    def delete(self, request: SignedInRequest, video_id: int) -> Response:
        quality_actions.retire_gold(request.user, video_id=video_id)
        return Response(status=204)


class AgreementView(APIView):
    @extend_schema(
        operation_id="get_agreement", responses={200: quality_serializers.Agreement, 403: ErrorBody, 404: ErrorBody}
    )
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response(agreement.agreement_for(request.user, video_id))


class DoubtsView(APIView):
    @extend_schema(operation_id="get_doubts", responses={200: quality_serializers.Doubts, 403: ErrorBody})
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response({"doubts": mask_doubts.doubts_for(request.user, video_id)})
