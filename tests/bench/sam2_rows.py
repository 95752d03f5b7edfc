"""One row of `make bench-propagation`, measured in a process of its own, so that no row pays for another's memory.

Rows share one generated clip (a folder of JPEGs, which the package's predictor wants anyway), its true masks on the
keyframes, and one model of random weights: they cost what trained ones cost. What a process held before its work began
(libraries, model, what is drawn) is not counted as the work's memory.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
import torch
from PIL import Image as PillowImage

from propagation.predictor import Image, Mask
from propagation.propagate import SegmentTask, propagate
from propagation.sam2_features import FrameEncoder
from propagation.sam2_model import Speed, compile_parts, inference, untrained_model
from propagation.sam2_step import TrackStep
from propagation.sam2_video import Sam2Predictor

WIDTH, HEIGHT = 480, 270
SEED = 3
ROUNDS = 3  # of single calls
FEW = 6  # steps of a pass that remember fewer frames than all later ones


def masks_at(index: int, objects: int) -> list[Mask]:
    """Ellipses on their ways through the picture, never leaving it."""
    masks = []
    for number in range(objects):
        at = index * (0.011 + 0.003 * number) + number
        centre = round(WIDTH * (0.5 + 0.36 * np.sin(at))), round(HEIGHT * (0.5 + 0.34 * np.cos(1.3 * at)))
        axes = 18 + 3 * (number % 5), 12 + 2 * (number % 4)
        canvas = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
        masks.append(cv2.ellipse(canvas, centre, axes, 40 * at, 0, 360, 1, -1).astype(bool))
    return masks


def write_clip(folder: Path, frames: int, objects: int) -> None:
    """The clip as pictures named by their index."""
    noise = np.random.default_rng(1).uniform(0, 255, (2, HEIGHT, WIDTH, 3)).astype(np.float32)
    ground, skin = (cv2.GaussianBlur(one, (0, 0), 3) for one in noise)
    for index in range(frames):
        picture = ground.copy()
        for number, mask in enumerate(masks_at(index, objects)):
            picture[mask] = np.roll(skin, 3 * index + 31 * number, axis=1)[mask] * 0.6 + 20 * (number % 6)
        PillowImage.fromarray(picture.clip(0, 255).astype(np.uint8)).save(folder / f"{index:05d}.jpg", quality=95)


class Clip:
    """A clip, its keyframes and what is drawn on them."""

    def __init__(self, folder: Path, *, frames: int, step: int, objects: int) -> None:
        self.folder, self.frames, self.objects = folder, frames, objects
        self.keyframes = list(range(0, frames, step))
        write_clip(folder, frames, objects)

    def read(self, first: int, last: int) -> Iterator[Image]:
        """Frames as they stream from a video: one after the other."""
        for index in range(first, last + 1):
            yield np.asarray(PillowImage.open(self.folder / f"{index:05d}.jpg").convert("RGB"))

    def tasks(self, segments: int) -> list[SegmentTask]:
        """The first segments."""
        return [
            SegmentTask(number, first, last, left, right)
            for first, last in list(pairwise(self.keyframes))[:segments]
            for number, (left, right) in enumerate(
                zip(masks_at(first, self.objects), masks_at(last, self.objects), strict=True)
            )
        ]


class Measure:
    """CPU and wall seconds, memory above what was held before, and how many frames the image encoder saw."""

    def __init__(self, model) -> None:
        self.model, self.encoded, self.encoding = model, 0, 0.0
        self.cuda = model.device.type == "cuda"
        model.image_encoder.register_forward_pre_hook(self._begin)
        model.image_encoder.register_forward_hook(self._end)

    def _begin(self, module, given) -> None:
        self.encoded += len(given[0])
        self.encoding -= time.process_time()

    def _end(self, module, given, made) -> None:
        self.encoding += time.process_time()

    @contextmanager
    def work(self, found: dict[str, float]) -> Iterator[None]:
        """Measure what happens inside."""
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts at what is held now
        if self.cuda:
            torch.cuda.synchronize()
            torch.cuda.reset_peak_memory_stats()
        before, self.encoded, self.encoding = resident("VmRSS"), 0, 0.0
        cpu, wall = time.process_time(), time.perf_counter()
        yield
        if self.cuda:
            torch.cuda.synchronize()
            found["vram_mib"] = torch.cuda.max_memory_allocated() / 2**20
        found.update(
            cpu=time.process_time() - cpu,
            wall=time.perf_counter() - wall,
            peak_mib=resident("VmHWM") - before,
            encoded=self.encoded,
            encoding=self.encoding,
        )


def resident(name: str) -> float:
    """MiB of a line of the process's status."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines[name].split()[0]) / 1024


def kept_logits(state) -> dict[str, np.ndarray]:
    """The package's low-resolution logits by object and frame."""
    return {
        f"{track} {index}": out["pred_masks"][0, 0].float().cpu().numpy()
        for track, outputs in state["output_dict_per_obj"].items()
        for index, out in outputs["non_cond_frame_outputs"].items()
    }


def prompt(model, state, keyframes, offset: int, objects: int) -> None:
    """All that is drawn, object after object."""
    drawn = {index: masks_at(index, objects) for index in keyframes}
    for track in range(objects):
        for index, masks in drawn.items():
            model.add_new_mask(state, index - offset, track, masks[track])


def naive(row, clip: Clip, model, measure: Measure) -> dict[str, float]:
    """The package's own way: all frames, all prompts, a pass forward and a pass backward.

    With `sample` each pass stops so many frames after its `FEW` first, which look at fewer memories than all others,
    and what the rest would cost is projected from those.
    """
    rest: dict[str, float] = {}
    frames = FEW + row["sample"] if row["sample"] else clip.frames

    def work() -> None:
        state = model.init_state(str(clip.folder))
        prompt(model, state, clip.keyframes, 0, clip.objects)
        model.propagate_in_video_preflight(state)
        rest.update(cpu=0.0, wall=0.0, encoded=0)
        for start, reverse in ((0, False), (clip.frames - 1, True)):
            computed = 0
            for index, _, logits in model.propagate_in_video(state, start, frames, reverse=reverse):
                np.packbits((logits > 0).cpu().numpy())
                computed += index not in clip.keyframes
                if computed == FEW and index not in clip.keyframes:
                    begun = time.process_time(), time.perf_counter(), measure.encoded
            if row["sample"]:
                rest["cpu"] += time.process_time() - begun[0]
                rest["wall"] += time.perf_counter() - begun[1]
                rest["encoded"] += measure.encoded - begun[2]
                rest["computed"] = computed - FEW

    found = repeated(row, measure, work)
    if row["sample"]:
        grow = (clip.frames - len(clip.keyframes) - FEW) / rest["computed"] - 1
        for name in ("cpu", "wall", "encoded"):
            found[name] += rest[name] * grow
    return found


def per_segment(row, clip: Clip, model, measure: Measure) -> dict[str, float]:
    """The package's predictor run on each interval with both of its keyframes."""
    logits = {}
    intervals = list(pairwise(clip.keyframes))[: row["segments"]]

    def work() -> None:
        for first, last in intervals:
            with TemporaryDirectory() as folder:
                for index in range(first, last + 1):
                    name = f"{index:05d}.jpg"
                    Path(folder, name).symlink_to(clip.folder / name)
                state = model.init_state(folder)
                prompt(model, state, (first, last), first, clip.objects)
                for start, reverse in ((0, False), (last - first, True)):
                    for _, _, at_size in model.propagate_in_video(state, start, reverse=reverse):
                        np.packbits((at_size > 0).cpu().numpy())
                    if row["logits"] and first == 0:
                        logits.update({f"{first} {reverse} {key}": value for key, value in kept_logits(state).items()})

    found = repeated(row, measure, work)
    if row["logits"]:
        np.savez(row["logits"], **logits)
    return found


def ours(row, clip: Clip, model, measure: Measure) -> dict[str, float]:
    """Through the door that the worker uses."""
    speed = Speed(**row["speed"])
    if speed.compile:
        compile_parts(model, torch.compile)
    predictor = Sam2Predictor(model, weights="random", speed=speed)
    logits: dict[str, np.ndarray] = {}
    tasks = clip.tasks(row["segments"])
    if row["logits"] and len(tasks) == clip.objects:  # one segment: what is measured is also what is compared
        watch(predictor, logits)

    def work(tasks=tasks) -> None:
        for answer in propagate(clip.read, tasks, predictor):
            np.packbits(answer.masks)

    found = repeated(row, measure, work)
    if row["logits"] and not logits:
        watch(predictor, logits)
        work(clip.tasks(1))
    if row["logits"]:
        np.savez(row["logits"], **logits)
    if row["edit"]:
        found["edited"] = edited(clip, predictor, measure)["cpu"] / found["cpu"]
        found["edited_segments"] = len(changed(clip))
    return found


def watch(predictor: Sam2Predictor, logits: dict[str, np.ndarray]) -> None:
    """Keep the logits of one segment, named as the package's rows name them."""
    follow = predictor.tracker.follow

    def watched(walks):
        places = {walk: place for place, walk in enumerate(walks)}  # forward and backward of each object in turn
        for walk, index, seen in follow(walks):
            track, reverse = divmod(places[walk], 2)
            logits[f"0 {bool(reverse)} {track} {index}"] = seen.logits
            yield walk, index, seen

    predictor.tracker.follow = watched


def repeated(row, measure: Measure, work: Callable[[], None]) -> dict[str, float]:
    """The run of median length, after warming up."""
    runs: list[dict[str, float]] = []
    for _ in range(row["warm"] + row["repeats"]):
        runs.append({})
        with measure.work(runs[-1]):
            work()
    return sorted(runs[row["warm"] :], key=lambda run: run["wall"])[row["repeats"] // 2]


def changed(clip: Clip) -> list[SegmentTask]:
    """What is to be computed again after the first object's middle keyframe was drawn anew."""
    middle = clip.keyframes[len(clip.keyframes) // 2]
    before, anew = clip.tasks(len(clip.keyframes)), clip.tasks(len(clip.keyframes))
    for task in anew:
        for mask in [task.left] * (task.first == middle) + [task.right] * (task.last == middle):
            mask[:] = np.roll(mask, 5, axis=1) if task.track == 0 else mask
    return [
        new
        for new, old in zip(anew, before, strict=True)
        if not (np.array_equal(new.left, old.left) and np.array_equal(new.right, old.right))
    ]


def edited(clip: Clip, predictor: Sam2Predictor, measure: Measure) -> dict[str, float]:
    found: dict[str, float] = {}
    with measure.work(found):
        for _ in propagate(clip.read, changed(clip), predictor):
            pass
    return found


def held(row, clip: Clip, model, measure: Measure) -> dict[str, float]:
    """What the package holds of a clip at least: its frames, one segment's prompts and `sample` frames of one pass."""
    found: dict[str, float] = {}
    with measure.work(found):
        state = model.init_state(str(clip.folder))
        prompt(model, state, clip.keyframes[:1], 0, clip.objects)
        for _ in model.propagate_in_video(state, 0, row["sample"]):
            pass
    return found


def calls(row, clip: Clip, model, measure: Measure) -> dict[str, float]:
    """CPU seconds of single calls at this size: the encoder, and steps with 2 and with `step` keyframes in memory.

    Beside the keyframes a step remembers up to six frames before it; `fresh` is one that remembers none yet. Steps are
    made by the package's very products, which cost what the package's own step costs, and as a processor usually runs.
    All are made in turn, `ROUNDS` times: medians, for a machine is not equally quick at every moment.
    """
    side = row["side"]
    places, spread = (side // 16) ** 2, torch.Generator().manual_seed(SEED)
    [features] = FrameEncoder(model, Speed()).encode(list(clip.read(0, 0)))
    attention = model.memory_attention.layers[0]
    made = {
        "encoder": lambda: model.forward_image(torch.zeros(1, 3, side, side)),
        "first": lambda: attention._forward_sa(features.first, features.positions),
    }
    for name, remembered in (("fresh", 2), ("two", 2 + 6), ("all", row["step"] + 6)):
        tokens = places * remembered + 64
        memory, where = (torch.randn(tokens, 1, 64, generator=spread) for _ in range(2))
        tensors = (*features.levels, features.first, features.positions, memory, where)
        for mode, exact in (("", True), (", exact=off", False)) if name != "all" else [("", True)]:
            made[name + mode] = partial(TrackStep(model, exact=exact), *tensors, pointer_tokens=64, remember=True)
    seconds: dict[str, list[float]] = {name: [] for name in made}
    with torch.inference_mode():
        for _ in range(ROUNDS):
            for name, call in made.items():
                begun = time.process_time()
                call()
                seconds[name].append(time.process_time() - begun)
    return {name: float(np.median(each)) for name, each in seconds.items()}


KINDS = {"calls": calls, "naive": naive, "per_segment": per_segment, "ours": ours, "held": held}


def main() -> int:
    """Measure the row that the argument describes; its figures are the last line of the output."""
    row = json.loads(sys.argv[1])
    warnings.filterwarnings("ignore")
    logging.disable(logging.INFO)
    os.environ["TQDM_DISABLE"] = "1"
    cv2.setNumThreads(1)
    device = torch.device(row["device"])
    with TemporaryDirectory() as folder:
        clip = Clip(Path(folder), frames=row["frames"], step=row["step"], objects=row["objects"])
        model = untrained_model(
            seed=SEED, image_side=row["side"], device=row["device"], vos_optimized=row.get("vos", False)
        )
        model.fill_hole_area = 0  # needs a CUDA extension that the wheel lacks
        speed = Speed(precision=row["speed"]["precision"])
        with inference(device, speed):
            model.forward_image(torch.zeros(1, 3, row["side"], row["side"], device=device))  # its first run allocates
            found = KINDS[row["kind"]](row, clip, model, Measure(model))
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
