"""Asking a trained model about any clip: the clip is looked at once, then every question is answered behind it.

The prefix, system text and video tokens, is computed once and its keys and values are kept; a question adds some tens
of tokens to a copy. Frames to be segmented are encoded once as well. A question without a segmentation token in its
answer has the answer "no object"; an object that is nowhere seen is no object either.

D width of the language model, G segmentation tokens, F frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from transformers import DynamicCache

from annotator.formats.caption import Caption
from annotator.formats.grounding import render
from model_assist.answers import Answers, Said
from model_assist.carrying import STRIDE, Carrying, Draft, Held, Track
from model_assist.clip import Clip, read_clip, read_indices
from model_assist.conversation import DESCRIBE, GROUND, POINT, Answer, Writer, numbered, read_answer
from model_assist.dataset import pixels_of
from model_assist.letterbox import Letterbox
from model_assist.network import VideoLlavaSeg
from model_assist.packing import SEGMENT
from model_assist.segmentation import Features
from model_assist.vocabulary import Vocabulary

MOST_TOKENS = 256


@dataclass(frozen=True)
class Seen:
    """A clip that was looked at: `cache` holds the prefix, `features` the frames to be segmented.

    `held` is what a memory holds of it, if one was handed in, and `places` where the segmented frames are there.
    """

    clip: Clip
    cache: Any
    prefix: int
    features: Features
    held: Held | None = None
    places: tuple[int, ...] = ()


@dataclass(frozen=True)
class Grounded:
    """A caption with the objects of each phrase; `answer.segments` says which of the tracks."""

    answer: Answer
    tracks: tuple[Track, ...]


@dataclass(frozen=True)
class Told:
    """All that is asked of a clip: a caption, a caption with objects, and the objects of each prompt."""

    caption: str
    grounded: Grounded
    pointed: tuple[tuple[Track, ...], ...]


class Predictor:
    """A model in evaluation mode with its vocabulary.

    Args:
        carrying: The memory that carries masks over videos; without, each frame has its own: mode `independent`.
    """

    def __init__(self, model: VideoLlavaSeg, vocabulary: Vocabulary, carrying: Carrying | None = None) -> None:
        self.model, self.vocabulary, self.carrying = model.eval(), vocabulary, carrying
        self.device = model.language.segment_in.device

    def see_video(self, path: Path, *, frame_count: int, frames: Sequence[int]) -> Seen:
        """Look at a canonical video.

        Args:
            frames: Indices of the frames on which masks will be wanted, ascending.

        Raises:
            FrameMissing: the video has fewer frames.
        """
        seen = self.see(read_clip(path, frame_count=frame_count, segment=frames, recipe=self.model.recipe))
        if self.carrying is None:
            return seen
        shown = sorted({*range(0, frame_count, STRIDE), *frames})
        held = self.carrying.memory.hold(list(read_indices(path, shown)))
        return replace(seen, held=held, places=tuple(shown.index(frame) for frame in frames))

    @torch.inference_mode()
    def see(self, clip: Clip) -> Seen:
        """Look at a clip."""
        model = self.model
        prefix = self.vocabulary.prefix(model.recipe.pooling.tokens)
        with self._autocast():
            video = model.video_tokens(pixels_of([clip.frames_TSSC]).to(self.device))
            embeds = model.language.embed(torch.tensor([prefix], device=self.device), video)
            cache = DynamicCache()
            model.language.states(embeds, mask=None, position_BL=self._positions(0, len(prefix)), cache=cache)
            features = model.segmentation.encode(pixels_of([clip.segment_FSSC], joined=True).to(self.device))
        return Seen(clip, cache, len(prefix), features)

    def ask(self, seen: Seen, question: str, *, most: int = MOST_TOKENS) -> Said:
        """Answer a question, always by the likeliest token.

        Args:
            most: Tokens after which an answer is cut off.
        """
        return self.answer([(seen, question)], most=most)[0]

    @torch.inference_mode()
    def answer(self, asked: Sequence[tuple[Seen, str]], *, most: int = MOST_TOKENS) -> list[Said]:
        """Answer questions of one clip or of several, all at once: a word more of every answer in each pass.

        FlexAttention takes no mask of this kind; with it they are answered one by one.
        """
        if len(asked) > 1 and self.model.recipe.language.attention != "sdpa":
            return [self.answer([each], most=most)[0] for each in asked]
        answering = Answers([self.vocabulary.question(question) for _, question in asked], prefix=asked[0][0].prefix)
        cache = _joined([seen.cache for seen, _ in asked])
        language = self.model.language
        with self._autocast():
            while not answering.ended:
                tokens_BL, position_BL, mask = answering.next_pass(self.device)
                states_BLD = language.states(
                    language.embed(tokens_BL, None), mask=mask, position_BL=position_BL, cache=cache
                )
                state_BD = states_BLD[torch.arange(len(states_BLD)), answering.last]
                chances_BW = language.logits(state_BD).softmax(-1)
                sure_B, place_B = chances_BW.max(-1)
                going = answering.take(
                    language.token_at(place_B).tolist(), state_BD, sure_B.tolist(), end=self.vocabulary.end, most=most
                )
                if len(going) < len(state_BD):
                    cache.batch_select_indices(torch.tensor(going, dtype=torch.long, device=self.device))
        return answering.said(language.width)

    def tracks(self, seen: Seen, said: Said) -> tuple[Track, ...]:
        """The masks of an answer's segmentation tokens."""
        drafts = self.drafts(seen, said)
        if self.carrying is None or seen.held is None:
            return tuple(draft.track() for draft in drafts)
        return tuple(draft.carried(seen.held, seen.places, self.carrying.masks) for draft in drafts)

    @torch.inference_mode()
    def drafts(self, seen: Seen, said: Said) -> tuple[Draft, ...]:
        """What the model itself says of each segmentation token's object, each frame by itself."""
        count, frames = len(said.sure_G), len(seen.clip.segment_indices)
        if not count or not frames:
            return ()
        time_F = torch.tensor(seen.clip.time_F, device=self.device)
        frame_P = torch.arange(frames, device=self.device).repeat(count)
        seg_P = torch.arange(count, device=self.device).repeat_interleave(frames)
        with self._autocast():
            prompts = self.model.prompt_head(said.states_GD[seg_P], self._ordinals(said)[seg_P], time_F[frame_P])
            decoded = self.model.segmentation.decode(seen.features, frame_P, prompts)
        logits = decoded.logits_PHW.float().unflatten(0, (count, frames)).cpu().numpy()
        present = decoded.objectness_P.float().sigmoid().unflatten(0, (count, frames)).tolist()
        expected = decoded.iou_P.float().unflatten(0, (count, frames)).tolist()
        square = self._square(seen.clip)
        return tuple(
            Draft([square.back(each) for each in logits[g]], tuple(present[g]), tuple(expected[g]), said.sure_G[g])
            for g in range(count)
        )

    def caption(self, seen: Seen) -> str:
        """Describe the clip."""
        return self._caption(self.ask(seen, DESCRIBE[0]))

    def grounded(self, seen: Seen) -> Grounded:
        """Describe the clip with its objects."""
        return self._grounded(seen, self.ask(seen, GROUND[0]))

    def tell(self, clips: Sequence[Seen], prompts: Sequence[str]) -> list[Told]:
        """Of each clip its caption, its caption with objects and what each prompt asks for."""
        questions = [DESCRIBE[0], GROUND[0], *(POINT.format(prompt) for prompt in prompts)]
        said = iter(self.answer([(seen, question) for seen in clips for question in questions]))
        return [
            Told(
                self._caption(next(said)), self._grounded(seen, next(said)),
                tuple(self._pointed(seen, next(said)) for _ in prompts),
            )
            for seen in clips
        ]  # fmt: skip

    def describe(self, seen: Seen) -> tuple[str, float | None]:
        """Describe the clip with numbered objects, as a caption is written, and how sure the model is of them, 0…1."""
        said = self.ask(seen, GROUND[0])
        sure = sum(said.sure_G) / len(said.sure_G) if said.sure_G else None
        return render(numbered(read_answer(said.tokens, self.vocabulary))), sure

    @torch.inference_mode()
    def read(self, seen: Seen, caption: Caption) -> tuple[Said, tuple[int, ...]]:
        """Read a caption as if the model had said it; and which object each of its segmentation tokens stands for."""
        language, turn = self.model.language, Writer(self.vocabulary).grounded(caption)
        at = [place - 1 for place, token in enumerate(turn.tokens) if token == SEGMENT]
        with self._autocast():
            embeds = language.embed(torch.tensor([turn.tokens], device=self.device), None)
            states_GD = language.states(
                embeds, mask=None, position_BL=self._positions(seen.prefix, len(turn.tokens)),
                cache=_joined([seen.cache]),
            )[0, at]  # fmt: skip
            sure_G = language.logits(states_GD).softmax(-1)[:, language.words]
        return Said(turn.tokens[turn.answer :], states_GD, tuple(sure_G.tolist())), turn.tracks

    def draw(self, seen: Seen, caption: Caption) -> dict[int, Track]:
        """The objects of a caption that people wrote, by number; one of several phrases where the model is surest."""
        said, numbers = self.read(seen, caption)
        found: dict[int, Track] = {}
        for number, track in zip(numbers, self.tracks(seen, said), strict=True):
            if number not in found or track.score > found[number].score:
                found[number] = track
        return found

    def point(self, seen: Seen, prompt: str) -> tuple[Track, ...]:
        """The objects that a question asks for; none is an answer. Those that are nowhere seen are left out."""
        return self._pointed(seen, self.ask(seen, POINT.format(prompt)))

    def _caption(self, said: Said) -> str:
        return read_answer(said.tokens, self.vocabulary).caption.plain

    def _grounded(self, seen: Seen, said: Said) -> Grounded:
        return Grounded(read_answer(said.tokens, self.vocabulary), self.tracks(seen, said))

    def _pointed(self, seen: Seen, said: Said) -> tuple[Track, ...]:
        return tuple(track for track in self.tracks(seen, said) if any(mask.any() for mask in track.masks))

    def _ordinals(self, said: Said) -> Tensor:
        """Each segmentation token's place among those that follow one another."""
        places: list[int] = []
        before: int | None = None
        for token in said.tokens:
            if token == SEGMENT:
                places.append(places[-1] + 1 if before == SEGMENT else 0)
            before = token
        return torch.tensor(places, device=self.device)

    def _positions(self, at: int, count: int) -> Tensor:
        return torch.arange(at, at + count, device=self.device)[None]

    def _square(self, clip: Clip) -> Letterbox:
        height, width = clip.size
        return Letterbox(width, height, self.model.recipe.segmentation.side, centred=False)

    def _autocast(self) -> torch.autocast:
        on = self.model.recipe.precision == "bf16"
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=on)


def _joined(caches: Sequence[DynamicCache]) -> DynamicCache:
    """The keys and values of clips' prefixes, one below the other; a copy, which answers are added to."""
    joined = DynamicCache()
    for number, layers in enumerate(zip(*(cache.layers for cache in caches), strict=True)):
        keys, values = torch.cat([each.keys for each in layers]), torch.cat([each.values for each in layers])
        joined.update(keys, values, number)
    return joined
