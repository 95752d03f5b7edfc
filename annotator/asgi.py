"""The door for pages, the API and sockets in one process; sockets only from our own origin."""

import os
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
pages = get_asgi_application()

from annotator.consumers import ProjectConsumer  # noqa: E402  # models load only after the line above
from annotator.loaded import keep_loaded  # noqa: E402

# Django's path() is typed for views; Channels routes its consumers with the same function.
project_socket: Any = path("ws/projects/<slug:slug>", ProjectConsumer.as_asgi())  # type: ignore[arg-type]
application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([project_socket]))),
    }
)
keep_loaded()
