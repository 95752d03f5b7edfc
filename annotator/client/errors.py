"""Why something did not work, for whoever can act on it: what the server refuses, and what is wrong on this side.

`code` is for programs and never changes; of a refusal it is the server's own. `exit_code` is what a command ends with.
"""

from __future__ import annotations

from typing import Any


class ClientError(Exception):
    """Head of the family. The text says what is wrong, with its value, and what to do next."""

    code = "client_failed"
    exit_code = 1

    def __init__(self, text: str, **fields: Any) -> None:
        super().__init__(text)
        self.text = text
        self.fields = fields


class TokenMissing(ClientError):
    """No token, or no address of a server, was given to act with."""

    code = "token_missing"
    exit_code = 2


class TokenExposed(ClientError):
    """The file that holds the token can be read by others on this machine."""

    code = "token_exposed"
    exit_code = 2


class FileUnusable(ClientError):
    """A file or folder on this side cannot be read, or not be written."""

    code = "file_unusable"
    exit_code = 2


class NotReached(ClientError):
    """The server did not answer, however often it was asked."""

    code = "server_unreachable"
    exit_code = 4


class NoTether(ClientError):
    """Something answered that is not Tether."""

    code = "not_tether"
    exit_code = 4


class Damaged(ClientError):
    """What was fetched, or lies here, is not what was released; nothing of it took its place."""

    code = "download_damaged"


class NotReady(ClientError):
    """A release has not been published, or there is none of this version."""

    code = "release_not_ready"


class FolderTaken(ClientError):
    """A release would have to lie where something else lies."""

    code = "folder_taken"


class FileRefused(ClientError):
    """The server took a file, looked at it, and refused it; the text has its reasons."""

    code = "file_refused"


class TooSlow(ClientError):
    """The server was not done in the time that was allowed."""

    code = "not_done_in_time"


class Refused(ClientError):
    """The server's own refusal: its `code`, `text` and `fields`, and the HTTP `status`."""

    def __init__(self, status: int, code: str, text: str, fields: dict[str, Any], *, asked: str) -> None:
        super().__init__(f"{text} ({asked}: {status} {code})", **fields)
        self.status, self.code = status, code


class TokenRefused(Refused):
    """401: the token is unknown, has expired or was revoked."""

    exit_code = 3


class NotPermitted(Refused):
    """403: the person's role, or the token's scopes, do not allow this."""

    exit_code = 3


class NothingThere(Refused):
    """404: there is no such thing, or it is not for this person."""


class Conflict(Refused):
    """409: something else is so by now; the text says what."""


_OF_STATUS: dict[int, type[Refused]] = {401: TokenRefused, 403: NotPermitted, 404: NothingThere, 409: Conflict}


def refusal(status: int, document: Any, *, asked: str) -> ClientError:
    """The error that an answer stands for.

    Args:
        document: The answer's JSON; whatever else it was, None.
        asked: The method and the address.
    """
    try:
        told = document["error"]
        code, text, fields = str(told["code"]), str(told["text"]), dict(told["fields"])
    except (KeyError, TypeError, ValueError):
        words = f"{asked} answered {status} without a reason of Tether's; see that the address is Tether's own."
        return NoTether(words, status=status)
    return _OF_STATUS.get(status, Refused)(status, code, text, fields, asked=asked)
