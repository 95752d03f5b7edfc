"""Everybody's socket, in a process of its own so that listening does not slow the people down.

`python -m tests.bench.team.ears FILE`: reads port, project and sessions from the file's JSON, listens until its
standard input ends, then writes into FILE what each heard: `{person: {"hello": id, "ids": […], "at": [seconds, …],
"opened": number}}`. A line that drops is opened again from the event heard last, as a browser does.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

SILENT_SECONDS, LONGEST_SECONDS, START_SECONDS = 5, 60, 60
AGAIN_SECONDS = 1.0


async def listen(plan: dict[str, Any], person: dict[str, Any], notes: dict[str, Any]) -> None:
    """One person's socket, until cancelled."""
    port = plan["port"]
    headers = {"Cookie": f"sessionid={person['session']}"}
    address = f"ws://127.0.0.1:{port}/ws/projects/{plan['slug']}"
    while True:
        last = notes["ids"][-1] if notes["ids"] else notes["hello"]
        since = "" if last is None else f"?since={last}"
        try:
            async with connect(
                address + since, additional_headers=headers, origin=f"http://127.0.0.1:{port}", max_queue=None
            ) as socket:
                notes["opened"] += 1
                await hear(socket, notes)
        except (OSError, WebSocketException):
            pass
        await asyncio.sleep(AGAIN_SECONDS)


async def hear(socket: ClientConnection, notes: dict[str, Any]) -> None:
    """What one line brings, until it drops."""
    async for message in socket:
        now = time.time()
        told = json.loads(message)
        if told.get("id") is None:  # presence and the like are not in the log
            continue
        if told["topic"] == "hello":
            notes["hello"] = told["id"] if notes["hello"] is None else notes["hello"]
            continue
        notes["ids"].append(told["id"])
        notes["at"].append(now)


async def everybody(plan: dict[str, Any], heard: dict[str, Any]) -> None:
    """All sockets, until standard input ends."""
    heard |= {person["name"]: {"hello": None, "ids": [], "at": [], "opened": 0} for person in plan["people"]}
    tasks = [asyncio.create_task(listen(plan, person, heard[person["name"]])) for person in plan["people"]]
    async with asyncio.timeout(START_SECONDS):
        while not all(notes["hello"] is not None for notes in heard.values()):
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
