"""Tokens and keys over HTTP. The session itself is answered by `videos`, since it names the person's projects."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts import actions, queries, serializers
from annotator.accounts.authentication import SignedInRequest
from annotator.rest import ErrorBody


class TokensView(APIView):
    @extend_schema(operation_id="list_tokens", responses=serializers.Token(many=True))
    def get(self, request: SignedInRequest) -> Response:
        return Response([serializers.Token(token).data for token in queries.tokens_of(request.user)])

    @extend_schema(operation_id="make_token", request=serializers.Token, responses={201: serializers.Token})
    def post(self, request: SignedInRequest) -> Response:
        body = serializers.Token(data=request.data)
        body.is_valid(raise_exception=True)
        token, key = actions.make_token(request.user, label=body.validated_data["label"])
        return Response({**serializers.Token(token).data, "key": key}, status=201)


class TokenView(APIView):
    @extend_schema(operation_id="revoke_token", responses={204: None})
    def delete(self, request: SignedInRequest, token_id: int) -> Response:
        actions.revoke_token(request.user, token_id=token_id)
        return Response(status=204)


class KeymapView(APIView):
    @extend_schema(operation_id="get_keymap", responses=serializers.Keymap)
    def get(self, request: SignedInRequest) -> Response:
        return Response({"bindings": request.user.keymap})

    @extend_schema(
        operation_id="save_keymap", request=serializers.Keymap, responses={200: serializers.Keymap, 400: ErrorBody}
    )
    def put(self, request: SignedInRequest) -> Response:
        body = serializers.KeymapBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response({"bindings": actions.save_keymap(request.user, bindings=body.validated_data["bindings"])})
