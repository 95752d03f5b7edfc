"""Invitations over HTTP: making them, and the door through which somebody comes in."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts import sessions
from annotator.accounts.authentication import PERSON, HasScope, SignedInRequest
from annotator.accounts.throttles import LoginThrottle
from annotator.rest import ErrorBody
from annotator.videos import invitation_actions, people_queries, people_serializers
from annotator.videos.serializers import Session, describe_session


class InvitationsView(APIView):
    scope = "manage"

    @extend_schema(operation_id="list_invitations", responses=people_serializers.Invitations)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        rows = people_queries.invitations_of(request.user, slug)
        return Response(people_serializers.Invitations({"invitations": rows}).data)

    @extend_schema(
        operation_id="invite",
        request=people_serializers.InvitationBody,
        responses={201: people_serializers.Invitation, 403: ErrorBody},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        body = people_serializers.InvitationBody(data=request.data)
        body.is_valid(raise_exception=True)
        made, secret = invitation_actions.invite(request.user, slug=slug, **body.validated_data)
        shown = {**people_queries.describe_invitation(made), "secret": secret}
        return Response(people_serializers.Invitation(shown).data, status=201)


class InvitationView(APIView):
    scope = "manage"

    @extend_schema(operation_id="revoke_invitation", responses={204: None})
    def delete(self, request: SignedInRequest, invitation_id: int) -> Response:
        invitation_actions.revoke_invitation(request.user, invitation_id=invitation_id)
        return Response(status=204)


class JoinView(APIView):
    """For whoever holds the secret, signed in or not."""

    permission_classes = [HasScope]
    scope = PERSON

    def get_throttles(self) -> list[Any]:
        return [LoginThrottle()] if self.request.method == "POST" else []

    @extend_schema(operation_id="get_invitation", responses={200: people_serializers.InvitationSeen, 404: ErrorBody})
    def get(self, request: Request, secret: str) -> Response:
        return Response(people_serializers.InvitationSeen(people_queries.invitation_of(secret)).data)

    @extend_schema(
        operation_id="accept_invitation",
        request=people_serializers.NewAccount,
        responses={200: Session, 400: ErrorBody, 404: ErrorBody},
        description="Somebody signed in comes in as who they are, and sends nothing; else an account is made.",
    )
    def post(self, request: Request, secret: str) -> Response:
        if request.user.is_authenticated:
            person = invitation_actions.accept_with_account(request.user, secret=secret)
            return Response(describe_session(person))
        people_queries.invitation_of(secret)
        body = people_serializers.NewAccount(data=request.data)
        body.is_valid(raise_exception=True)
        person = invitation_actions.accept_with_new_account(secret=secret, **body.validated_data)
        sessions.sign_in(request._request, person, way="invitation")
        return Response(describe_session(person))
