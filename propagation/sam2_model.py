"""Which SAM 2.1, on which device and how fast: everything that is settled before the first frame.

Source: Ravi et al., "SAM 2: Segment Anything in Images and Videos", 2024; package sam2 1.1.0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, cast

import torch
from sam2.build_sam import build_sam2_video_predictor

from propagation.errors import DeviceMissing, PredictorUnknown
from propagation.sam2_weights import release_of

IMAGE_SIDE = 1024
Precision = Literal["fp32", "bf16"]


@dataclass(frozen=True)
class Speed:
    """How the work is cut up. Only `exact`, `batch` 1, without `compile`, gives the official predictor's very bits.

    Args:
        batch: rows (a row is one object in one direction) and frames that the device computes at once. Above 1, sums
            are made in another order: in fp32 that moves logits by less than 1e-6, in bf16 by its rounding.
        segments: neighbouring segments that are computed at once, so that there are rows to batch.
        precision: bf16 is the package's own setting on a graphics card.
        compile: torch.compile for the encoders and the decoder.
        graphs: record each shape of a step once and replay it.
        exact: by the package's very products. Without it the processor attends to the memory by fewer, which moves
            logits by less than 1e-6 in fp32; a row's result still depends on that row alone.
    """

    batch: int = 1
    segments: int = 1
    precision: Precision = "fp32"
    compile: bool = False
    graphs: bool = False
    exact: bool = True


EXACT = Speed()
ON_CPU = Speed(exact=False)
# A processor gains by a batch only where a row is so small that calling the modules costs as much as their products:
# a quarter of the CPU seconds at 128 px, next to nothing at 192 px, a loss from 256 px on.
ON_CPU_SMALL = Speed(exact=False, batch=32)
SMALL_SIDE = 128
ON_CUDA = Speed(batch=16, segments=8, precision="bf16")


def usual_speed(device: torch.device, image_side: int = IMAGE_SIDE) -> Speed:
    """What is fastest on the device for pictures of so many pixels a side."""
    if device.type == "cuda":
        return ON_CUDA
    return ON_CPU_SMALL if image_side <= SMALL_SIDE else ON_CPU


def speed_from(options: Mapping[str, str], device: torch.device) -> Speed:
    """The device's usual speed, changed by the options batch, segments, precision, compile, graphs and exact.

    Raises:
        PredictorUnknown: an option has an impossible value, or needs a graphics card.
    """
    usual = usual_speed(device)
    precision = options.get("precision", usual.precision)
    if precision not in ("fp32", "bf16"):
        raise PredictorUnknown(f"Predictor sam2 knows precision fp32 or bf16, not {precision!r}.", option="precision")
    return Speed(
        batch=_count(options, "batch", usual.batch),
        segments=_count(options, "segments", usual.segments),
        precision=cast("Precision", precision),
        compile=_switch(options, "compile", device),
        graphs=_switch(options, "graphs", device),
        exact=_exact(options, device, precision),
    )


def device_from(option: str | None) -> torch.device:
    """The named device, or without a name a graphics card where there is one.

    Raises:
        PredictorUnknown: torch has no such device.
        DeviceMissing: it has, but this machine does not.
    """
    try:
        device = torch.device(option or ("cuda" if torch.cuda.is_available() else "cpu"))
    except RuntimeError as problem:
        raise PredictorUnknown(f"There is no device {option!r}; use cpu or cuda.", option="device") from problem
    cards = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if device.type == "cuda" and (device.index or 0) >= cards:
        raise DeviceMissing(
            f"TETHER_DEVICE is {option!r}, but torch sees {cards} graphics cards here; mend the driver, or set it to "
            f"{'cuda:0' if cards else 'cpu'}.",
            device=str(device),
        )
    if device.type not in ("cpu", "cuda"):
        raise PredictorUnknown(f"Predictor sam2 runs on cpu or cuda, not on {option!r}.", option="device")
    return device


def build_model(config: str, *, device: torch.device, image_side: int, vos_optimized: bool = False) -> Any:
    """A `SAM2VideoPredictor` without its weights, in evaluation mode."""
    grid = image_side // 16
    overrides = [f"++model.image_size={image_side}"] + [
        f"++model.memory_attention.layer.{which}.feat_sizes=[{grid},{grid}]"
        for which in ("self_attention", "cross_attention")
    ]
    return build_sam2_video_predictor(
        config, None, device=device, hydra_overrides_extra=overrides, vos_optimized=vos_optimized
    )


def untrained_model(*, seed: int, image_side: int, device: str = "cpu", vos_optimized: bool = False) -> Any:
    """A tiny model with random weights, for tests and benchmarks: its masks mean nothing. No option leads here."""
    config = release_of("tiny").config
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build_model(config, device=torch.device(device), image_side=image_side, vos_optimized=vos_optimized)


@contextmanager
def inference(device: torch.device, speed: Speed | None = None) -> Iterator[None]:
    """No gradients; the precision of `speed`, without one the device's usual precision."""
    settled = speed or usual_speed(device)
    with (
        torch.inference_mode(),
        torch.autocast(
            device.type,
            dtype=torch.bfloat16,
            enabled=settled.precision == "bf16",
            cache_enabled=not settled.graphs,  # a cast made while recording belongs to the recording
        ),
    ):
        yield


def compile_parts(model: Any, compiler: Callable[..., Any]) -> None:
    """Compile the parts that are the same at every step; the memory attention sees another length at each."""
    model.image_encoder.forward = compiler(model.image_encoder.forward)
    model.memory_encoder.forward = compiler(model.memory_encoder.forward)
    model.sam_mask_decoder.forward = compiler(model.sam_mask_decoder.forward)


def _count(options: Mapping[str, str], name: str, usual: int) -> int:
    value = options.get(name, str(usual))
    if not value.isdecimal() or not 1 <= int(value) <= 1024:
        raise PredictorUnknown(f"Option {name} of sam2 is a number from 1 to 1024, not {value!r}.", option=name)
    return int(value)


def _switch(options: Mapping[str, str], name: str, device: torch.device) -> bool:
    on = _is_on(options, name, usual=False)
    if on and device.type != "cuda":
        raise PredictorUnknown(f"Option {name}=on of sam2 needs TETHER_DEVICE=cuda; here it is {device}.", option=name)
    return on


def _exact(options: Mapping[str, str], device: torch.device, precision: str) -> bool:
    """The fewer products are for processors and fp32; elsewhere the package's are the faster ones."""
    possible = device.type == "cpu" and precision == "fp32"
    on = _is_on(options, "exact", usual=not possible)
    if not on and not possible:
        raise PredictorUnknown(
            f"Option exact=off of sam2 needs TETHER_DEVICE=cpu and precision fp32; here they are {device} and "
            f"{precision}.",
            option="exact",
        )
    return on


def _is_on(options: Mapping[str, str], name: str, *, usual: bool) -> bool:
    value = options.get(name, "on" if usual else "off")
    if value not in ("on", "off"):
        raise PredictorUnknown(f"Option {name} of sam2 is on or off, not {value!r}.", option=name)
    return value == "on"
