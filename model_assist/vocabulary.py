"""Words as numbers, and how a conversation is written in them: the same pieces in training as in answering.

A text is encoded in pieces (what stands before the video, a question, an answer), never as a whole, so that a question
has the same tokens whether it is packed, alone, or asked later of a cached prefix.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from model_assist.packing import SEGMENT, VIDEO
from model_assist.recipe import Recipe, RecipeRefused

Chat = Literal["llama3", "plain"]
SYSTEM = (
    "You are a helpful language and vision assistant. You are able to understand the visual content that the user "
    "provides, and assist the user with a variety of tasks using natural language."
)
_MARKS = ("<|end|>", "<|user|>", "<|assistant|>")


@dataclass(frozen=True)
class Written:
    """The pieces of a chat template: before the video, after it, between question and answer, and the end."""

    before: str
    after: str
    between: str
    end: str


# Source: Meta's Llama 3 prompt format, with the authors' system prompt.
_LLAMA3 = Written(
    before=f"<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n{SYSTEM}<|eot_id|>"
    "<|start_header_id|>user<|end_header_id|>\n\n",
    after="\n",
    between="<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
    end="<|eot_id|>",
)
_PLAIN = Written(before="<|user|>", after="", between="<|assistant|>", end="<|end|>")


class Vocabulary:
    """A tokenizer and a chat template."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, chat: Chat) -> None:
        self.tokenizer = tokenizer
        self.written = _LLAMA3 if chat == "llama3" else _PLAIN
        end = self.encode(self.written.end)
        if len(end) != 1:
            raise RecipeRefused(f"The tokenizer does not know {self.written.end!r}: it is not one for chat {chat!r}.")
        self.end: int = end[0]

    @property
    def words(self) -> int:
        """How many tokens there are."""
        return len(self.tokenizer)

    def encode(self, text: str) -> list[int]:
        """The tokens of a piece of text, nothing added."""
        return list(self.tokenizer.encode(text, add_special_tokens=False))

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of tokens that are no marks of ours."""
        return str(self.tokenizer.decode(list(tokens), skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def prefix(self, video_tokens: int) -> list[int]:
        """What every question of a clip stands behind."""
        return [*self.encode(self.written.before), *[VIDEO] * video_tokens, *self.encode(self.written.after)]

    def question(self, text: str) -> list[int]:
        """A question up to where its answer begins."""
        return [*self.encode(text), *self.encode(self.written.between)]

    def answer(self, parts: Iterable[str | int]) -> list[int]:
        """An answer with its end; a number is so many segmentation tokens."""
        tokens: list[int] = []
        for part in parts:
            tokens += [SEGMENT] * part if isinstance(part, int) else self.encode(part)
        return [*tokens, self.end]

    def save(self, folder: Path) -> None:
        """Write the tokenizer beside weights."""
        self.tokenizer.save_pretrained(str(folder))


def load_vocabulary(source: str | Path, chat: Chat) -> Vocabulary:
    """A tokenizer that exists: a folder, or a name on the hub.

    Raises:
        RecipeRefused: it is not there, or not one for this chat template.
    """
    try:
        return Vocabulary(AutoTokenizer.from_pretrained(str(source), use_fast=True), chat)
    except (OSError, ValueError) as error:
        raise RecipeRefused(f"There is no tokenizer at {source}: {str(error).splitlines()[0]}") from error


def learn_vocabulary(texts: Iterable[str], *, most: int) -> Vocabulary:
    """A byte-pair vocabulary of the texts, for a model that has none. Source: Sennrich et al., 2016."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=most, special_tokens=list(_MARKS), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )  # fmt: skip
    tokenizer.train_from_iterator(texts, trainer)
    return Vocabulary(PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=_MARKS[0]), "plain")


def vocabulary_for(recipe: Recipe, texts: Iterable[str]) -> Vocabulary:
    """The vocabulary that a recipe names, or one learned from a release's texts.

    Raises:
        RecipeRefused: the recipe names one that is not there.
    """
    if recipe.language.tokenizer is not None:
        return load_vocabulary(recipe.language.tokenizer, recipe.language.chat)
    return learn_vocabulary(texts, most=recipe.language.vocabulary)
