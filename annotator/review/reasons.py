"""Why work is returned: the words that a project begins with, by step, until its lead edits them. A code stays."""

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
