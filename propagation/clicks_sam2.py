"""Clicks on SAM 2: the picture is encoded once, and every click on it then costs only the small decoder.

The official image predictor is used as it is; around it, embeddings are kept for the pictures asked for last, and each
click starts from the logits of the clicks before it. Where those are no longer kept they are made again from the first
click on, so that a draft never depends on what a worker happens to remember.

Source: Ravi et al., "SAM 2: Segment Anything in Images and Videos", 2024; `SAM2ImagePredictor` of package sam2 1.1.0.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sam2.sam2_image_predictor import SAM2ImagePredictor

from propagation.clicks import Clicked, Prompt, Still
from propagation.errors import NothingFound
from propagation.kept import Kept
from propagation.predictor import Plane
from propagation.sam2_model import inference

PICTURES_KEPT = 24  # embeddings of 16 MiB
DRAFTS_KEPT = 128  # logits of a quarter MiB


class Sam2Clicks:
    """Click predictor "sam2".

    Args:
        model: a SAM 2 model of the sam2 package in evaluation mode.
        weights: names the weights in the keys of what is kept.
    """

    name = "sam2"

    def __init__(self, model: Any, *, weights: str) -> None:
        self._model = model
        self._weights = weights
        self._official = SAM2ImagePredictor(model)
        side = model.image_size  # the package takes 1024 for granted
        self._official._bb_feat_sizes = [(side // stride, side // stride) for stride in (4, 8, 16)]
        self._pictures: Kept[tuple[Any, Any]] = Kept(PICTURES_KEPT)
        self._drafts: Kept[Plane] = Kept(DRAFTS_KEPT)
        self.encoded = 0  # pictures, since the start

    def predict(self, still: Still, prompt: Prompt) -> Clicked:
        """See `ClickPredictor`.

        Raises:
            NothingFound: the model sees no object there.
        """
        with inference(self._model.device):
            self._show(still)
            first = 0 if prompt.box is not None else 1
            steps = [Prompt(prompt.clicks[:count], prompt.box) for count in range(first, len(prompt.clicks) + 1)]
            known, logits = self._last_known(still, steps)
            for step in steps[known:-1]:
                _, _, logits = self._decode(still, step, logits)
            mask, estimate, _ = self._decode(still, steps[-1], logits)
        if not mask.any():
            raise NothingFound("SAM 2 sees no object there; click elsewhere on it, or draw a box around it.")
        return Clicked(mask, estimate)

    def _last_known(self, still: Still, steps: list[Prompt]) -> tuple[int, Plane | None]:
        """How many steps need not be made again, and the logits that the last of them left."""
        for count in range(len(steps) - 1, 0, -1):
            logits = self._drafts.get((still.key, steps[count - 1]))
            if logits is not None:
                return count, logits
        return 0, None

    def _show(self, still: Still) -> None:
        """Make a picture the one that is clicked on."""
        known = self._pictures.get((still.key, self._weights))
        if known is None:
            self._official.set_image(still.picture)
            self.encoded += 1
            known = self._pictures.put((still.key, self._weights), (self._official._features, self._official._orig_hw))
        self._official._features, self._official._orig_hw = known
        self._official._is_image_set = True

    def _decode(self, still: Still, step: Prompt, logits: Plane | None) -> tuple[npt.NDArray[np.bool_], float, Plane]:
        points = np.array([(click.x, click.y) for click in step.clicks], dtype=np.float32)
        masks, overlaps, low = self._official.predict(
            point_coords=points if len(points) else None,
            point_labels=np.array([click.positive for click in step.clicks], dtype=np.int32) if len(points) else None,
            box=None if step.box is None else np.array(step.box, dtype=np.float32),
            mask_input=None if logits is None else logits[None],
            multimask_output=logits is None,
        )
        best = int(np.argmax(overlaps))
        kept = self._drafts.put((still.key, step), np.asarray(low[best], dtype=np.float32))
        estimate = float(np.clip(overlaps[best], 0, 1))
        return np.asarray(masks[best] > 0, dtype=np.bool_), estimate, kept


def sam2_clicks(predictor: Any) -> Sam2Clicks:
    """Clicks on the model that a `Sam2Predictor` has loaded already."""
    return Sam2Clicks(predictor.model, weights=predictor.weights)
