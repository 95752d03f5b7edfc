"""Schemathesis on the WSGI application: requests made from our own OpenAPI document, and chains of them by its links.

Made-up numbers alone would only ever show that nothing is there. So paths are offered rows of a world (`World`), bodies
what the table of permissions sends, with some fields made up, and each operation is asked by somebody who may do it.
Whatever a request or a chain of them wrote is undone before the next begins.
"""

from __future__ import annotations

import json
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import hypothesis
import schemathesis
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, connection, transaction
from hypothesis import strategies as st
from schemathesis import GenerationMode

from annotator.videos import tus
from annotator.wsgi import application
from tests.annotator.test_permissions import ALLOWED, PEOPLE, World
from tests.annotator.videos.sender import ANNOUNCED

ASKERS = ("lead", "annotator", "inspector", "admin", "viewer", "anonymous")  # the first who may, does
TOKEN = "f" * 32  # what a page sends twice, in a cookie and in a header
schemathesis.serializer.alias(tus.CONTENT, "application/octet-stream")


def name_of(case: Any) -> str:
    """The operation's name in the document."""
    return str(case.operation.definition.raw["operationId"])


def asker(operation: str) -> str:
    """Who does an operation here."""
    answered = dict(zip(PEOPLE, ALLOWED[operation], strict=True))
    return next((name for name in ASKERS if answered[name] < 300), "lead")


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is undone; what waits for its commit, such as deleting a file, never happens."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def one_connection() -> Iterator[None]:
    """While this lasts, requests begin and end in the transaction that is open, as in Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


class Fuzzer:
    """Asks the application, and writes down where it failed.

    Attributes:
        faults: Of each fault one request that shows it, in words, with the traceback's end.
        answered: How often each operation was answered, by the first digit of the status.
    """

    def __init__(self, world: World, *, seed: int) -> None:
        self.world, self.seed = world, seed
        self.faults: dict[tuple[str, str], str] = {}
        self.answered: Counter[tuple[str, int]] = Counter()
        self._crash = ""
        self.schema = schemathesis.openapi.from_wsgi("/api/schema", application)
        self.schema.hook("flatmap_path_parameters")(lambda context, made_up: self._rows(context, made_up))
        self.schema.hook("flatmap_body")(lambda context, made_up: self._bodies(context, made_up))
        with connection.cursor() as cursor:  # making up a request may take longer than a web process may think
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")

    def requests(self, examples: int) -> None:
        """So many requests to each operation that the document allows, and as many that it does not."""
        for found in self.schema.get_all_operations():
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                self._each(found.ok(), mode, examples)

    def _each(self, operation: Any, mode: GenerationMode, examples: int) -> None:
        @hypothesis.seed(self.seed)
        @self._explore(examples)
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            with undone():
                self.ask(case)

        try:
            ask()
        except hypothesis.errors.Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE, operation.label  # nothing that could be wrong

    def chains(self, examples: int, *, steps: int) -> int:
        """So many chains of at most so many requests, each of which takes up what one before it was answered.

        Returns:
            How many ways there are from one operation to another.
        """
        fuzzer, schema = self, self.schema

        class Chain(schema.as_state_machine()):  # type: ignore[misc]
            def setup(self) -> None:
                self.world = undone()
                self.world.__enter__()

            def teardown(self) -> None:
                self.world.__exit__(None, None, None)

            def call(self, case: Any, **words: Any) -> Any:
                return fuzzer.ask(case)

            def validate_response(self, *words: Any, **more: Any) -> None:
                """Nothing: faults are written down, and the chain goes on."""

        hypothesis.seed(self.seed)(Chain)
        Chain.run(settings=hypothesis.settings(self._explore(examples), stateful_step_count=steps))
        return int(schema.statistic.transitions.total)

    def ask(self, case: Any) -> Any:
        """One request by somebody who may make it."""
        operation = name_of(case)
        cookie = self.world.browsers[asker(operation)].cookies.get("sessionid")
        shown = {"csrftoken": TOKEN} | ({"sessionid": cookie.value} if cookie else {})
        headers = {"X-CSRFToken": TOKEN} | (ANNOUNCED if operation.endswith("_upload") else {})
        got_request_exception.connect(self._note)
        self._crash = ""
        try:
            answer = case.call(headers=headers, cookies=shown)
        finally:
            got_request_exception.disconnect(self._note)
        self.answered[operation, answer.status_code // 100] += 1
        if answer.status_code >= 500:
            self._blame(operation, case, answer)
        return answer

    def reached(self) -> set[str]:
        """The operations that did what they were asked at least once."""
        return {operation for operation, hundred in self.answered if hundred < 4}

    def _note(self, **told: Any) -> None:
        self._crash = traceback.format_exc()

    def _blame(self, operation: str, case: Any, answer: Any) -> None:
        """Write a fault down, once for each last line of its traceback."""
        end = self._crash.strip().splitlines()[-1:] or [answer.text]
        said = json.dumps(case.body, default=repr)[:800] if case.body is not schemathesis.core.NOT_SET else ""
        told = f"{answer.status_code} {case.method} {case.formatted_path} {case.query} {said}\n{self._crash[-3000:]}"
        self.faults.setdefault((operation, end[0][:60]), told)

    def _explore(self, examples: int) -> hypothesis.settings:
        return hypothesis.settings(
            max_examples=examples, phases=[hypothesis.Phase.generate], database=None, deadline=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )  # fmt: skip

    def _rows(self, context: Any, made_up: Any) -> Any:
        """Names of rows of the world three times out of four; else what was made up."""
        if not isinstance(made_up, dict):
            return st.just(made_up)
        known = self.world.parameters(str(context.operation.definition.raw["operationId"]))
        offered = {name: [str(known[name])] * 3 if name in known else [] for name in made_up}
        return st.fixed_dictionaries({name: st.sampled_from([*offered[name], made_up[name]]) for name in made_up})

    def _bodies(self, context: Any, made_up: Any) -> Any:
        """What the table of permissions sends, some of its fields made up; or all of them."""
        known = self.world.bodies.get(str(context.operation.definition.raw["operationId"]))
        if not isinstance(known, dict) or not isinstance(made_up, dict):
            return st.just(made_up)
        sent = json.loads(json.dumps(known, default=str))
        taken = st.sets(st.sampled_from(sorted(made_up))) if made_up else st.just(set())
        mixed = taken.map(lambda names: sent | {name: made_up[name] for name in names})
        return st.one_of(mixed, st.just(made_up))
