"""Where the prompt of a segmentation token should lie: where the words of its phrase lie, for which masks were learned.

Stage 0 teaches the segmentation net to find what the mean embedding of a phrase's words asks for. A language model that
begins to answer has states of quite another kind; drawn to the prompts of the words, they soon ask in a language that
the net knows. Real weights need none of this: the weight of this loss is 0 unless a recipe says more.

D width of the language model, C channels of the decoder, N segmentation tokens whose track a phrase names.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from model_assist.network import PromptHead, VideoLlavaSeg
from model_assist.sharding import whole


class Guide:
    """Prompts of phrases as they were when the stage began.

    Prompts that moved along could be met by making all of them equal.
    """

    def __init__(self, model: VideoLlavaSeg) -> None:
        table = model.language.net.get_input_embeddings().weight
        self._table = whole(table.detach()).float().clone()
        self._head = PromptHead(model.recipe.segmentation, model.language.width).to(self._table.device)
        self._head.load_state_dict({name: whole(value) for name, value in model.prompt_head.state_dict().items()})
        self._head.requires_grad_(False)

    def away(self, prompts_NC: Tensor, phrases: Sequence[tuple[int, ...]], ordinal_N: Tensor) -> Tensor:
        """The sum of the mean squared distances of prompts from those of their phrases' tokens."""
        states_ND = torch.stack([self._table[list(tokens)].mean(0) for tokens in phrases])
        wanted_NC = self._head(states_ND, ordinal_N, torch.zeros(len(states_ND), device=states_ND.device))
        return functional.mse_loss(prompts_NC.float(), wanted_NC, reduction="none").mean(-1).sum()
