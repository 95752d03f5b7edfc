"""One training step of the paper's shapes with random weights: its time, its memory, and what packing saves.

    python -m tests.bench.model_gpu --seconds 150

Needs torch, transformers, timm, accelerate, peft, scipy and the `sam2` package; no Django, no database, no video, no
weights, no network. Where hydra and iopath, which sam2 imports for its builders, are missing, empty modules take their
place: nothing here builds by them. Prints one JSON document; what did not fit is named in it.

A step is forward, backward and the optimiser's update. Model FLOPs are counted by torch's counter in a forward pass of
each part and taken three times where its weights are trained, twice where only gradients flow through, once where not
even these do; what checkpointing computes again is not counted. Attention is counted in full, not its causal half.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import statistics
import sys
import time
import types
from dataclasses import replace
from importlib.machinery import ModuleSpec

import timm
import torch
from torch.utils.flop_counter import FlopCounterMode
from transformers import CONFIG_MAPPING

PEAK_TFLOPS = {"H100": 989.0, "H200": 989.0, "A100": 312.0}  # dense bf16, by the vendor's datasheets


def stand_in_for_absent_builders() -> list[str]:
    """Empty hydra and iopath where they are missing; what was put in."""
    wanted = {
        "hydra": {"initialize_config_module": lambda *_, **__: None, "compose": None},
        "hydra.core": {},
        "hydra.core.global_hydra": {"GlobalHydra": _AlreadyInitialised},
        "hydra.utils": {"instantiate": None},
        "iopath": {},
        "iopath.common": {},
        "iopath.common.file_io": {"g_pathmgr": None},
    }
    absent = [top for top in ("hydra", "iopath") if importlib.util.find_spec(top) is None]
    for name, members in wanted.items():
        if name.split(".")[0] in absent:
            module = types.ModuleType(name)
            module.__dict__.update(members, __path__=[], __spec__=ModuleSpec(name, None))
            sys.modules[name] = module
    return absent


class _AlreadyInitialised:
    @classmethod
    def instance(cls):
        return cls

    @classmethod
    def is_initialized(cls):
        return True


ABSENT = stand_in_for_absent_builders()

from model_assist.network import build  # noqa: E402  # sam2 imports hydra
from model_assist.packing import turn_mask  # noqa: E402
from model_assist.recipe import load_recipe, recipe_of  # noqa: E402
from tests.model_assist.random_clips import TURNS_OF_A_CLIP, WORDS, Shapes, random_batch  # noqa: E402


class Bench:
    """One model, and steps of it."""

    def __init__(self, recipe, *, device, deadline):
        self.recipe, self.device, self.deadline = recipe, torch.device(device), deadline
        started = time.monotonic()
        torch.manual_seed(0)
        with torch.device(self.device):
            self.model = build(recipe, words=recipe.language.config.get("vocab_size", WORDS))
        self.trained = recipe.stages[-1].rates
        for parameter in self.model.parameters():
            parameter.requires_grad_(False)
        groups = []
        for part, parameters in self.model.parts().items():
            if part in self.trained:
                for parameter in parameters:
                    parameter.requires_grad_(True)
                    parameter.data = parameter.data.float()  # adapters are made in the base weights' precision
                groups.append({"params": parameters, "lr": self.trained[part]})
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.0, fused=self.device.type == "cuda")
        if recipe.checkpointing:
            self.model.enable_checkpointing()
        self.model.train()
        self.build_seconds = time.monotonic() - started

    def synchronise(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize()

    def autocast(self):
        return torch.autocast(self.device.type, dtype=torch.bfloat16, enabled=self.recipe.precision == "bf16")

    def step(self, batches):
        """Forward and backward over micro-batches, then the update; seconds."""
        self.synchronise()
        started = time.monotonic()
        labels = sum(len(batch.packed.label_N) for batch in batches)
        pairs = sum(len(batch.pair_seg_P) for batch in batches)
        for batch in batches:
            with self.autocast():
                losses = self.model(batch)
            loss = losses.text / labels
            if losses.masks is not None:
                loss = loss + losses.masks.weighted(self.recipe.losses, pairs=pairs, present=pairs)
            loss.backward()
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.synchronise()
        value = float(loss.detach())
        if value != value:
            raise RuntimeError("The loss is not finite.")
        return time.monotonic() - started

    @torch.no_grad()
    def forward_tflop(self, batch):
        """What one forward pass of each part costs, in 10¹² floating point operations."""
        counted = {}
        with self.autocast():
            with FlopCounterMode(display=False) as counter:
                patches = self.model.vision(batch.frames_BTCSS.flatten(0, 1))
            counted["vision"] = counter.get_total_flops()
            with FlopCounterMode(display=False) as counter:
                video = self.model.pooling(patches.unflatten(0, batch.frames_BTCSS.shape[:2]))
            counted["projector"] = counter.get_total_flops()
            embeds = self.model.language.embed(batch.packed.tokens_BL, video)
            with FlopCounterMode(display=False) as counter:
                states = self.model.language.states(
                    embeds, mask=turn_mask(batch.packed.turn_BL), position_BL=batch.packed.position_BL
                )
                self.model.language.logits(states[batch.packed.label_sample_N, batch.packed.label_place_N])
            counted["language"] = counter.get_total_flops()
            counted |= self._masks_flop(batch, states)
        return {part: flop / 1e12 for part, flop in counted.items()}

    def _masks_flop(self, batch, states):
        if not len(batch.pair_seg_P):
            return {}
        with FlopCounterMode(display=False) as counter:
            self.model.segmentation.encode(batch.segment_FCSS)
        encoder = counter.get_total_flops()
        with FlopCounterMode(display=False) as counter:
            self.model.masks(batch, states[batch.packed.seg_sample_G, batch.packed.seg_place_G])
        return {"segmentation_encoder": encoder, "segmentation_decoder": counter.get_total_flops() - encoder}

    def training_tflop(self, forward):
        """Model FLOPs of a training step: weights' gradients only where weights are trained."""
        adapted = self.recipe.language.lora is not None
        flows = {"projector", "language", "prompt_head", "segmentation_decoder"}  # gradients pass on to earlier parts
        total = 0.0
        for part, tflop in forward.items():
            full = part in self.trained and not (part == "language" and adapted)
            total += tflop * (3 if full else 2 if part in flows else 1)
        return total

    def measured(self, batches, *, steps):
        """Median step and peak memory over some steps after one to warm up."""
        if self.device.type == "cuda":
            torch.cuda.reset_peak_memory_stats()
        self.step(batches)
        seconds = []
        while len(seconds) < steps and (not seconds or time.monotonic() + seconds[-1] < self.deadline):
            seconds.append(self.step(batches))
        peak = torch.cuda.max_memory_allocated() / 2**30 if self.device.type == "cuda" else None
        return {"step_seconds": statistics.median(seconds), "steps": len(seconds), "peak_gib": peak}


def packed_rows(bench, *, most_clips, steps, peak_tflops):
    """Steps of 1, 2, 4 … packed clips until memory or time is out."""
    rows, clips = [], 1
    while clips <= most_clips and time.monotonic() < bench.deadline:
        try:
            batch = random_batch(bench.recipe, clips=clips, shapes=Shapes(), device=bench.device)
            row = {"clips": clips, "turns": clips * len(TURNS_OF_A_CLIP), "pairs": len(batch.pair_seg_P)}
            row |= bench.measured([batch], steps=steps)
            row |= rates(bench, batch, row["step_seconds"], peak_tflops)
        except torch.OutOfMemoryError as error:
            rows.append({"clips": clips, "out_of_memory": str(error)[:160]})
            forget(bench)
            break
        rows.append(row)
        clips *= 2
    return rows


def rates(bench, batch, seconds, peak_tflops):
    """Tokens, FLOPs and the share of the card's peak."""
    forward = bench.forward_tflop(batch)
    training = bench.training_tflop(forward)
    tokens = int((batch.packed.turn_BL >= 0).sum())
    return {
        "tokens": tokens,
        "tokens_per_second": tokens / seconds,
        "forward_tflop": forward,
        "training_tflop": training,
        "tflop_per_second": training / seconds,
        "mfu": training / seconds / peak_tflops if peak_tflops else None,
    }


def separate_row(bench, *, steps):
    """The turns of one clip as samples of their own, each with its video, as the authors train."""
    shapes = Shapes()
    batches = [
        random_batch(bench.recipe, clips=1, shapes=replace(shapes, turns=(each,)), device=bench.device)
        for each in TURNS_OF_A_CLIP
    ]
    return {"clips": 1, "samples": len(batches)} | bench.measured(batches, steps=steps)


def forget(bench):
    """After a step that did not fit."""
    bench.optimiser.zero_grad(set_to_none=True)
    gc.collect()
    torch.cuda.empty_cache()


def with_known_vision(recipe):
    """The recipe with the first of the ViT-H/16 backbones that the installed transformers or timm knows."""
    for backbone in (recipe.vision.backbone, "timm:vit_huge_patch16_radio_v3", "timm:vit_huge_patch16_gap_448"):
        values = recipe.values()
        values["vision"]["backbone"] = backbone
        known = recipe_of(values)
        kind, _, name = backbone.partition(":")
        if kind == "tiny" or (kind == "timm" and timm.is_model(name)) or (kind, name) in transformers_types():
            return known
    raise SystemExit("Neither transformers nor timm knows a ViT-H/16.")


def transformers_types():
    """The kinds of vision model that transformers knows."""
    return {("transformers", name) for name in CONFIG_MAPPING}


def smaller(recipe, layers):
    """The same with fewer layers in the language model."""
    values = recipe.values()
    values["language"]["config"]["num_hidden_layers"] = layers
    return recipe_of(values)


def built(recipe, *, device, deadline):
    """The bench, with half and half again of the language model's layers where memory is short."""
    tried = []
    layers = recipe.language.config.get("num_hidden_layers", 4)
    while True:
        try:
            return Bench(smaller(recipe, layers), device=device, deadline=deadline), layers, tried
        except torch.OutOfMemoryError as error:
            tried.append({"layers": layers, "out_of_memory": str(error)[:160]})
            gc.collect()
            torch.cuda.empty_cache()
            if layers <= 4:
                raise
            layers //= 2


def main():
    program = argparse.ArgumentParser(prog="python -m tests.bench.model_gpu", description=__doc__)
    program.add_argument("--seconds", type=float, default=150, help="no new step begins after so many")
    program.add_argument("--recipe", default="paper_lora_1gpu")
    program.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="change the recipe")
    program.add_argument("--clips", type=int, default=4, help="the most clips a step")
    program.add_argument("--steps", type=int, default=5, help="measured steps a row")
    program.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    chosen = program.parse_args()
    started = time.monotonic()
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    card = torch.cuda.get_device_name() if chosen.device.startswith("cuda") else "cpu"
    peak = next((tflops for name, tflops in PEAK_TFLOPS.items() if name in card), None)
    document = {"card": card, "torch": torch.__version__, "recipe": chosen.recipe, "changes": chosen.set,
                "peak_tflops": peak, "stand_ins": ABSENT}  # fmt: skip
    recipe = with_known_vision(load_recipe(chosen.recipe, chosen.set))
    document["vision"] = recipe.vision.backbone
    try:
        bench, layers, tried = built(recipe, device=chosen.device, deadline=started + chosen.seconds)
        counts = {part: sum(p.numel() for p in each) for part, each in bench.model.parts().items()}
        document |= {"layers": layers, "did_not_fit": tried, "build_seconds": bench.build_seconds,
                     "trained_parameters": counts, "video_tokens": recipe.pooling.tokens}  # fmt: skip
        say(document)
        document["packed"] = packed_rows(bench, most_clips=1, steps=chosen.steps, peak_tflops=peak)
        say(document["packed"])
        document["separate"] = separate_row(bench, steps=2)
        say(document["separate"])
        one = document["packed"][0]
        if "step_seconds" in one:
            document["packing_saves"] = document["separate"]["step_seconds"] / one["step_seconds"]
        bench.deadline = started + chosen.seconds
        if chosen.clips > 1:
            document["packed"] = packed_rows(bench, most_clips=chosen.clips, steps=chosen.steps, peak_tflops=peak)
    except Exception as error:  # what was measured before is still worth its print
        document["failed"] = f"{type(error).__name__}: {error}"[:2000]
        raise
    finally:
        document["seconds"] = time.monotonic() - started
        print(json.dumps(document, indent=1))


def say(what):
    """A sign of life on the way."""
    print(json.dumps(what), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
