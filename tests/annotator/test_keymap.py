"""A person's own keys: only what the schema allows is kept, each fault is named, and nobody sees another's."""

import pytest

from annotator.accounts.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db


def put(browser, bindings):
    return browser.put("/api/me/keymap", {"bindings": bindings}, content_type="application/json")


def test_keys_are_kept_for_each_person():
    mine, theirs = make.browser(make.person()), make.browser(make.person())
    bindings = {"undo": ["Ctrl+Z", "Alt+Backspace"], "brush-bigger": ["]"], "z-up": ["Shift+]"], "absent": []}

    answer = put(mine, bindings)

    assert (answer.status_code, answer.json()) == (200, {"bindings": bindings})
    assert mine.get("/api/me/keymap").json() == {"bindings": bindings}
    assert theirs.get("/api/me/keymap").json() == {"bindings": {}}


@pytest.mark.parametrize(
    "key",
    ["A", "0", "+", "-", "[", "/", "?", "\\", "Space", "Enter", "Escape", "Tab", "ArrowLeft", "F5", "PageUp", "←"],
)
def test_every_key_that_a_keyboard_has_can_be_bound(key):
    assert put(make.browser(make.person()), {"do": [key, f"Ctrl+Alt+Shift+{key}"]}).status_code == 200


@pytest.mark.parametrize(
    ("bindings", "words"),
    [
        ({"undo": ["Shift+Ctrl+Z"]}, "Shift+Ctrl+Z"),
        ({"undo": ["z"]}, "'z'"),
        ({"undo": ["Ctrl+"]}, "Ctrl+"),
        ({"undo": ["Ctrl+ZZ"]}, "ZZ"),
        ({"undo": ["<img src=x onerror=alert(1)>"]}, "no combination for undo"),
        ({"undo": [7]}, "7"),
        ({"undo": "Z"}, "undo takes a list"),
        ({"undo": ["A", "B", "C", "D", "E"]}, "at most 4"),
        ({"Undo!": ["Z"]}, "Undo!"),
        ({"x" * 41: ["Z"]}, "no action's name"),
        ({"undo": ["Z"], "redo": ["Z"]}, "Z is set for undo and for redo"),
        ({"undo": ["Z", "Z"]}, "twice for undo"),
        ({f"action-{number}": [] for number in range(201)}, "at most 200"),
        (["Z"], "a keymap is"),
        (None, ""),
    ],
)
def test_what_is_no_keymap_is_refused_by_its_fault_and_nothing_changes(bindings, words):
    person = make.person()
    put(make.browser(person), {"undo": ["U"]})

    answer = put(make.browser(person), bindings)

    assert answer.status_code == 400, answer.content
    assert words.lower() in answer.json()["error"]["text"].lower()
    assert User.objects.get(pk=person.pk).keymap == {"undo": ["U"]}
