"""Oneself over HTTP: tokens, password, keys. The session is answered by `pages`, since it names projects."""

from typing import Any

from django.contrib.auth import update_session_auth_hash
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts import actions, queries, second_factor, serializers, sessions
from annotator.accounts.authentication import PERSON, SignedInRequest
from annotator.accounts.throttles import LoginThrottle
from annotator.rest import ErrorBody


class MeView(APIView):
    @extend_schema(operation_id="get_me", responses=serializers.Me)
    def get(self, request: SignedInRequest) -> Response:
        return Response(serializers.Me(request.user).data)


class PasswordView(APIView):
    scope = PERSON

    def get_throttles(self) -> list[Any]:
        return [LoginThrottle()]

    @extend_schema(
        operation_id="change_password",
        request=serializers.PasswordBody,
        responses={204: None, 400: ErrorBody, 429: ErrorBody},
    )
    def put(self, request: SignedInRequest) -> Response:
        body = serializers.PasswordBody(data=request.data)
        body.is_valid(raise_exception=True)
        person = actions.change_password(request.user, **body.validated_data)
        update_session_auth_hash(request, person)  # this session stays
        return Response(status=204)


class SessionsView(APIView):
    """Where one is signed in."""

    scope = PERSON

    @extend_schema(operation_id="list_sessions", responses=serializers.SignedIn(many=True))
    def get(self, request: SignedInRequest) -> Response:
        return Response(serializers.SignedIn(sessions.list_sessions(request.user, request.session), many=True).data)

    @extend_schema(operation_id="end_other_sessions", responses={204: None})
    def delete(self, request: SignedInRequest) -> Response:
        sessions.end_others(request.user, request.session)
        return Response(status=204)


class OneSessionView(APIView):
    scope = PERSON

    @extend_schema(operation_id="end_session", responses={204: None, 404: ErrorBody})
    def delete(self, request: SignedInRequest, number: str) -> Response:
        sessions.end_session(request.user, number=number)
        return Response(status=204)


class SecondFactorView(APIView):
    scope = PERSON

    def get_throttles(self) -> list[Any]:
        return [LoginThrottle()] if self.request.method == "PUT" else []

    @extend_schema(operation_id="get_second_factor", responses=serializers.SecondFactor)
    def get(self, request: SignedInRequest) -> Response:
        return Response(second_factor.describe(request.user))

    @extend_schema(
        operation_id="begin_second_factor", request=None, responses={200: serializers.SecondFactorBegun, 409: ErrorBody}
    )
    def post(self, request: SignedInRequest) -> Response:
        return Response(second_factor.begin(request.user, request.session))

    @extend_schema(
        operation_id="turn_on_second_factor",
        request=serializers.CodeBody,
        responses={200: serializers.RecoveryCodes, 400: ErrorBody, 429: ErrorBody},
    )
    def put(self, request: SignedInRequest) -> Response:
        body = serializers.CodeBody(data=request.data)
        body.is_valid(raise_exception=True)
        return Response({"codes": second_factor.turn_on(request.user, request.session, **body.validated_data)})


class SecondFactorOffView(APIView):
    scope = PERSON

    def get_throttles(self) -> list[Any]:
        return [LoginThrottle()]

    @extend_schema(
        operation_id="turn_off_second_factor",
        request=serializers.CodeBody,
        responses={204: None, 400: ErrorBody, 429: ErrorBody},
    )
    def post(self, request: SignedInRequest) -> Response:
        body = serializers.CodeBody(data=request.data)
        body.is_valid(raise_exception=True)
        second_factor.turn_off(request.user, **body.validated_data)
        return Response(status=204)


class TokensView(APIView):
    scope = PERSON

    @extend_schema(operation_id="list_tokens", responses=serializers.Token(many=True))
    def get(self, request: SignedInRequest) -> Response:
        return Response([serializers.Token(token).data for token in queries.tokens_of(request.user)])

    @extend_schema(operation_id="make_token", request=serializers.Token, responses={201: serializers.Token})
    def post(self, request: SignedInRequest) -> Response:
        body = serializers.Token(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        token, key = actions.make_token(
            request.user, label=wanted["label"], scopes=wanted["scopes"], expires=wanted["expires_at"]
        )
        return Response({**serializers.Token(token).data, "key": key}, status=201)


class TokenView(APIView):
    scope = PERSON

    @extend_schema(operation_id="revoke_token", responses={204: None})
    def delete(self, request: SignedInRequest, token_id: int) -> Response:
        actions.revoke_token(request.user, token_id=token_id)
        return Response(status=204)


class KeymapView(APIView):
    scope = "work"

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
