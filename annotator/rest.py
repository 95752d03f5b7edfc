"""What every HTTP answer of ours has in common: one shape for errors.

`{"error": {"code", "text", "fields"}}`: `code` is for programs and never changes, `text` is for the person who can act.
"""

import math
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import set_rollback

from annotator.errors import AnnotatorError
from annotator.formats.whole_file import is_full
from annotator.storage.refusals import StorageAway

log = structlog.get_logger()


LARGEST = 2**63 - 1  # what a column of whole numbers holds


class BoundedJSON(JSONParser):
    """JSON of bounded depth and numbers, so that no body fills the stack or a column; its size is bounded by Django."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            body = super().parse(stream, media_type, parser_context)
            strange = beyond(body)
        except RecursionError:
            raise ParseError("The body is nested too deeply.") from None
        if strange is not None:
            raise ParseError(
                f"The body holds {str(strange)[:40]}; numbers here are at most {LARGEST}. Send a smaller one."
            )
        return body


def beyond(value: object) -> float | None:
    """A number somewhere in JSON that nothing of ours holds, if there is one: a whole one that no column takes, or one
    so large that it became infinite.
    """
    if isinstance(value, float):
        return None if math.isfinite(value) else value
    if isinstance(value, int):
        return None if -LARGEST <= value <= LARGEST else value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if (found := beyond(one)) is not None:
            return found
    return None


class ProseField(serializers.CharField):
    """Text exactly as it came, whatever it holds: the action that takes it names the place of a bad character."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, allow_blank=True, **options)
        self.validators = []


class RealField(serializers.FloatField):
    """A finite number; the library's own also takes the words nan and inf, which no answer in JSON can hold."""

    def to_internal_value(self, data: Any) -> float:
        number = super().to_internal_value(data)
        if not math.isfinite(number):
            self.fail("invalid")
        return number


class ErrorDetail(serializers.Serializer[Any]):
    code = serializers.CharField()
    text = serializers.CharField()
    fields = serializers.DictField()  # type: ignore[assignment]  # the word is the contract's, not DRF's property


class ErrorBody(serializers.Serializer[Any]):
    error = ErrorDetail()


def refusal(code: str, text: str, fields: dict[str, Any], status: int) -> Response:
    """One error as the API writes it."""
    return Response({"error": {"code": code, "text": text, "fields": fields}}, status=status)


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an error of ours, of DRF or of the database into the one shape; anything else stays a crash for the log."""
    set_rollback()
    match error:
        case AnnotatorError():
            return refusal(error.code, str(error), error.fields, error.status)
        case ValidationError():
            return refusal(
                "invalid_body", f"The request's body is not as expected: {error.detail}", {"body": error.detail}, 400
            )
        case APIException():
            wait = math.ceil(getattr(error, "wait", None) or 0)
            told = {"seconds": wait} if wait else {}
            answer = refusal(str(error.default_code), str(error.detail), told, error.status_code)
            if wait:
                answer["Retry-After"] = str(wait)
            if header := getattr(error, "auth_header", None):
                answer["WWW-Authenticate"] = header
            return answer
        case RequestDataTooBig():
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20
            return refusal("body_too_large", f"The body has more than {most} MiB; send less at once.", {}, 413)
        case Http404():
            return refusal("not_found", "There is nothing here that you may see.", {}, 404)
        case PermissionDenied():
            return refusal("permission_denied", "Your role does not allow this; ask the project's lead.", {}, 403)
        case OperationalError() | StorageAway() | OSError():
            return away(error)
    return None


def away(error: OperationalError | StorageAway | OSError) -> Response | None:
    """The answer while something that we need does not answer us, or is full; another fault of files is a crash."""
    if isinstance(error, OSError):
        text = "The server's disk is full; what exists is safe. Make room first."
        return refusal("disk_full", text, {}, 507) if is_full(error) else None
    if isinstance(error, StorageAway):  # its own text is for who runs the server
        log.warning("storage.away", error=str(error))
        text = "Files are out of reach just now; try again soon, or tell who runs the server."
        answer = refusal(error.code, text, {}, 503)
    else:
        text = "The database does not answer; your work is kept here and sent again."
        answer = refusal("database_unavailable", text, {}, 503)
    answer["Retry-After"] = "2"
    return answer
