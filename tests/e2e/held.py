"""Requests that a test keeps from the server until it lets them go: what happens in between is then no race."""

from __future__ import annotations

from playwright.sync_api import Page, Route


class Held:
    """What `page` asks at `pattern` from now on, held back.

    Args:
        page: Whose requests.
        pattern: Playwright's glob of their addresses.
    """

    def __init__(self, page: Page, pattern: str) -> None:
        self.page = page
        self._seen: list[Route] = []
        self._gone = 0
        self._ended = False
        page.route(pattern, self._keep)

    def _keep(self, route: Route) -> None:
        self._seen.append(route)
        if self._ended:
            self.let_go()

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
        """Send on what is held, and whatever comes later at once.

        The browser's rule stays: taking it away sends on what is held by itself, and a second sending is an error.
        """
        self._ended = True
        self.let_go()
