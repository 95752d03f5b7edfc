"""Why work is returned: the words that inspectors choose from, by step. Codes never change."""

REASONS: dict[str, dict[str, str]] = {
    "caption": {
        "event_missing": "Event missing",
        "wrong_order": "Wrong order",
        "phrase_ambiguous": "Phrase ambiguous",
        "object_missing": "Object missing",
        "one_frame_is_enough": "One frame is enough",
        "language": "Language",
    },
    "masks": {
        "identity_swap": "Identity swap",
        "loose_boundary": "Loose boundary",
        "leaks_out": "Leaks out",
        "part_missing": "Part missing",
        "should_be_absent": "Should be absent",
        "flicker": "Flicker",
        "phrase_unclear": "Phrase unclear",
    },
}

CAPTION_CHANGED = "caption_changed"  # given by the line itself when words change, not chosen by anybody
BY_THE_LINE = {CAPTION_CHANGED: "Caption changed"}


def text_of(step: str, code: str) -> str:
    """A reason in words; the code itself for one that is no longer offered."""
    return REASONS[step].get(code) or BY_THE_LINE.get(code, code)
