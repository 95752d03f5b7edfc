"""What browsers may do for our pages, told by a Content-Security-Policy: what is ours, and no script made of text."""

from typing import Any

from csp.constants import NONCE


def page_policy(*media: str) -> dict[str, Any]:
    """The policy, as django-csp takes it.

    Args:
        media: Other places whose videos may be played, as origins.
    """
    return {
        "DIRECTIVES": {
            "default-src": ["'none'"],
            "script-src": ["'self'"],
            "style-src": ["'self'", NONCE],
            "font-src": ["'self'"],
            "img-src": ["'self'", "blob:", "data:"],
            "media-src": ["'self'", "blob:", *media],
            "connect-src": ["'self'"],
            "base-uri": ["'none'"],
            "form-action": ["'self'"],
            "frame-ancestors": ["'none'"],
            "require-trusted-types-for": ["'script'"],  # no text becomes a script, nor its address, nor HTML
            "trusted-types": ["tether"],  # frontend/src/ownWorker.ts
        }
    }


def fingerprinted(path: str, url: str) -> bool:
    """Whether a static file carries its content's hash in its name, so that browsers may keep it for ever."""
    return url.startswith("/static/app/assets/")
