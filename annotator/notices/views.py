"""One's own notices, and a project's webhooks, over HTTP."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import PERSON, SignedInRequest
from annotator.notices import actions, queries, serializers, webhook_actions, webhook_queries
from annotator.rest import ErrorBody


class NoticesView(APIView):
    @extend_schema(operation_id="list_notices", responses=serializers.Notices)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(queries.notices_for(request.user, slug))


class ReadView(APIView):
    scope = PERSON

    @extend_schema(
        operation_id="read_notices",
        request=serializers.ReadBody,
        responses={200: serializers.Notices, 400: ErrorBody},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.ReadBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(actions.read_until(request.user, slug=slug, **body.validated_data))


class WebhooksView(APIView):
    scope = "manage"

    @extend_schema(operation_id="list_webhooks", responses=serializers.Webhooks)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(webhook_queries.webhooks_for(request.user, slug))

    @extend_schema(
        operation_id="make_webhook",
        request=serializers.WebhookBody,
        responses={201: serializers.NewWebhook, 400: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = serializers.WebhookBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(webhook_actions.make_webhook(request.user, slug=slug, **body.validated_data), status=201)


class WebhookView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="change_webhook",
        request=serializers.WebhookChange,
        responses={200: serializers.Webhook, 400: ErrorBody},
    )
    def put(self, request: SignedInRequest, webhook_id: int) -> Response:
        body = serializers.WebhookChange(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(webhook_actions.change_webhook(request.user, webhook_id=webhook_id, **body.validated_data))

    @extend_schema(operation_id="delete_webhook", responses={204: None})
    def delete(self, request: SignedInRequest, webhook_id: int) -> Response:
        webhook_actions.delete_webhook(request.user, webhook_id=webhook_id)
        return Response(status=204)


class TryWebhookView(APIView):
    scope = "manage"

    @extend_schema(
        operation_id="try_webhook", request=None, responses={202: serializers.Delivery, 400: ErrorBody, 409: ErrorBody}
    )
    def post(self, request: SignedInRequest, webhook_id: int) -> Response:
        return Response(webhook_actions.try_webhook(request.user, webhook_id=webhook_id), status=202)


class DeliveriesView(APIView):
    @extend_schema(operation_id="list_deliveries", responses=serializers.Deliveries)
    def get(self, request: SignedInRequest, webhook_id: int) -> Response:
        return Response({"deliveries": webhook_queries.deliveries_for(request.user, webhook_id)})


class DeliveryView(APIView):
    scope = "manage"

    @extend_schema(operation_id="send_again", request=None, responses={202: serializers.Delivery})
    def post(self, request: SignedInRequest, delivery_id: int) -> Response:
        return Response(webhook_actions.send_again(request.user, delivery_id=delivery_id), status=202)


class WishesView(APIView):
    scope = PERSON

    @extend_schema(operation_id="get_wishes", responses=serializers.Wishes)
    def get(self, request: SignedInRequest) -> Response:
        return Response(queries.wishes_for(request.user))

    @extend_schema(
        operation_id="save_wishes", request=serializers.WishesBody, responses={200: serializers.Wishes, 400: ErrorBody}
    )
    def put(self, request: SignedInRequest) -> Response:
        body = serializers.WishesBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(actions.save_wishes(request.user, **body.validated_data))
