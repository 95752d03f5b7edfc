"""A person's own keys are data from outside: checked against one schema, so that nothing else is stored or shown."""

import re

from annotator.errors import AnnotatorError

MOST_NAMES = 200
MOST_KEYS = 4
NAME = re.compile(r"[a-z0-9-]{1,40}")
NAMED_KEYS = (
    "Space|Enter|Escape|Esc|Tab|Backspace|Delete|Insert|Home|End|PageUp|PageDown|"
    "ArrowUp|ArrowDown|ArrowLeft|ArrowRight|←|→|↑|↓|F(?:[1-9]|1[0-2])"
)
SIGNS = re.escape("[]()<>-=+,./\\;:'`?!@#$%^&*_|~\"")
COMBINATION = re.compile(rf"(Ctrl\+)?(Alt\+)?(Shift\+)?([A-Z0-9{SIGNS}]|{NAMED_KEYS})")

Keymap = dict[str, list[str]]


class KeymapInvalid(AnnotatorError):
    """Bindings that are no keymap; `name` and `combination` say where."""

    code = "keymap_invalid"


def check_keymap(bindings: object) -> Keymap:
    """The bindings, once they were found to be a keymap: an action's name to at most four combinations, none twice.

    Raises:
        KeymapInvalid: Names the fault.
    """
    if not isinstance(bindings, dict) or len(bindings) > MOST_NAMES:
        raise KeymapInvalid(f"A keymap is an object of at most {MOST_NAMES} actions, each with a list of combinations.")
    taken: dict[str, str] = {}
    for name, combinations in bindings.items():
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise KeymapInvalid(f"{name!r:.60} is no action's name; names are of a-z, 0-9 and -.", name=str(name)[:60])
        if not isinstance(combinations, list) or len(combinations) > MOST_KEYS:
            raise KeymapInvalid(f"{name} takes a list of at most {MOST_KEYS} combinations.", name=name)
        for combination in combinations:
            _take(name, combination, taken)
    return dict(bindings)


def _take(name: str, combination: object, taken: dict[str, str]) -> None:
    if not isinstance(combination, str) or not COMBINATION.fullmatch(combination):
        raise KeymapInvalid(
            f"{combination!r:.60} is no combination for {name}; write Ctrl+, Alt+, Shift+ in this order, then one key, "
            "as in Ctrl+Shift+Z.",
            name=name, combination=str(combination)[:60],
        )  # fmt: skip
    if combination in taken:
        both = f"twice for {name}" if taken[combination] == name else f"for {taken[combination]} and for {name}"
        raise KeymapInvalid(f"{combination} is set {both}; choose another.", name=name, combination=combination)
    taken[combination] = name
