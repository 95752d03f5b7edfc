"""Metric studies over HTTP: start one, rate blind, write pairs, close it, hold measures against it."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.benchmark import study_actions, study_queries, study_serializers
from annotator.rest import ErrorBody

REFUSED = {404: ErrorBody, 409: ErrorBody}


class StudiesView(APIView):
    scope = "manage"

    @extend_schema(operation_id="list_studies", responses=study_serializers.Studies)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(study_queries.studies_for(request.user, slug))

    @extend_schema(
        operation_id="start_study",
        request=study_serializers.StudyBody,
        responses={201: study_serializers.Study, 400: ErrorBody, **REFUSED},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = study_serializers.StudyBody(data=request.data)
        body.is_valid(raise_exception=True)
        study = study_actions.start_study(request.user, slug=slug, **body.validated_data)
        return Response(study_queries.describe_study(study, request.user), status=201)


class StudyView(APIView):
    @extend_schema(operation_id="get_study", responses={200: study_serializers.StudyWork, 404: ErrorBody})
    def get(self, request: SignedInRequest, study_id: int) -> Response:
        study = study_queries.study_for(request.user, study_id)
        return Response(study_queries.describe_work(study, request.user))


class RatingView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="rate_sample",
        request=study_serializers.RatingBody,
        responses={200: study_serializers.StudyWork, 400: ErrorBody, **REFUSED},
    )
    def put(self, request: SignedInRequest, study_id: int, rating_id: int) -> Response:
        body = study_serializers.RatingBody(data=request.data)
        body.is_valid(raise_exception=True)
        study = study_actions.rate(request.user, study_id=study_id, rating_id=rating_id, **body.validated_data)
        return Response(study_queries.describe_work(study, request.user))


class PairView(APIView):
    scope = "work"

    @extend_schema(
        operation_id="write_pair",
        request=study_serializers.PairBody,
        responses={200: study_serializers.StudyWork, 400: ErrorBody, **REFUSED},
    )
    def put(self, request: SignedInRequest, study_id: int, pair_id: int) -> Response:
        body = study_serializers.PairBody(data=request.data)
        body.is_valid(raise_exception=True)
        study = study_actions.write_pair(request.user, study_id=study_id, pair_id=pair_id, **body.validated_data)
        return Response(study_queries.describe_work(study, request.user))


class CloseStudyView(APIView):
    scope = "manage"

    @extend_schema(operation_id="close_study", request=None, responses={200: study_serializers.Study, **REFUSED})
    def post(self, request: SignedInRequest, study_id: int) -> Response:
        study = study_actions.close_study(request.user, study_id=study_id)
        return Response(study_queries.describe_study(study, request.user))


class ResultsView(APIView):
    @extend_schema(operation_id="get_study_results", responses={200: study_serializers.StudyResults, 404: ErrorBody})
    def get(self, request: SignedInRequest, study_id: int) -> Response:
        study = study_queries.study_for(request.user, study_id, lead=True)
        return Response(study_queries.describe_results(study))


class StudyFileView(APIView):
    @extend_schema(operation_id="get_study_file", responses={200: OpenApiTypes.OBJECT, **REFUSED})
    def get(self, request: SignedInRequest, study_id: int) -> Response:
        study = study_queries.study_for(request.user, study_id, lead=True)
        named = {"Content-Disposition": f'attachment; filename="study-{study.pk}.json"'}
        return Response(study_queries.file_of(study), headers=named)


class MethodsView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="bring_methods",
        description="The object `methods` of the file that `python -m annotator.scoring.metric_study` reads.",
        request=OpenApiTypes.OBJECT,
        responses={200: study_serializers.StudyResults, 400: ErrorBody, **REFUSED},
    )
    def put(self, request: SignedInRequest, study_id: int) -> Response:
        methods = request.data if isinstance(request.data, dict) else {}
        study = study_actions.bring_methods(request.user, study_id=study_id, methods=methods)
        return Response(study_queries.describe_results(study))
