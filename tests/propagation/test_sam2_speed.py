"""What makes SAM 2 fast on a graphics card, tried without one: batches, recordings, compiled parts, full memory."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch
from structlog.testing import capture_logs

from propagation.errors import DeviceFull, DeviceMissing, PredictorUnknown
from propagation.propagate import propagate
from propagation.registry import predictor_by_name
from propagation.sam2_graphs import Replayed
from propagation.sam2_model import EXACT, ON_CPU, ON_CUDA, Speed, compile_parts, device_from, speed_from, usual_speed
from propagation.sam2_video import untrained_predictor
from tests.propagation.scenes import crossing
from tests.propagation.test_sam2_video import tasks_of
from tests.propagation.untrained import SIDE, largest_difference, ours, predictor_where_memory_matters, segment

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def holding_at_most(predictor, rows):
    """As if on a card whose memory is full with more rows than these."""

    def weigh(module, args, kwargs=None):
        batch = kwargs["tgt"] if kwargs else args[0]
        if len(batch) > rows:
            raise torch.OutOfMemoryError(f"CUDA out of memory. Tried to allocate {len(batch)} rows")

    predictor.model.memory_attention.layers[1].register_forward_pre_hook(weigh, with_kwargs=True)
    predictor.model.image_encoder.register_forward_pre_hook(weigh)
    return predictor


def test_a_full_card_is_answered_by_smaller_batches_and_gives_what_a_smaller_one_gives_to_the_bit():
    scene = crossing(4, tracks=3)
    left, right = segment(scene)
    by_twos = predictor_where_memory_matters(speed=Speed(batch=2))
    small = holding_at_most(predictor_where_memory_matters(speed=Speed(batch=6)), rows=2)

    with capture_logs() as logs:
        passes = ours(small, scene, left, right)

    assert largest_difference(passes, ours(by_twos, scene, left, right)) == 0.0
    assert small.tracker.batches.size == 2
    assert {log["next"] for log in logs if log["event"] == "sam2.out_of_memory"} == {3, 2}


def test_a_card_that_holds_not_even_one_row_is_named_with_what_to_do():
    scene = crossing(3)
    nothing = holding_at_most(untrained_predictor(seed=3, image_side=SIDE, speed=Speed(batch=2)), rows=0)

    with pytest.raises(DeviceFull, match=r"Tried to allocate 1 rows.*TETHER_SAM2_SIZE.*TETHER_DEVICE"):
        next(propagate(scene.read_frames, tasks_of(scene, (0, 2)), nothing))


def record_on_cpu(run):
    """What a CUDA graph does, but for its speed: the same outputs are filled anew from the same inputs."""
    outputs = run()

    def replay():
        for kept, new in zip(outputs, run(), strict=True):
            kept.copy_(new)

    return outputs, replay


def test_recorded_steps_equal_those_run_one_by_one_and_serve_every_segment():
    scene = crossing(7, tracks=2)
    tasks = tasks_of(scene, (0, 3, 6))
    plain, recorded = predictor_where_memory_matters(), predictor_where_memory_matters()
    recordings = []
    recorded.tracker._step = Replayed(
        recorded.tracker._modules, record=lambda run: recordings.append(run) or record_on_cpu(run)
    )

    expected = list(propagate(scene.read_frames, tasks, plain))
    answers = list(propagate(scene.read_frames, tasks, recorded))

    assert len(recordings) == 2  # one for each step of a segment, whatever their number
    for a, b in zip(expected, answers, strict=True):
        assert a.confidence == b.confidence
        assert all(np.array_equal(x, y) for x, y in zip(a.masks, b.masks, strict=True))


def test_all_that_is_the_same_at_every_step_goes_through_the_compiler():
    scene = crossing(4)
    predictor = untrained_predictor(seed=3, image_side=SIDE)
    calls = Counter()

    def compiler(function):
        def compiled(*args, **kwargs):
            calls[type(function.__self__).__name__] += 1
            return function(*args, **kwargs)

        return compiled

    compile_parts(predictor.model, compiler)
    list(propagate(scene.read_frames, tasks_of(scene, (0, 3)), predictor))

    assert calls == {"ImageEncoder": 4, "MaskDecoder": 2 + 4, "MemoryEncoder": 2 + 2}


def test_the_usual_speed_follows_the_device_and_the_size_and_options_change_it():
    assert speed_from({}, CPU) == ON_CPU
    assert usual_speed(CPU, 128).batch == 32
    assert not usual_speed(CPU, 128).exact
    assert usual_speed(CPU, 256) == ON_CPU
    assert usual_speed(torch.device("cuda"), 128) == ON_CUDA
    assert speed_from({}, torch.device("cuda")) == ON_CUDA
    assert speed_from({"batch": "4", "segments": "2", "precision": "bf16"}, CPU) == Speed(4, 2, "bf16")
    assert speed_from({"exact": "on"}, CPU) == EXACT
    assert speed_from({"graphs": "on", "compile": "on"}, torch.device("cuda")).graphs


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("batch", "0", "from 1 to 1024, not '0'"),
        ("batch", "many", "not 'many'"),
        ("segments", "-1", "not '-1'"),
        ("precision", "fp8", "fp32 or bf16, not 'fp8'"),
        ("compile", "yes", "on or off, not 'yes'"),
        ("graphs", "on", "graphs=on of sam2 needs TETHER_DEVICE=cuda; here it is cpu"),
        ("exact", "nearly", "on or off, not 'nearly'"),
    ],
)
def test_an_impossible_option_is_named_before_any_weights_are_looked_for(option, value, said):
    with pytest.raises(PredictorUnknown, match=said):
        predictor_by_name("sam2", {"device": "cpu", option: value})


@pytest.mark.parametrize(("device", "precision"), [("cuda", "fp32"), ("cpu", "bf16")])
def test_fewer_products_are_refused_where_they_would_be_slower(device, precision):
    with pytest.raises(PredictorUnknown, match=f"exact=off of sam2 needs.*here they are {device} and {precision}"):
        speed_from({"exact": "off", "precision": precision}, torch.device(device))


def test_a_card_that_is_not_there_is_named_with_its_setting():
    cards = torch.cuda.device_count()

    with pytest.raises(DeviceMissing, match=f"TETHER_DEVICE is 'cuda:{cards}', but torch sees {cards} graphics cards"):
        predictor_by_name("sam2", {"device": f"cuda:{cards}"})


def test_an_impossible_device_is_named():
    for name in ("abacus", "meta"):
        with pytest.raises(PredictorUnknown, match=name):
            device_from(name)
