"""The socket: tells a signed-in member of a project what happened there, with nothing missed across a reconnect."""

from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from annotator.accounts.queries import is_active
from annotator.events import queries, relay
from annotator.videos.queries import project_number_for


class ProjectConsumer(AsyncJsonWebsocketConsumer):
    """One browser in one project. Close code 4401: sign in; 4404: no such project for you."""

    async def connect(self) -> None:
        person: Any = self.scope["user"]
        if not await database_sync_to_async(is_active)(person):
            await self.accept()
            await self.close(code=4401)
            return
        slug = self.scope["url_route"]["kwargs"]["slug"]
        project = await database_sync_to_async(project_number_for)(person, slug)
        await self.accept()
        if project is None:
            await self.close(code=4404)
            return
        relay.ensure_running()
        await self.channel_layer.group_add(f"project-{project}", self.channel_name)
        self.group = f"project-{project}"
        await self.catch_up(project)

    async def catch_up(self, project: int) -> None:
        """Greet with the newest number, or send all that came after the number that the browser saw last."""
        asked = parse_qs(self.scope["query_string"].decode()).get("since", [""])[0]
        self.seen = int(asked) if asked.isdecimal() else await database_sync_to_async(queries.last)()
        await self.send_json({"id": self.seen, "topic": "hello", "verb": "hello", "payload": {}})
        while rows := await database_sync_to_async(queries.after)(self.seen, project=project):
            for row in rows:
                self.seen = row.id
                await self.send_json({"id": row.id, "topic": row.topic, "verb": row.verb, "payload": row.payload})

    async def event(self, message: dict[str, Any]) -> None:
        """From the relay; what the catch-up already sent is not sent again."""
        if message["id"] <= getattr(self, "seen", 0):
            return
        self.seen = message["id"]
        await self.send_json({key: message[key] for key in ("id", "topic", "verb", "payload")})

    async def disconnect(self, code: int) -> None:
        if group := getattr(self, "group", None):
            await self.channel_layer.group_discard(group, self.channel_name)
