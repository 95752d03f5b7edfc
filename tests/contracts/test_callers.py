"""The server calls other machines from a few files only: nobody adds an address that a user gives by accident."""

from __future__ import annotations

import ast

from tests.contracts import source

CALLERS = {"requests", "httpx", "urllib.request", "http.client", "aiohttp", "urllib3", "socket", "smtplib", "boto3"}
ALLOWED = {
    "annotator/accounts/oidc_views.py",  # the operator's TETHER_OIDC_ISSUER
    "annotator/language/endpoint.py",  # the operator's TETHER_LANGUAGE_URL
    "annotator/notices/sending.py",  # webhooks, to the hosts that the operator named
    "propagation/sam2_download.py",  # SAM 2's published weights, with their checksum
}  # fmt: skip


def test_only_these_files_call_other_machines() -> None:
    found = set()
    for room in ("annotator", "propagation", "model_assist"):
        for path in (source.ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                if CALLERS & set(names) and not _only_says_who_we_are(path.read_text(), names):
                    found.add(path.relative_to(source.ROOT).as_posix())

    assert found == ALLOWED


def _only_says_who_we_are(text: str, names: list[str]) -> bool:
    """Whether a file uses `socket` for nothing but this machine's name."""
    calls = {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)
             and isinstance(node.value, ast.Name) and node.value.id == "socket"}  # fmt: skip
    return CALLERS & set(names) == {"socket"} and calls <= {"gethostname"}
