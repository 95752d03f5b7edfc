"""One's own notices over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.notices import actions, queries, serializers
from annotator.rest import ErrorBody


class NoticesView(APIView):
    @extend_schema(operation_id="list_notices", responses=serializers.Notices)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(queries.notices_for(request.user, slug))


class ReadView(APIView):
    @extend_schema(
        operation_id="read_notices",
        request=serializers.ReadBody,
        responses={200: serializers.Notices, 400: ErrorBody},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.ReadBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(actions.read_until(request.user, slug=slug, **body.validated_data))
