"""Everybody's socket, in a process of its own so that listening does not slow the people down.

`python -m tests.bench.team.ears FILE`: reads port, project and sessions from the file's JSON, listens until its
standard input ends, then writes into FILE what each heard: `{person: {"hello": id, "ids": […], "at": [seconds, …]}}`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect

SILENT_SECONDS, LONGEST_SECONDS = 5, 60


async def listen(plan: dict[str, Any], person: dict[str, Any], heard: dict[str, Any]) -> None:
    """One person's socket, until cancelled."""
    port = plan["port"]
    notes = heard[person["name"]] = {"hello": None, "ids": [], "at": []}
    headers = {"Cookie": f"sessionid={person['session']}"}
    address = f"ws://127.0.0.1:{port}/ws/projects/{plan['slug']}"
    async with connect(
        address, additional_headers=headers, origin=f"http://127.0.0.1:{port}", max_queue=None
    ) as socket:
        async for message in socket:
            now = time.time()
            told = json.loads(message)
            if told.get("id") is None:  # presence and the like are not in the log
                continue
            if told["topic"] == "hello":
                notes["hello"] = told["id"]
                continue
            notes["ids"].append(told["id"])
            notes["at"].append(now)


async def everybody(plan: dict[str, Any], heard: dict[str, Any]) -> None:
    """All sockets, until standard input ends."""
    tasks = [asyncio.create_task(listen(plan, person, heard)) for person in plan["people"]]
    while not all(notes["hello"] is not None for notes in heard.values()) or len(heard) < len(tasks):
        for task in tasks:
            if task.done():
                task.result()
        await asyncio.sleep(0.05)
    print("listening", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    until = time.time() + LONGEST_SECONDS  # the last events are still on their way
    while time.time() < until and any(
        time.time() - notes["at"][-1] < SILENT_SECONDS for notes in heard.values() if notes["at"]
    ):
        await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def main() -> None:
    """Listen, then write down what was heard."""
    file = Path(sys.argv[1])
    heard: dict[str, Any] = {}
    asyncio.run(everybody(json.loads(file.read_text()), heard))
    file.write_text(json.dumps(heard))


if __name__ == "__main__":
    main()
