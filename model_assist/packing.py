"""Everything that is asked about a clip in one sequence behind one video prefix: the prefix is nearly all of it.

A clip of the paper's recipe is 5,120 video tokens and an answer some tens. Each turn sees the prefix and itself, never
another turn, and its positions go on where the prefix ends: so its logits, and its gradients, are those of a sequence
of its own, while the prefix is computed once.

B sequences, L places, N labels, G segmentation tokens ("seg tokens") over the whole batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import torch
from torch import Tensor

VIDEO = -1  # where a video token comes
SEGMENT = -2  # the segmentation token, which has a row of its own and no place in the tokenizer
PAD = -3
NOT_A_TURN = -1


@dataclass(frozen=True)
class Turn:
    """One question and its answer, as tokens.

    Args:
        tokens: Question, then answer; `SEGMENT` for the segmentation token.
        answer: Where the answer begins; what stands before it is not learned.
        groups: For each segmentation token in order, which phrase or prompt it belongs to, from 0.
        tracks: For each segmentation token in order, its track in the clip's targets.
    """

    tokens: tuple[int, ...]
    answer: int
    groups: tuple[int, ...] = ()
    tracks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Packed:
    """A batch of packed sequences; the index tensors hold for any mix of tasks and any number of clips.

    Args:
        tokens_BL: Token ids; `VIDEO`, `SEGMENT` and `PAD` below 0.
        turn_BL: 0 for the prefix, 1, 2, … for turns, `NOT_A_TURN` for padding.
        position_BL: Position ids; each turn goes on from the prefix.
        label_sample_N, label_place_N, label_N: The place that predicts, and the token that it should.
        seg_sample_G, seg_place_G: The place that predicts each segmentation token: its state prompts the mask.
        seg_group_G: Numbered over the whole batch: tokens of one group may exchange their masks.
        seg_ordinal_G: The token's place in its group, from 0.
        seg_track_G: The track of its clip that it stands for.
    """

    tokens_BL: Tensor
    turn_BL: Tensor
    position_BL: Tensor
    label_sample_N: Tensor
    label_place_N: Tensor
    label_N: Tensor
    seg_sample_G: Tensor
    seg_place_G: Tensor
    seg_group_G: Tensor
    seg_ordinal_G: Tensor
    seg_track_G: Tensor

    def to(self, device: torch.device | str) -> Packed:
        """The same on another device."""
        return Packed(*(getattr(self, each.name).to(device, non_blocking=True) for each in fields(self)))


def pack(prefix: Sequence[int], turns_of_clips: Sequence[Sequence[Turn]], *, packed: bool = True) -> Packed:
    """Lay out the turns of clips behind the prefix that all of them share.

    Args:
        prefix: Tokens before the first question, `VIDEO` where a video token comes; the same for every clip.
        turns_of_clips: For each clip, its turns.
        packed: All turns of a clip behind one prefix; else each turn a sequence of its own, for comparison. The order
            of labels and of segmentation tokens is the same, `seg_sample_G` counts sequences.
    """
    sequences = [[*turns] for turns in turns_of_clips] if packed else [[t] for turns in turns_of_clips for t in turns]
    layout = _Layout(list(prefix))
    for turns in sequences:
        layout.sequence(turns)
    return layout.packed()


class _Layout:
    """The growing lists behind a `Packed`."""

    def __init__(self, prefix: list[int]) -> None:
        self.prefix = prefix
        self.rows: list[tuple[list[int], list[int], list[int]]] = []
        self.labels: list[tuple[int, int, int]] = []
        self.segs: list[tuple[int, int, int, int, int]] = []
        self.groups = 0

    def sequence(self, turns: Sequence[Turn]) -> None:
        start = len(self.prefix)
        tokens, numbers, positions = [*self.prefix], [0] * start, list(range(start))
        for number, turn in enumerate(turns, start=1):
            self._targets(turn, at=len(tokens))
            tokens += turn.tokens
            numbers += [number] * len(turn.tokens)
            positions += range(start, start + len(turn.tokens))
        self.rows.append((tokens, numbers, positions))

    def _targets(self, turn: Turn, *, at: int) -> None:
        """Labels of an answer; its first token is predicted by the last of the question, or of the prefix."""
        sample, seg = len(self.rows), 0
        ordinals: dict[int, int] = {}
        for i in range(turn.answer, len(turn.tokens)):
            place = at + i - 1 if i else len(self.prefix) - 1
            self.labels.append((sample, place, turn.tokens[i]))
            if turn.tokens[i] == SEGMENT:
                group = turn.groups[seg]
                ordinal = ordinals[group] = ordinals.get(group, -1) + 1
                self.segs.append((sample, place, self.groups + group, ordinal, turn.tracks[seg]))
                seg += 1
        self.groups += max(turn.groups, default=-1) + 1

    def packed(self) -> Packed:
        longest = max(len(tokens) for tokens, _, _ in self.rows)
        filled = [
            (t + [PAD] * (n := longest - len(t)), k + [NOT_A_TURN] * n, p + [0] * n) for t, k, p in self.rows
        ]  # fmt: skip
        tokens, turns, positions = (torch.tensor(each) for each in zip(*filled, strict=True))
        labels = torch.tensor(self.labels, dtype=torch.long).reshape(-1, 3).T
        segs = torch.tensor(self.segs, dtype=torch.long).reshape(-1, 5).T
        return Packed(tokens, turns, positions, *labels.unbind(), *segs.unbind())


def turn_mask(turn_BL: Tensor) -> Tensor:
    """Who may look at whom, [B, 1, L, L], True for yes: what stands before, of the prefix or of one's own turn.

    Padding looks at itself, so that no row of the softmax is empty. The mask is for `sdpa`: under `eager`
    transformers adds it as numbers, silently.
    """
    length = turn_BL.shape[1]
    query_BL1, key_B1L = turn_BL[:, :, None], turn_BL[:, None, :]
    before = torch.ones(length, length, dtype=torch.bool, device=turn_BL.device).tril()
    seen = before & ((key_B1L == 0) | (key_B1L == query_BL1)) & (key_B1L != NOT_A_TURN)
    itself = torch.eye(length, dtype=torch.bool, device=turn_BL.device)
    return (seen | itself)[:, None]


def block_mask(turn_BL: Tensor) -> object:
    """The same for FlexAttention, which skips blocks that nobody sees."""
    from torch.nn.attention.flex_attention import create_block_mask

    def seen(b: Tensor, h: Tensor, query: Tensor, key: Tensor) -> Tensor:
        del h
        of_key = turn_BL[b, key]
        return (query >= key) & ((of_key == 0) | (of_key == turn_BL[b, query]))

    batch, length = turn_BL.shape
    return create_block_mask(seen, batch, None, length, length, device=str(turn_BL.device))
