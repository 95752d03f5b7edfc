"""No request that our own document allows or forbids, and no chain of them, ends in an error of the server.

`make fuzz` asks twenty times as much; `EXAMPLES=100 SEED=7 make fuzz` as much as one likes, from another seed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.annotator.fuzzing import Fuzzer, one_connection
from tests.annotator.test_permissions import World, operations

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders"), pytest.mark.timeout(0)]
EXAMPLES = int(os.environ.get("EXAMPLES", "2"))
SEED = int(os.environ.get("SEED", "1"))


@pytest.fixture
def fuzzer() -> Iterator[Fuzzer]:
    with one_connection(), override_settings(WEBHOOK_HOSTS=["hooks.example.org"], REQUESTS_PER_PERSON=0):
        yield Fuzzer(World(), seed=SEED)


def test_no_request_ends_in_an_error_of_the_server(fuzzer: Fuzzer) -> None:
    begun = time.process_time()
    fuzzer.requests(EXAMPLES)

    print(f"{sum(fuzzer.answered.values())} requests, {len(fuzzer.reached())} of {len(operations())} operations done")
    print("CPU seconds", time.process_time() - begun)
    assert not fuzzer.faults, "\n\n".join(fuzzer.faults.values())
    assert len(fuzzer.reached()) > 0.8 * len(operations())


def test_no_chain_of_requests_ends_in_an_error_of_the_server(fuzzer: Fuzzer) -> None:
    ways = fuzzer.chains(10 * EXAMPLES, steps=10)

    print(f"{ways} ways, {sum(fuzzer.answered.values())} requests, {len(fuzzer.reached())} operations done")
    assert not fuzzer.faults, "\n\n".join(fuzzer.faults.values())
    assert ways > 100
