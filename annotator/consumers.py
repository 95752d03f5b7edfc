"""The socket: tells a signed-in member of a project what happened there, with nothing missed across a reconnect.

Pages say through it which clip they have open. Whoever is no member any more is cut off within seconds.
"""

import asyncio
from collections import defaultdict
from typing import Any
from urllib.parse import parse_qs

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from annotator.accounts.queries import is_active
from annotator.accounts.sessions import still_open
from annotator.events import actions, queries, relay
from annotator.operations.measures import SOCKETS
from annotator.videos.queries import is_clip_of, member_numbers, project_number_for

log = structlog.get_logger()
SECONDS_BETWEEN_CHECKS = 2.0
_open: set["ProjectConsumer"] = set()


class ProjectConsumer(AsyncJsonWebsocketConsumer):
    """One browser in one project. Close code 4401: sign in; 4404: no such project for you, or no longer."""

    person: Any
    project: int
    seen: queries.Turn | None = None
    here: int | None = None
    session: str | None = None

    async def connect(self) -> None:
        self.person = self.scope["user"]
        if not await database_sync_to_async(is_active)(self.person):
            await self.accept()
            await self.close(code=4401)
            return
        project = await self.member_of()
        await self.accept()
        if project is None:
            await self.close(code=4404)
            return
        self.project = project
        if "session" in self.scope:
            self.session = self.scope["session"].session_key
        relay.keep_running(relay.carry, relay.watch_presence, watch_members)
        await self.channel_layer.group_add(f"project-{project}", self.channel_name)
        _open.add(self)
        SOCKETS.set(len(_open))
        if await self.member_of() is None:  # taken out before the group could tell
            await self.close(code=4404)
            return
        await self.catch_up()
        for place, people in (await database_sync_to_async(queries.present)(project)).items():
            await self.presence({"video": place.video, "people": people})

    async def member_of(self) -> int | None:
        """The row number of the address's project while the person is in it."""
        slug = self.scope["url_route"]["kwargs"]["slug"]
        return await database_sync_to_async(project_number_for)(self.person, slug)

    async def catch_up(self) -> None:
        """Greet with the newest number, or send all that came after the number that the browser saw last."""
        asked = parse_qs(self.scope["query_string"].decode()).get("since", [""])[0]
        heard = int(asked) if asked.isdecimal() else await database_sync_to_async(queries.last)()
        seen = self.seen = await database_sync_to_async(queries.turn_of)(heard)
        await self.send_json({"id": seen.number, "topic": "hello", "verb": "hello", "payload": {}})
        while self.seen and (
            messages := await database_sync_to_async(relay.read_after)(self.seen.number, project=self.project)
        ):
            for message in messages:
                await self.tell(message)

    async def events(self, batch: dict[str, Any]) -> None:
        """From the relay: what happened since the last time."""
        for message in batch["messages"]:
            await self.tell(message)

    async def tell(self, message: relay.Message) -> None:
        """One event; what the catch-up already sent is not sent again, nor what was told to somebody else."""
        if self.seen is None or message.turn <= self.seen:
            return
        self.seen = message.turn
        ours = message.person == self.person.pk
        if message.topic == "notice" and not ours:
            return
        if message.topic == "person" and ours and await self.member_of() is None:
            self.seen = None  # told that they are out: that is the end
            await self.close(code=4404)
            return
        await self.send(text_data=message.text)

    async def presence(self, message: dict[str, Any]) -> None:
        """Who has a clip open; without a number, for it is no event."""
        payload = {key: message[key] for key in ("video", "people")}
        await self.send_json({"topic": "presence", "verb": "changed", "payload": payload})

    async def receive_json(self, content: Any, **options: Any) -> None:
        """`{"here": VIDEO}` from a page that has a clip open, again and again; `{"here": null}` when it left."""
        video = content.get("here") if isinstance(content, dict) else None
        if video is not None and not (isinstance(video, int) and await self.is_ours(video)):
            return
        if self.here is not None and self.here != video:
            await self.leave()
        if video is not None:
            self.here = video
            await database_sync_to_async(actions.arrive)(
                self.project, video=video, person=self.person.pk, name=self.person.name
            )

    async def is_ours(self, video: int) -> bool:
        """Whether a clip belongs to this project; asked once for each that is opened."""
        return video == self.here or await database_sync_to_async(is_clip_of)(self.project, video)

    async def leave(self) -> None:
        """The page closed the clip that it had open."""
        video, self.here = self.here, None
        if video is not None:
            await database_sync_to_async(actions.leave)(video=video, person=self.person.pk)

    async def disconnect(self, code: int) -> None:
        _open.discard(self)
        SOCKETS.set(len(_open))
        if hasattr(self, "project"):
            await self.channel_layer.group_discard(f"project-{self.project}", self.channel_name)
            await self.leave()


async def watch_members() -> None:
    """Close the sockets of people who left their project, or whose account or session ended; for ever."""
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_CHECKS)
        sockets: dict[int, list[ProjectConsumer]] = defaultdict(list)
        for one in _open:
            sockets[one.project].append(one)
        for project, here in sockets.items():
            try:
                members = await database_sync_to_async(member_numbers)(project)
                sessions = await database_sync_to_async(still_open)([one.session for one in here if one.session])
                for one in here:
                    if one.person.pk not in members:
                        await one.close(code=4404)
                    elif one.session and one.session not in sessions:
                        await one.close(code=4401)
            except Exception:
                log.exception("members.not_checked", project=project)
