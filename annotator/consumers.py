"""The socket: tells a signed-in member of a project what happened there, with nothing missed across a reconnect."""

from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from annotator.accounts.queries import is_active
from annotator.events import queries, relay
from annotator.videos.queries import project_number_for


class ProjectConsumer(AsyncJsonWebsocketConsumer):
    """One browser in one project. Close code 4401: sign in; 4404: no such project for you, or no longer."""

    async def connect(self) -> None:
        person: Any = self.scope["user"]
        if not await database_sync_to_async(is_active)(person):
            await self.accept()
            await self.close(code=4401)
            return
        self.person = person
        project = await self.member_of()
        await self.accept()
        if project is None:
            await self.close(code=4404)
            return
        relay.ensure_running()
        await self.channel_layer.group_add(f"project-{project}", self.channel_name)
        self.group = f"project-{project}"
        if await self.member_of() is None:  # taken out before the group could tell
            await self.close(code=4404)
            return
        await self.catch_up(project)

    async def member_of(self) -> int | None:
        """The row number of the address's project while the person is in it."""
        slug = self.scope["url_route"]["kwargs"]["slug"]
        return await database_sync_to_async(project_number_for)(self.person, slug)

    async def catch_up(self, project: int) -> None:
        """Greet with the newest number, or send all that came after the number that the browser saw last."""
        asked = parse_qs(self.scope["query_string"].decode()).get("since", [""])[0]
        self.seen = int(asked) if asked.isdecimal() else await database_sync_to_async(queries.last)()
        await self.send_json({"id": self.seen, "topic": "hello", "verb": "hello", "payload": {}})
        while rows := await database_sync_to_async(queries.after)(self.seen, project=project):
            for row in rows:
                self.seen = row.id
                await self.tell({"id": row.id, "topic": row.topic, "verb": row.verb, "payload": row.payload})

    async def event(self, message: dict[str, Any]) -> None:
        """From the relay; what the catch-up already sent is not sent again."""
        if message["id"] <= getattr(self, "seen", 0):
            return
        self.seen = message["id"]
        await self.tell({key: message[key] for key in ("id", "topic", "verb", "payload")})

    async def tell(self, event: dict[str, Any]) -> None:
        """Send an event; the one that takes the person out of the project is the end instead."""
        about_us = event["topic"] == "person" and event["payload"]["person"] == self.person.pk
        if about_us and await self.member_of() is None:
            await self.close(code=4404)
            return
        await self.send_json(event)

    async def disconnect(self, code: int) -> None:
        if group := getattr(self, "group", None):
            await self.channel_layer.group_discard(group, self.channel_name)
