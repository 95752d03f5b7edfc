"""The language model as this model uses it: embeddings in, last hidden states out, logits only where they are needed.

Of 5,200 places only some tens carry labels; logits over a whole vocabulary at all of them would be gigabytes. The
segmentation token is no row of the pretrained tables but a parameter of its own, for input and for output: so it is
trained fully also where the tables are frozen or adapted.

B sequences, L places, D width, N places with a label, W words of the tokenizer.
"""

from __future__ import annotations

from typing import Any

import torch
from peft import LoraConfig, inject_adapter_in_model
from peft.tuners.tuners_utils import BaseTunerLayer
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoConfig, AutoModelForCausalLM

from model_assist.packing import PAD, SEGMENT, VIDEO
from model_assist.recipe import Language, RecipeRefused

_PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16}


class LanguageModel(nn.Module):
    """A causal language model of transformers with one more word."""

    net: Any  # of a library that has no types here

    def __init__(self, net: Any, words: int) -> None:
        super().__init__()
        self.net = net
        self.words = words
        self.width: int = net.config.hidden_size
        table = net.get_input_embeddings().weight
        # Source: the authors set new rows to the mean of the old ones.
        self.segment_in = nn.Parameter(table.detach().float().mean(0))
        self.segment_out = nn.Parameter(net.get_output_embeddings().weight.detach().float().mean(0))

    def embed(self, tokens_BL: Tensor, video_BVD: Tensor | None) -> Tensor:
        """Embeddings [B, L, D]: words, the segmentation token, and video tokens where `VIDEO` stands."""
        embeds_BLD: Tensor = self.net.get_input_embeddings()(tokens_BL.clamp(min=0))
        dtype = embeds_BLD.dtype
        embeds_BLD = torch.where((tokens_BL == SEGMENT)[..., None], self.segment_in.to(dtype), embeds_BLD)
        embeds_BLD = embeds_BLD.masked_fill((tokens_BL == PAD)[..., None], 0)
        if video_BVD is None:
            return embeds_BLD
        return embeds_BLD.masked_scatter((tokens_BL == VIDEO)[..., None], video_BVD.to(dtype))

    def states(self, embeds_BLD: Tensor, *, mask: Any, position_BL: Tensor, cache: Any = None) -> Tensor:
        """Hidden states after the last norm, [B, L, D]."""
        kept = {} if cache is None else {"cache": cache, "use_cache": True}
        answer = self.net.model(
            inputs_embeds=embeds_BLD, attention_mask=mask, position_ids=position_BL, **({"use_cache": False} | kept)
        )
        states: Tensor = answer.last_hidden_state
        return states

    def logits(self, states_ND: Tensor) -> Tensor:
        """Logits over the words and, last, the segmentation token: [N, W + 1]."""
        words_NW = self.net.get_output_embeddings()(states_ND)
        segment_N = (states_ND * self.segment_out.to(states_ND.dtype)).sum(-1, keepdim=True)
        return torch.cat((words_NW.float()[..., : self.words], segment_N.float()), dim=-1)

    def loss(self, states_ND: Tensor, label_N: Tensor) -> Tensor:
        """The sum of the cross-entropies of the labels."""
        return functional.cross_entropy(self.logits(states_ND), self.place_of(label_N), reduction="sum")

    def merge_adapters(self) -> None:
        """Add adapters into the weights that they adapt, for answering: nothing is computed twice any more."""
        for module in self.net.modules():
            if isinstance(module, BaseTunerLayer):
                module.merge(safe_merge=True)

    def place_of(self, token_N: Tensor) -> Tensor:
        """Where a token stands in the logits."""
        return torch.where(token_N == SEGMENT, self.words, token_N)

    def token_at(self, place_N: Tensor) -> Tensor:
        """The token that stands at a place of the logits."""
        return torch.where(place_N == self.words, SEGMENT, place_N)


def build_language(recipe: Language, words: int) -> LanguageModel:
    """The language model that a recipe names.

    Args:
        words: Entries of the tokenizer; the table has as many rows unless the weights or the recipe say more.

    Raises:
        RecipeRefused: transformers knows no such model, or its table is smaller than the tokenizer.
    """
    dtype = _PRECISIONS[recipe.precision]
    if recipe.weights is not None:
        net = AutoModelForCausalLM.from_pretrained(
            recipe.weights, dtype=dtype, attn_implementation=recipe.attention, use_safetensors=True
        )
    else:
        try:
            config = AutoConfig.for_model(recipe.model_type, **{"vocab_size": words} | dict(recipe.config))
        except ValueError as error:
            raise RecipeRefused(f"transformers knows no language model {recipe.model_type!r}.") from error
        net = AutoModelForCausalLM.from_config(config, dtype=dtype, attn_implementation=recipe.attention)
        if recipe.embedding_deviation is not None:
            nn.init.normal_(net.get_input_embeddings().weight, std=recipe.embedding_deviation)
    if net.config.vocab_size < words:
        raise RecipeRefused(f"The tokenizer has {words} words, the language model {net.config.vocab_size}.")
    if recipe.lora is not None:
        lora = recipe.lora
        adapters = LoraConfig(
            r=lora.rank, lora_alpha=lora.alpha, lora_dropout=lora.dropout, target_modules=list(lora.targets)
        )
        net = inject_adapter_in_model(adapters, net)
    return LanguageModel(net, words)
