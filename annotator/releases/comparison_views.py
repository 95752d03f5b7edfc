"""Two releases side by side over HTTP: asked for, watched, and read a page at a time."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.releases import actions, comparison, serializers
from annotator.rest import ErrorBody

ASKED = [serializers.ReleaseComparisonQuery]
REFUSED = {404: ErrorBody, 409: ErrorBody}


class ComparisonView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="get_release_changes", parameters=ASKED, responses={200: serializers.ReleaseComparison, **REFUSED}
    )
    def get(self, request: SignedInRequest, release_id: int) -> Response:
        since = queried(serializers.ReleaseComparisonQuery, request)["since"]
        return Response(comparison.describe_comparison(*comparison.pair_for(request.user, release_id, since)))

    @extend_schema(
        operation_id="compare_releases",
        parameters=ASKED,
        request=None,
        responses={202: serializers.ReleaseComparison, **REFUSED},
    )
    def post(self, request: SignedInRequest, release_id: int) -> Response:
        since = queried(serializers.ReleaseComparisonQuery, request)["since"]
        pair = actions.ask_for_changes(request.user, release_id=release_id, since=since)
        return Response(comparison.describe_comparison(*pair), status=202)


class CaptionChangesView(APIView):
    @extend_schema(
        operation_id="list_release_caption_changes",
        parameters=[serializers.ReleaseChangesQuery],
        responses={200: serializers.ReleaseCaptionChanges, **REFUSED},
    )
    def get(self, request: SignedInRequest, release_id: int) -> Response:
        return Response(page(request, release_id, "captions"))


class MaskChangesView(APIView):
    @extend_schema(
        operation_id="list_release_mask_changes",
        parameters=[serializers.ReleaseChangesQuery],
        responses={200: serializers.ReleaseMaskChanges, **REFUSED},
    )
    def get(self, request: SignedInRequest, release_id: int) -> Response:
        return Response(page(request, release_id, "masks"))


def page(request: SignedInRequest, release_id: int, what: str) -> dict[str, Any]:
    """Some changes of one kind."""
    query = queried(serializers.ReleaseChangesQuery, request)
    old, new = comparison.pair_for(request.user, release_id, query["since"])
    return comparison.changes_page(old, new, what=what, offset=query["offset"])


def queried(shape: type[serializers.ReleaseComparisonQuery], request: SignedInRequest) -> dict[str, Any]:
    """What stands in the address."""
    query = shape(data=request.query_params)
    query.is_valid(raise_exception=True)
    found: dict[str, Any] = query.validated_data
    return found
