"""Answers of a judge in a folder, each in a file named by its question's digest, so that nothing is paid for twice.

A file appears whole or not at all; one that somebody damaged is as good as none, and its question is asked again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from annotator.formats.whole_file import write_whole
from annotator.language.endpoint import Endpoint, Reply, counted
from annotator.language.question import Question

_SYNTHETIC = ("synthetic", "fake")


@dataclass(frozen=True)
class Answer:
    """What a judge said, and what it says of itself. Tokens are None where it does not count them."""

    text: str
    model: str
    fingerprint: str
    whole: bool
    tokens_in: int | None
    tokens_out: int | None

    @property
    def synthetic(self) -> bool:
        """Whether what answered names itself a stand-in: a scripted server of tests."""
        return is_synthetic(f"{self.model} {self.fingerprint}")


def is_synthetic(said: str) -> bool:
    """Whether the name or fingerprint of what answered is a stand-in's."""
    return any(word in said.casefold() for word in _SYNTHETIC)


@dataclass(frozen=True)
class AnswerFolder:
    """The answers below a folder, which need not exist yet."""

    path: Path

    def find(self, digest: str) -> Answer | None:
        """The answer to a question that was asked before."""
        try:
            row = json.loads(self._file(digest).read_bytes())
            said = (row["text"], row["model"], row["fingerprint"])
            if row["digest"] != digest or not all(isinstance(one, str) for one in said):
                return None
            return Answer(*said, row["whole"] is True, counted(row["tokens_in"]), counted(row["tokens_out"]))
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None

    def keep(self, digest: str, question: Question, endpoint: Endpoint, reply: Reply) -> Answer:
        """Keep an answer.

        Raises:
            OSError: The disk is full or not writable.
        """
        answer = Answer(reply.text, reply.model, reply.fingerprint, reply.whole, reply.tokens_in, reply.tokens_out)
        row = {"digest": digest, "url": endpoint.url, "asked_of": endpoint.model, "prompt": question.version}
        write_whole(self._file(digest), json.dumps(row | asdict(answer), ensure_ascii=False).encode())
        return answer

    def _file(self, digest: str) -> Path:
        return self.path / digest[:2] / f"{digest}.json"


def digest_of(question: Question, endpoint: Endpoint) -> str:
    """By what an answer is found again: the endpoint's address and model, the prompt, both captions.

    The address is part of it: what a stand-in answered is never taken for the word of a model elsewhere.
    """
    return hashlib.sha256(f"{endpoint.url}\n{question.digest(endpoint.model)}".encode()).hexdigest()
