"""What a model is asked: our words in the system's turn, other people's only in the user's, fenced and marked as data.

A question is a value, and equal questions have one digest: an answer that was paid for is found again by it.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, replace

from annotator.language.endpoint import Endpoint, Message, Reply

BYTES_A_TOKEN = 4  # of English in the usual vocabularies; for estimates only
TOKENS_A_TURN = 4


@dataclass(frozen=True)
class Question:
    """Turns of a conversation that end with ours, and where the answer is cut off.

    `version` is the digest of the instructions that it was made by; `expected` how many tokens an answer takes,
    `most` how many it may.
    """

    version: str
    turns: tuple[Message, ...]
    expected: int
    most: int

    def digest(self, model: str) -> str:
        """By what the answer of a model is found again."""
        said = [[turn.role, turn.text] for turn in self.turns]
        written = json.dumps([model, self.version, said, self.most], ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()

    def again(self, answer: str, fault: str) -> Question:
        """The same, with an answer that could not be used and why."""
        reminder = f"That answer cannot be used: {fault}. Answer again, with what was asked for and nothing else."
        return replace(self, turns=(*self.turns, Message("assistant", answer), Message("user", reminder)))

    def tokens(self) -> int:
        """About how many tokens the question has."""
        written = sum(len(turn.text.encode()) for turn in self.turns)
        return -(-written // BYTES_A_TOKEN) + TOKENS_A_TURN * len(self.turns)

    def most_tokens(self) -> int:
        """How many tokens it has at most: a token stands for a byte at least."""
        return sum(len(turn.text.encode()) + 4 * TOKENS_A_TURN for turn in self.turns)

    def likely_cost(self, endpoint: Endpoint) -> int:
        """About what an answer costs, in billionths."""
        return endpoint.cost(self.tokens(), self.expected)

    def most_cost(self, endpoint: Endpoint) -> int:
        """What one attempt costs at most, in billionths."""
        return endpoint.cost(self.most_tokens(), self.most)

    def real_cost(self, endpoint: Endpoint, reply: Reply) -> int:
        """What a reply cost, in billionths; tokens that were not counted, and attempts that were lost, at the most."""
        tokens_in = self.most_tokens() if reply.tokens_in is None else reply.tokens_in
        tokens_out = self.most if reply.tokens_out is None else reply.tokens_out
        return endpoint.cost(tokens_in, tokens_out) + reply.lost * self.most_cost(endpoint)


def version_of(*instructions: str) -> str:
    """The digest of the texts that a writer asks by: another word, another version."""
    return hashlib.sha256("\n\0\n".join(instructions).encode()).hexdigest()


def fenced(name: str, text: str) -> str:
    """Somebody's text as data between marks that it cannot close, without characters that steer a reader."""
    kept = "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf", "Co", "Cs", "Cn"))
    kept = re.sub(rf"<\s*/?\s*{name}\s*>", " ", kept, flags=re.IGNORECASE)
    return f"<{name}>\n{kept}\n</{name}>"
