"""axe-core in a page: what it objects to, each with its rule, its place and its markup."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

from tests.e2e.product import ROOT

AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FOUND = """async () => {
    const found = await axe.run(document, { resultTypes: ['violations'] })
    const one = ({ id, help }, node) => `${id}: ${help}\n  ${node.target.join(' ')}\n  ${node.html.slice(0, 200)}`
    return found.violations.flatMap((rule) => rule.nodes.map((node) => one(rule, node)))
}"""


# Two frames for a change of looks to begin, then its end, however late a busy browser comes to it.
SETTLED = """async () => {
    const frame = () => new Promise(requestAnimationFrame)
    await frame()
    await frame()
    const ends = (one) => one.effect.getComputedTiming().endTime !== Infinity
    await Promise.allSettled(document.getAnimations().filter(ends).map((one) => one.finished))
}"""


def bring_axe(place: BrowserContext | Page) -> None:
    """Have every page load axe; the browser runs it, so the page's content policy has no say."""
    place.add_init_script(path=AXE)


def violations_in_both_themes(page: Page) -> list[str]:
    """What axe objects to in the page as it stands, dark and light."""
    theme = page.evaluate("document.documentElement.dataset.theme")
    found = []
    for look in ("light", "dark"):
        page.evaluate("look => { document.documentElement.dataset.theme = look }", look)
        found += [f"{look}: {one}" for one in violations(page)]
    page.evaluate("look => { document.documentElement.dataset.theme = look }", theme)
    return found


def violations(page: Page) -> list[str]:
    """What axe objects to in the page as it stands."""
    page.wait_for_timeout(300)  # what fades in has faded in: axe would read the contrast in between
    page.evaluate(SETTLED)
    found: list[str] = page.evaluate(FOUND)
    return found
