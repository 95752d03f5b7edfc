"""Whether a page's words and parts have the room they need."""

from __future__ import annotations

from playwright.sync_api import Page


def too_wide(page: Page) -> list[str]:
    """Buttons and links whose words do not fit, what sticks out of what holds it, and a page that can be pushed aside.

    What is 1 pixel wide is for screen readers; what scrolls may be wider, and what floats lies where it likes.
    """
    found: list[str] = page.evaluate(
        """() => [
          ...[...document.querySelectorAll("button, a.btn, h1, h2, th, .pill")].filter(
            (e) => e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1 &&
              getComputedStyle(e).textOverflow !== "ellipsis",
          ).map((e) => e.textContent),
          ...[...document.querySelectorAll("main *")].filter((e) => {
            const held = e.parentElement.getBoundingClientRect(), own = e.getBoundingClientRect();
            const styles = getComputedStyle(e), inside = (up) => up && up !== document.body &&
              ((getComputedStyle(up).overflowX !== "visible" && up.scrollWidth > up.clientWidth) ||
                inside(up.parentElement));
            return own.width > 1 && held.width > 1 && own.right > held.right + 1 && e.checkVisibility() &&
              ["static", "relative"].includes(styles.position) && !(e instanceof SVGElement) &&
              getComputedStyle(e.parentElement).display !== "contents" && !inside(e.parentElement);
          }).map((e) => e.textContent || e.tagName),
          ...[document.documentElement, ...document.querySelectorAll(".scroll")].filter(
            (e) => e.scrollWidth > e.clientWidth).map(() => "the page"),
        ]"""
    )
    return found
