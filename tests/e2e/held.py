"""Requests that a test keeps from the server until it lets them go: what happens in between is then no race."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Error, Page, Route


class Held:
    """What `page` asks at `pattern` from now on, held back.

    Args:
        page: Whose requests.
        pattern: Playwright's glob of their addresses.
    """

    def __init__(self, page: Page, pattern: str) -> None:
        self.page, self.pattern = page, pattern
        self._seen: list[Route] = []
        self._gone = 0
        self._ended = False
        page.route(pattern, self._keep)

    def _keep(self, route: Route) -> None:
        if self._ended:
            with suppress(Error):  # taking the rule away may have sent it on already
                route.continue_()
        else:
            self._seen.append(route)

    def wait(self) -> None:
        """Until one is held; the test's own limit ends the wait."""
        while len(self._seen) == self._gone:
            self.page.wait_for_timeout(50)

    def let_go(self) -> None:
        """Send on what is held now."""
        while self._gone < len(self._seen):
            self._gone += 1
            self._seen[self._gone - 1].continue_()

    def end(self) -> None:
        """Send on what is held, and hold nothing any more.

        In this order: taking the rule away sends on by itself what is held, and a second sending is an error.
        """
        self._ended = True
        self.let_go()
        self.page.unroute(self.pattern, self._keep)
