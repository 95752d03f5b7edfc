"""The people of a project over HTTP; here rather than beside invitations, because who leaves gives work back."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import PERSON, SignedInRequest
from annotator.rest import ErrorBody
from annotator.videos import people_queries
from annotator.videos.people_serializers import Member, People, Place
from annotator.work import people_actions


class PeopleView(APIView):
    @extend_schema(operation_id="list_people", responses=People)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        return Response(People({"people": people_queries.people_of(request.user, slug)}).data)


class PersonView(APIView):
    scope = "manage"

    @extend_schema(operation_id="change_person", request=Place, responses={200: Member, 403: ErrorBody, 409: ErrorBody})
    def put(self, request: SignedInRequest, slug: str, person_id: int) -> Response:
        body = Place(data=request.data)
        body.is_valid(raise_exception=True)
        place = people_actions.change_person(request.user, slug=slug, person_id=person_id, **body.validated_data)
        return Response(Member(people_queries.describe_member(place)).data)

    @extend_schema(operation_id="remove_person", responses={204: None, 403: ErrorBody, 409: ErrorBody})
    def delete(self, request: SignedInRequest, slug: str, person_id: int) -> Response:
        people_actions.remove_person(request.user, slug=slug, person_id=person_id)
        return Response(status=204)


class CloseView(APIView):
    scope = PERSON

    @extend_schema(
        operation_id="close_account",
        request=None,
        responses={204: None, 403: ErrorBody, 404: ErrorBody, 409: ErrorBody},
    )
    def post(self, request: SignedInRequest, person_id: int) -> Response:
        people_actions.close_account(request.user, person_id=person_id)
        return Response(status=204)
