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
        self.page, self.pattern = page, pattern
        self._seen: list[Route] = []
        self._gone = 0
        page.route(pattern, self._keep)

    def _keep(self, route: Route) -> None:
        self._seen.append(route)

    def wait(self) -> None:
        """Until one is held; the test's own limit ends the wait."""
        while len(self._seen) == self._gone:
            self.page.wait_for_timeout(50)

    def let_go(self) -> None:
        """Send on what is held now."""
        for route in self._seen[self._gone :]:
            route.continue_()
        self._gone = len(self._seen)

    def end(self) -> None:
        """Hold nothing any more, and send on what is held."""
        self.page.unroute(self.pattern, self._keep)
        self.let_go()
