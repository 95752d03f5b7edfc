"""Resumable uploads over HTTP, by the protocol of tus.io; any client that speaks it can send.

A body is read piece by piece. Under ASGI it lies in a temporary file by then, so that neither a slow sender nor a large
piece takes memory, and a sender who breaks off within one has sent nothing of it.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.accounts.authentication import SignedInRequest
from annotator.rest import ErrorBody
from annotator.videos import queries, tus, upload_actions
from annotator.videos.upload_serializers import Upload, Uploads, describe_uploads

BLOCK = 1 << 18  # bytes


def header(name: str, kind: Any, words: str, *, required: bool = True) -> OpenApiParameter:
    """A header of the protocol, for the API's documentation."""
    return OpenApiParameter(name, kind, OpenApiParameter.HEADER, description=words, required=required)


SPOKEN = header("Tus-Resumable", OpenApiTypes.STR, f"`{tus.VERSION}`")


class TusView(APIView):
    """What every answer of the protocol has in common. Reading JSON asks for no version."""

    scope = "upload"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in ("POST", "HEAD", "PATCH", "DELETE"):
            tus.require_version(request.headers)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Tus-Resumable"] = tus.VERSION
        if answer.status_code == 412:
            answer["Tus-Version"] = tus.VERSION
        return answer


class UploadsView(TusView):
    @extend_schema(operation_id="list_uploads", responses=Uploads)
    def get(self, request: SignedInRequest, slug: str) -> Response:
        project = queries.membership(request.user, slug).project
        return Response({"uploads": describe_uploads(queries.uploads_of(project))})

    @extend_schema(
        operation_id="begin_upload",
        description="Announces a file. Its bytes go to the address in the header Location.",
        parameters=[
            SPOKEN,
            header("Upload-Length", OpenApiTypes.INT64, "the file's size in bytes"),
            header(
                "Upload-Metadata", OpenApiTypes.STR, "`filename`, and if wanted `source` and `purpose`, each in base64"
            ),
        ],
        request=None,
        responses={201: Upload, 400: ErrorBody, 412: ErrorBody, 422: ErrorBody, 507: ErrorBody},
    )
    def post(self, request: SignedInRequest, slug: str) -> Response:
        upload = upload_actions.begin_upload(
            request.user,
            slug=slug,
            length=tus.length_of(request.headers),
            metadata=request.headers.get("Upload-Metadata", ""),
        )
        headers = {"Location": f"/api/uploads/{upload.key}", **tus.expiry(upload.expires_at)}
        return Response(describe_uploads([upload])[0], status=201, headers=headers)

    def options(self, request: SignedInRequest, slug: str) -> Response:  # type: ignore[override]  # DRF's takes anything
        project = queries.membership(request.user, slug).project
        return Response(status=204, headers={**tus.OFFERED, "Tus-Max-Size": str(project.max_bytes)})


class UploadView(TusView):
    """One file on its way; only its sender reaches it."""

    @extend_schema(operation_id="get_upload", responses={200: Upload, 404: ErrorBody})
    def get(self, request: SignedInRequest, upload: UUID) -> Response:
        return Response(describe_uploads([queries.upload_for(request.user, upload)])[0])

    def head(self, request: SignedInRequest, upload: UUID) -> Response:
        found = upload_actions.find_upload(request.user, key=upload)
        headers = {
            "Upload-Offset": str(found.offset),
            "Upload-Length": str(found.bytes),
            "Cache-Control": "no-store",
            **tus.expiry(found.expires_at),
        }
        if found.metadata:
            headers["Upload-Metadata"] = found.metadata
        return Response(status=200, headers=headers)

    @extend_schema(
        operation_id="append_upload",
        description="Adds bytes behind those that have arrived. The last ones hand the file over to be looked at.",
        parameters=[
            SPOKEN,
            header("Upload-Offset", OpenApiTypes.INT64, "how many bytes have arrived"),
            header("Upload-Checksum", OpenApiTypes.STR, "`sha256` or `sha1` and a base64 digest", required=False),
        ],
        request={tus.CONTENT: OpenApiTypes.BINARY},
        responses={204: None, 400: ErrorBody, 404: ErrorBody, 409: ErrorBody, 410: ErrorBody, 413: ErrorBody},
    )
    def patch(self, request: SignedInRequest, upload: UUID) -> Response:
        if request.content_type != tus.CONTENT:
            raise UnsupportedMediaType(request.content_type or "none", f"Send the bytes as {tus.CONTENT}.")
        length = request.headers.get("Content-Length", "")
        grown = upload_actions.append(
            request.user,
            key=upload,
            offset=tus.offset_of(request.headers),
            pieces=pieces_of(request),
            length=int(length) if tus.is_number(length) else 0,
            checksum=tus.checksum_of(request.headers),
        )
        headers = {"Upload-Offset": str(grown.offset), **tus.expiry(grown.expires_at)}
        return Response(status=204, headers=headers)

    @extend_schema(
        operation_id="remove_upload", parameters=[SPOKEN], responses={204: None, 404: ErrorBody, 409: ErrorBody}
    )
    def delete(self, request: SignedInRequest, upload: UUID) -> Response:
        upload_actions.remove_upload(request.user, key=upload)
        return Response(status=204)

    def options(self, request: SignedInRequest, upload: UUID) -> Response:  # type: ignore[override]  # DRF's takes anything
        return Response(status=204, headers=tus.OFFERED)


def pieces_of(request: Request) -> Iterator[bytes]:
    """A request's body, a piece at a time."""
    while piece := request._request.read(BLOCK):
        yield piece
