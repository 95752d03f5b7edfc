"""Projects, clips and queues over HTTP, all read-only."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.insights import (
    acceptance,
    acceptance_serializers,
    batches,
    dashboard,
    dashboard_serializers,
    day,
    export,
    facets,
    lengths,
    log,
    machines,
    minutes,
    minutes_serializers,
    pace,
    queries,
    selection,
    serializers,
)
from annotator.insights.filters import ClipFilter
from annotator.rest import ErrorBody


class ProjectView(APIView):
    @extend_schema(operation_id="get_project", responses=serializers.Project)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(queries.project_for(request.user, slug))


class VideosView(APIView):
    @extend_schema(
        operation_id="list_videos",
        parameters=[serializers.VideoPageFilter],
        responses={200: serializers.VideoPage, 403: ErrorBody},
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = serializers.VideoPageFilter(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        page = wanted.validated_data.pop("page")
        asked = ClipFilter(**wanted.validated_data)
        return Response(queries.videos_for(request.user, slug, wanted=asked, page=page))


class SelectionView(APIView):
    @extend_schema(
        operation_id="list_selection",
        parameters=[serializers.VideoFilter],
        responses={200: serializers.Selection, 403: ErrorBody},
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = serializers.VideoFilter(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        asked = ClipFilter(**wanted.validated_data)
        return Response({"videos": selection.selection_for(request.user, slug, wanted=asked)})


class BatchStagesView(APIView):
    @extend_schema(operation_id="get_batch_stages", responses={200: serializers.BatchesStages, 403: ErrorBody})
    def get(self, request: SignedInRequest, slug: str) -> Response:
        told = {"batches": batches.batch_stages_for(request.user, slug)}
        return Response(serializers.BatchesStages(told).data)


class FacetsView(APIView):
    @extend_schema(operation_id="get_facets", responses=serializers.Facets)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(facets.facets_for(request.user, slug))


class VideoView(APIView):
    @extend_schema(operation_id="get_video", responses=serializers.Video)
    def get(self, request: SignedInRequest, video_id: int) -> Response:
        return Response(queries.video_detail(request.user, video_id))


class QueueView(APIView):
    @extend_schema(operation_id="get_queue", parameters=[serializers.QueueOrder], responses=serializers.Queue)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = serializers.QueueOrder(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        return Response(queries.queue_for(request.user, slug, **wanted.validated_data))


class DayView(APIView):
    @extend_schema(operation_id="get_day", parameters=[serializers.DayStart], responses=serializers.Day)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = serializers.DayStart(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        return Response(serializers.Day(day.day_for(request.user, slug, **wanted.validated_data)).data)


class DashboardView(APIView):
    @extend_schema(
        operation_id="get_dashboard",
        parameters=[dashboard_serializers.PeriodBody],
        responses={200: dashboard_serializers.Dashboard, 400: ErrorBody, 403: ErrorBody},
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        period = dashboard_serializers.PeriodBody(data=request.query_params)
        period.is_valid(raise_exception=True)
        return Response(dashboard.dashboard_for(request.user, slug, **period.validated_data))


class MinutesView(APIView):
    @extend_schema(
        operation_id="get_minutes",
        parameters=[dashboard_serializers.PeriodBody],
        responses={200: minutes_serializers.Minutes, 400: ErrorBody, 403: ErrorBody},
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        period = dashboard_serializers.PeriodBody(data=request.query_params)
        period.is_valid(raise_exception=True)
        return Response(minutes.minutes_for(request.user, slug, **period.validated_data))


class PaceView(APIView):
    @extend_schema(
        operation_id="get_pace",
        parameters=[dashboard_serializers.PeriodBody],
        responses={200: minutes_serializers.Pace, 400: ErrorBody, 403: ErrorBody},
    )
    def get(self, request: SignedInRequest, slug: str) -> Response:
        period = dashboard_serializers.PeriodBody(data=request.query_params)
        period.is_valid(raise_exception=True)
        return Response(pace.pace_for(request.user, slug, **period.validated_data))


class DashboardTableView(APIView):
    @extend_schema(
        operation_id="get_dashboard_table",
        parameters=[dashboard_serializers.PeriodBody],
        responses={(200, "text/csv"): OpenApiTypes.STR, 400: ErrorBody, 403: ErrorBody},
    )
    def get(self, request: SignedInRequest, slug: str, table: str) -> HttpResponse:
        period = dashboard_serializers.PeriodBody(data=request.query_params)
        period.is_valid(raise_exception=True)
        text = export.table_for(request.user, slug, table, **period.validated_data)
        name = f'attachment; filename="{slug}-{table}.csv"'
        return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


class AcceptanceView(APIView):
    @extend_schema(operation_id="get_acceptance", responses=acceptance_serializers.Acceptance)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(acceptance.acceptance_for(request.user, slug))


class AcceptanceTableView(APIView):
    @extend_schema(operation_id="get_acceptance_table", responses={(200, "text/csv"): OpenApiTypes.STR, 403: ErrorBody})
    def get(self, request: SignedInRequest, slug: str) -> HttpResponse:
        name = f'attachment; filename="{slug}-acceptance.csv"'
        text = acceptance.table_for(request.user, slug)
        return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


class MachinesView(APIView):
    @extend_schema(operation_id="get_machines", responses=serializers.Machines)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(machines.machines_for(request.user, slug))


class LogView(APIView):
    @extend_schema(operation_id="get_log", parameters=[serializers.LogFilter], responses=serializers.Log)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        wanted = serializers.LogFilter(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        return Response(log.log_for(request.user, slug, **wanted.validated_data))


class CaptionLengthsView(APIView):
    @extend_schema(operation_id="get_caption_lengths", responses=serializers.CaptionLengths)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(lengths.caption_lengths(request.user, slug))


class ClipWorkView(APIView):
    @extend_schema(operation_id="get_clip_work", responses={200: serializers.WorkCard, 404: ErrorBody})
    def get(self, request: SignedInRequest, slug: str, number: int, step: str) -> Response:
        return Response(queries.work_at(request.user, slug, number, step))


class WorkView(APIView):
    @extend_schema(operation_id="get_work", responses=serializers.WorkCard)
    def get(self, request: SignedInRequest, item_id: int) -> Response:
        return Response(queries.work_card(request.user, item_id))
