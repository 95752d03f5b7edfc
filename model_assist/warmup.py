"""Stage 0 stands in for pretrained weights where there are none: each part learns its trade from a release alone.

*oracle*: the language model reads video tokens that are made of words: each is the sum of the embeddings of the words
of the phrases that cover its patches. A model warmed up on text alone ignores the video for hundreds of steps.
*words*: the vision backbone names the words of the phrases that cover each patch, and tells objects' phrases apart.
*phrases*: the segmentation net finds what the mean embedding of a phrase's words asks for. Clicks instead of phrases
teach "a blob round the click".

Real weights need none of this. B clips, T frames, G a grid's side, D width of the language model, W words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from annotator.formats.release import Release
from model_assist.dataset import Masks, Sample, collate, mask_of, pixels_of
from model_assist.guide import Guide
from model_assist.letterbox import Letterbox
from model_assist.losses import mask_sums
from model_assist.network import Batch, VideoLlavaSeg
from model_assist.objective import Answering, Objective, Prepared
from model_assist.phrases import Named, Phrasebook
from model_assist.pooling import pooled, since_first, spread
from model_assist.recipe import Recipe, RecipeRefused
from model_assist.segmentation import STRIDE
from model_assist.vocabulary import Vocabulary

_Kind = Callable[[VideoLlavaSeg, Vocabulary, Release], Objective]
_Shares = NDArray[np.float32]
_PRIOR = 1e-3  # the share of a patch that is a given word's, before anything is learned
_FRAMES = 2  # of a clip in a step that looks at single frames: it learns more of many clips
_SEEN = 0.5  # patches: of less of an object nobody can tell what it is
_SHARPER = 0.5  # the square root: a patch half covered counts nearly as one that is covered


def objective_for(
    tasks: Mapping[str, float], *, model: VideoLlavaSeg, vocabulary: Vocabulary, release: Release
) -> Objective:
    """What a stage with these tasks makes smaller.

    Raises:
        RecipeRefused: a task is unknown, or one of stage 0 stands beside others.
    """
    names = set(tasks)
    if names <= {"caption", "grounded", "lgvis"}:
        if not (model.recipe.losses.alignment and names & {"grounded", "lgvis"}):
            return Answering(model.recipe, vocabulary)
        return Answering(model.recipe, vocabulary, Guide(model), Phrasebook(release, vocabulary))
    kinds: dict[str, Callable[[VideoLlavaSeg, Vocabulary, Release], Objective]] = {
        "oracle": Oracle,
        "words": Words,
        "phrases": Phrases,
    }
    if len(names) != 1 or not names <= set(kinds):
        raise RecipeRefused(f"Tasks {sorted(names)} do not go together; {', '.join(kinds)} each stand alone.")
    return kinds[names.pop()](model, vocabulary, release)


class _Warmup:
    """What the three share: the phrases of a clip."""

    whole_model = False
    weights: Mapping[str, float] = {}

    def __init__(self, model: VideoLlavaSeg, vocabulary: Vocabulary, release: Release) -> None:
        self.model, self.vocabulary, self.release = model, vocabulary, release
        self.recipe: Recipe = model.recipe
        self._coverage: dict[int, dict[int, NDArray[np.float32]]] = {}
        self.phrases = Phrasebook(release, vocabulary)

    def extra(self) -> list[nn.Parameter]:
        return []

    def shown(self, sample: Sample, frames: int) -> list[int]:
        """Which of a clip's frames a step looks at: few, far apart, so that it sees many clips instead."""
        first = int(sample.chance * frames)
        return sorted({(first + round(at * frames / _FRAMES)) % frames for at in range(_FRAMES)})

    def embedded(self, phrase: Named) -> Tensor:
        """The mean embedding of a phrase's words, [D]; not learned here."""
        device = self.model.language.segment_in.device
        with torch.no_grad():
            words: Tensor = self.model.language.embed(torch.tensor([phrase.tokens], device=device), None)
        return words[0].float().mean(0)


class Oracle(_Warmup):
    """The language model learns to read."""

    weights: Mapping[str, float] = {"text": 1.0}

    def prepare(self, samples: Sequence[Sample]) -> Prepared:
        batch = collate(samples, self.recipe, self.vocabulary)
        labels = len(batch.packed.label_N)
        return Prepared((batch, [sample.video_id for sample in samples]), {"text": labels, "right": labels})

    def sums(self, model: Any, inputs: tuple[Batch, list[int]]) -> dict[str, Tensor]:
        del model
        batch, video_ids = inputs
        packed = batch.packed.to(self.model.language.segment_in.device)
        video_BVD = torch.stack([self._tokens(video_id) for video_id in video_ids])
        states = self.model.states_of(video_BVD[batch.clip_B.to(video_BVD.device)], packed)
        states_ND = states[packed.label_sample_N, packed.label_place_N]
        right = self.model.language.logits(states_ND).argmax(-1) == self.model.language.place_of(packed.label_N)
        return {"text": self.model.language.loss(states_ND, packed.label_N), "right": right.sum().float()}

    def _tokens(self, video_id: int) -> Tensor:
        """Oracle video tokens [V, D] in the order of slow-fast pooling."""
        pooling, device = self.recipe.pooling, self.model.language.segment_in.device
        finest = max(pooling.slow_grid, pooling.fast_grid)
        if video_id not in self._coverage:
            self._coverage[video_id] = coverage(self.release, video_id, grid=finest, frames=pooling.frames)
        slow = spread(pooling.frames, pooling.slow_frames)
        total = torch.zeros(pooling.tokens, self.model.language.width, device=device)
        for phrase in self.phrases.named(video_id):
            tracks = [self._coverage[video_id][track] for track in phrase.tracks]
            covered_BTGGC = torch.from_numpy(np.clip(np.sum(tracks, axis=0), 0, 1)).to(device)[None, ..., None]
            slow_BVC = pooled(covered_BTGGC[:, slow], pooling.slow_grid) ** _SHARPER
            fast_BVC = pooled(covered_BTGGC, pooling.fast_grid) ** _SHARPER
            if pooling.changes:
                slow_BVC = since_first(slow_BVC, pooling.slow_frames)
            total += torch.cat((slow_BVC, fast_BVC), 1)[0] * len(phrase.tokens) * self.embedded(phrase)
        return self.model.pooling.placed(total)


@dataclass(frozen=True)
class Looked:
    """What `Words` is shown of a step: N frames with O objects on them, W words, a grid of G × G patches.

    Args:
        wanted_NGGW: The share of each patch that each word's objects cover.
        free_NGG: The share of each patch that no object covers.
        frame_O, covered_OGG: On which frame each object is, and the share of each patch that it covers.
        phrase_O: The tokens of its phrase.
        around_N: The tokens of the words in the frame's caption that are in no phrase.
    """

    frames_NCSS: Tensor
    wanted_NGGW: Tensor
    free_NGG: Tensor
    frame_O: Tensor
    covered_OGG: Tensor
    phrase_O: list[tuple[int, ...]]
    around_N: list[tuple[int, ...]]


class Words(_Warmup):
    """The vision backbone learns to name patches and whole objects, by a linear layer that is thrown away.

    *words* is of patches: which words' objects cover how much of each. *named* is of objects: what all of its patches
    say together should fit its own phrase better than any other phrase of the step. Of patches alone, and of an
    object's words one by one, colours are learned and no shapes: only beside another phrase of the same colour does
    the shape decide. *around* is of the rest: what no object covers should fit the words around its own caption's
    phrases better than those around others', or nothing is learned of what is behind the objects.
    """

    weights: Mapping[str, float] = {"words": 1.0, "named": 1.0, "around": 1.0}

    def __init__(self, model: VideoLlavaSeg, vocabulary: Vocabulary, release: Release) -> None:
        super().__init__(model, vocabulary, release)
        device = model.language.segment_in.device
        self.head = nn.Linear(model.vision.channels, vocabulary.words, device=device)
        # Nearly no word is of a patch. Where the bias does not say so, features do, by one large part that all share.
        # Source: Lin et al., "Focal Loss for Dense Object Detection", 2017, section 4.1.
        nn.init.constant_(self.head.bias, math.log(_PRIOR / (1 - _PRIOR)))

    def extra(self) -> list[nn.Parameter]:
        return list(self.head.parameters())

    def prepare(self, samples: Sequence[Sample]) -> Prepared:
        frames: list[Any] = []
        wanted: list[_Shares] = []
        free: list[_Shares] = []
        objects: list[tuple[int, _Shares, Named]] = []
        around: list[tuple[int, ...]] = []
        for sample in samples:
            shown = self.shown(sample, self.recipe.pooling.frames)
            of_clip, of_rest, found = self._targets(sample.video_id, shown)
            objects += [(len(wanted) + at, covered, phrase) for at, covered, phrase in found]
            frames.append(sample.clip.frames_TSSC[shown])
            wanted += of_clip
            free += of_rest
            around += [self.phrases.around(sample.video_id)] * len(shown)
        inputs = Looked(
            pixels_of(frames, joined=True),
            torch.from_numpy(np.stack(wanted)),
            torch.from_numpy(np.stack(free)),
            torch.tensor([frame for frame, _, _ in objects], dtype=torch.long),
            torch.from_numpy(np.array([each for _, each, _ in objects], np.float32).reshape(-1, self.grid, self.grid)),
            [phrase.tokens for _, _, phrase in objects],
            around,
        )
        of_objects = dict.fromkeys(("named", "found"), len(objects))
        return Prepared(inputs, {"words": len(wanted) * self.grid**2, "around": len(around)} | of_objects)

    @property
    def grid(self) -> int:
        """Patches of a frame's side."""
        return self.recipe.vision.side // self.recipe.vision.patch

    def _targets(
        self, video_id: int, shown: Sequence[int]
    ) -> tuple[list[_Shares], list[_Shares], list[tuple[int, _Shares, Named]]]:
        """Of the shown frames: the share of each patch that each word's objects cover, [G, G, W], and that none covers,
        [G, G]; each object that is seen.
        """
        frames, grid = self.recipe.pooling.frames, self.grid
        if video_id not in self._coverage:
            self._coverage[video_id] = coverage(self.release, video_id, grid=grid, frames=frames)
        wanted = np.zeros((len(shown), grid, grid, self.vocabulary.words), np.float32)
        free = np.ones((len(shown), grid, grid), np.float32)
        found = []
        for phrase in self.phrases.named(video_id):
            for track in phrase.tracks:
                covered = self._coverage[video_id][track][list(shown)]
                free = np.clip(free - covered, 0, None)
                found += [(at, each, phrase) for at, each in enumerate(covered) if each.sum() > _SEEN]
                for token in set(phrase.tokens):
                    wanted[..., token] = np.maximum(wanted[..., token], covered)
        return [*wanted], [*free], found

    def sums(self, model: Any, inputs: Looked) -> dict[str, Tensor]:
        del model
        device = self.head.weight.device
        logits_NGGW = self.head(self.model.vision(inputs.frames_NCSS.to(device))).float()
        of_patches = functional.binary_cross_entropy_with_logits(
            logits_NGGW, inputs.wanted_NGGW.to(device), reduction="sum"
        )
        signs_NGGW = (
            logits_NGGW - self.head.bias
        )  # how seldom a word is must not weigh against a text with more of them
        around, _ = told_apart(signs_NGGW, inputs.free_NGG.to(device), inputs.around_N)
        sums = {"words": of_patches, "around": around}
        if not inputs.phrase_O:
            return sums
        named, found = told_apart(signs_NGGW[inputs.frame_O], inputs.covered_OGG.to(device), inputs.phrase_O)
        return sums | {"named": named, "found": found}


def told_apart(signs_PGGW: Tensor, share_PGG: Tensor, right: Sequence[tuple[int, ...]]) -> tuple[Tensor, Tensor]:
    """How well P parts of frames fit their own text among all of these texts.

    Args:
        signs_PGGW: What each patch says for each word.
        share_PGG: How much of each patch is the part's.
        right: The tokens of each part's own text.

    Returns:
        The sum of the cross-entropies over the different texts, and of how many parts the own text fits best.
    """
    weight_PGG1 = (share_PGG / share_PGG.sum((1, 2), keepdim=True).clamp(min=1e-6))[..., None]
    said_PW = (signs_PGGW * weight_PGG1).sum((1, 2))
    texts = sorted(set(right))
    fit_PT = torch.stack([said_PW[:, list(set(text))].sum(1) for text in texts], 1)
    right_P = torch.tensor([texts.index(text) for text in right], device=said_PW.device)
    best = (fit_PT.argmax(1) == right_P).sum().float()
    return functional.cross_entropy(fit_PT, right_P, reduction="sum"), best


@dataclass(frozen=True)
class Asked:
    """What `Phrases` is shown of a step: F frames, P pairs of a phrase and a frame, h × w places of the coarse map.

    Args:
        pairs: Of each its phrase and its frame, [P, 2].
        targets_PHW: The phrase's objects on the frame, as one mask.
        inside_FHW: True where a frame is no padding.
        share_Phw: How much of each place the mask covers.
    """

    frames_FCSS: Tensor
    phrases: list[Named]
    pairs: Tensor
    targets_PHW: Tensor
    inside_FHW: Tensor
    share_Phw: Tensor


class Phrases(_Warmup):
    """The segmentation net learns what phrases look like; the objects of one phrase are one mask.

    *named* tells the phrases of a step apart by what lies under their masks, as in `Words`: of masks alone the net
    learns where things of a colour are, and takes squares for triangles.
    """

    weights: Mapping[str, float] = {"bce": 2.0, "dice": 1.0, "iou": 1.0, "objectness": 1.0, "named": 1.0}

    def __init__(self, model: VideoLlavaSeg, vocabulary: Vocabulary, release: Release) -> None:
        super().__init__(model, vocabulary, release)
        width, device = self.recipe.segmentation.width, model.language.segment_in.device
        self.head = nn.Linear(width, vocabulary.words, bias=False, device=device)

    def extra(self) -> list[nn.Parameter]:
        return list(self.head.parameters())

    def prepare(self, samples: Sequence[Sample]) -> Prepared:
        frames: list[NDArray[np.uint8]] = []
        phrases: list[Named] = []
        pairs: list[tuple[int, int]] = []
        targets: list[NDArray[np.bool_]] = []
        inside: list[NDArray[np.bool_]] = []
        for sample in samples:
            shown = self.shown(sample, len(sample.clip.segment_indices))
            for phrase in self.phrases.named(sample.video_id):
                union: Masks = np.any([sample.masks[track][shown] for track in phrase.tracks], axis=0)
                for at, mask in enumerate(union):
                    pairs.append((len(phrases), len(inside) + at))
                    targets.append(mask)
                phrases.append(phrase)
            frames.append(sample.clip.segment_FSSC[shown])
            inside += [sample.inside_SS] * len(shown)
        if not pairs:
            return Prepared(None, {})
        present = int(sum(mask.any() for mask in targets))
        counts = dict.fromkeys(("bce", "dice", "objectness"), len(pairs))
        counts |= dict.fromkeys(("iou", "overlap", "named", "found"), present)
        targets_PHW = torch.from_numpy(np.stack(targets))
        side = self.recipe.segmentation.side // STRIDE
        share_Phw = functional.adaptive_avg_pool2d(targets_PHW.float(), side)
        inputs = Asked(
            pixels_of(frames, joined=True), phrases, torch.tensor(pairs), targets_PHW,
            torch.from_numpy(np.stack(inside)), share_Phw,
        )  # fmt: skip
        return Prepared(inputs, counts)

    def sums(self, model: Any, inputs: Asked | None) -> dict[str, Tensor]:
        del model
        if inputs is None:
            return {}
        device = self.model.language.segment_in.device
        phrase_P, frame_P = inputs.pairs.to(device).unbind(1)
        states = torch.stack([self.embedded(phrase) for phrase in inputs.phrases])[phrase_P]
        at_once = torch.zeros_like(phrase_P)
        prompts = self.model.prompt_head(states, at_once, at_once.float())
        net = self.model.segmentation
        features = net.encode(inputs.frames_FCSS.to(device))
        decoded = net.decode(features, frame_P, prompts)
        sums = mask_sums(decoded, inputs.targets_PHW.to(device), inputs.inside_FHW.to(device)[frame_P])
        told = {"bce": sums.bce, "dice": sums.dice, "iou": sums.iou, "objectness": sums.objectness,
                "overlap": sums.overlap}  # fmt: skip
        share_Phw = inputs.share_Phw.to(device)
        seen_P = share_Phw.flatten(1).any(1)
        tokens = [inputs.phrases[phrase].tokens for phrase in phrase_P[seen_P].tolist()]
        if not tokens:
            return told
        signs_Fhww = self.head(features.coarse_FChw.movedim(1, -1)).float()
        named, found = told_apart(signs_Fhww[frame_P[seen_P]], share_Phw[seen_P], tokens)
        return told | {"named": named, "found": found}


def coverage(release: Release, video_id: int, *, grid: int, frames: int) -> dict[int, NDArray[np.float32]]:
    """The share of each patch that each track covers on the language model's frames: [T, G, G] by track."""
    video = release.video(video_id)
    height, width = video.image_size
    square = Letterbox(width, height, 16 * grid, centred=True)
    shown = [video.segmentations[index] for index in spread(len(video.segmentations), frames)]
    return {
        track: np.stack([
            cv2.resize(
                square.mask(mask_of(frame, track, video.image_size)).astype(np.float32), (grid, grid),
                interpolation=cv2.INTER_AREA,
            )
            for frame in shown
        ])
        for track in video.all_track_ids
    }  # fmt: skip
