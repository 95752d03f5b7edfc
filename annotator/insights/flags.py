"""What the way in noted about a clip, as a word that a list can be filtered by: each note begins with its own words."""

NOTES = {
    "rotated": "Turned upright",
    "stretched": "Pixels were not square",
    "cut": "Odd size",
    "hdr": "High dynamic range",
    "interlaced": "Interlaced",
}


def flags_of(notes: list[str]) -> list[str]:
    """The flags that a clip's notes stand for."""
    return [flag for flag, words in NOTES.items() if any(note.startswith(words) for note in notes)]
