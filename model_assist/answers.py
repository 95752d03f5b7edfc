"""Answers that grow together, a word of each in every pass, behind prefixes of one length.

A question that is shorter than others is padded behind its end; nobody looks at the padding, and the words of its
answer stand at the places that follow its own end. An answer that has ended takes part in no further pass.

B answers that still grow, L new tokens of each, K places so far, D width of the language model, G segmentation tokens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from model_assist.packing import PAD, SEGMENT


@dataclass(frozen=True)
class Said:
    """An answer. `states_GD` are those that predict its segmentation tokens, `sure_G` how likely each was, 0…1."""

    tokens: tuple[int, ...]
    states_GD: Tensor
    sure_G: tuple[float, ...]


@dataclass
class _Growing:
    tokens: list[int] = field(default_factory=list)
    states: list[Tensor] = field(default_factory=list)
    sure: list[float] = field(default_factory=list)


class Answers:
    """Which tokens go into the next pass, where they stand and what they may look at.

    Args:
        questions: The tokens of each.
        prefix: Places before a question, all of which it may look at.
    """

    def __init__(self, questions: Sequence[Sequence[int]], *, prefix: int) -> None:
        self._all = [_Growing() for _ in questions]
        self._growing = [*self._all]
        longest = max(map(len, questions))
        self._new = [[*question, *[PAD] * (longest - len(question))] for question in questions]
        self._known = [[True] * (prefix + len(q)) + [False] * (longest - len(q)) for q in questions]
        self._first = [prefix] * len(questions)  # the place of each one's first new token
        self.last = [len(question) - 1 for question in questions]  # which of its new tokens says what follows

    @property
    def ended(self) -> bool:
        """Whether none grows any more."""
        return not self._growing

    def next_pass(self, device: torch.device) -> tuple[Tensor, Tensor, Tensor | None]:
        """Tokens [B, L], their places [B, L], and who may look at whom [B, 1, L, K], True for yes; of one alone none
        is needed.
        """
        tokens_BL = torch.tensor(self._new, device=device)
        length = tokens_BL.shape[1]
        position_BL = torch.tensor(self._first, device=device)[:, None] + torch.arange(length, device=device)
        if len(self._all) == 1:
            return tokens_BL, position_BL, None
        known_BK = torch.tensor(self._known, device=device)
        places = known_BK.shape[1]
        before_LK = torch.ones(length, places, dtype=torch.bool, device=device).tril(places - length)
        return tokens_BL, position_BL, (known_BK[:, None] & before_LK)[:, None]

    def take(self, tokens: Sequence[int], state_BD: Tensor, sure: Sequence[float], *, end: int, most: int) -> list[int]:
        """Add the next token of each; the rows of those that still grow.

        Args:
            end: The token that ends an answer.
            most: Tokens after which an answer is cut off.
        """
        for answer, token, state_D, likely in zip(self._growing, tokens, state_BD, sure, strict=True):
            answer.tokens.append(token)
            if token == SEGMENT:
                answer.states.append(state_D)
                answer.sure.append(likely)
        going = [row for row, token in enumerate(tokens) if token != end and len(self._growing[row].tokens) < most]
        self._first = [self._first[row] + self.last[row] + 1 for row in going]
        self._new = [[tokens[row]] for row in going]
        self._known = [[*self._known[row], True] for row in going]
        self._growing = [self._growing[row] for row in going]
        self.last = [0] * len(going)
        return going

    def said(self, width: int) -> list[Said]:
        """All of them, in the order of their questions."""
        return [
            Said(
                tuple(each.tokens), torch.stack(each.states) if each.states else torch.zeros(0, width), tuple(each.sure)
            )
            for each in self._all
        ]  # fmt: skip
