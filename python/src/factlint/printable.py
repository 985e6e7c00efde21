"""Text from a dataset, made safe to print, as the program does (`src/report/printable.rs`)."""

import re

# Control and invisible characters, and those that change the writing direction.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

# A joiner, or what chooses between the shapes of an emoji, with the character before it.
_SHAPED = re.compile("(^|.)([\u200c\u200d\ufe0e\ufe0f]+)", re.DOTALL)


def one_line(text: str) -> str:
    """Return the text on one line: tabs and line breaks become spaces, and harmful characters `�`."""
    text = _SHAPED.sub(_visible_marks, re.sub("[\t\n\r]", " ", text))
    return _HARMFUL.sub("\ufffd", text)


def path_at_line_start(path: str) -> str:
    """Return a path that is safe at the start of a line, where a CI runner would read `::` as a command."""
    path = one_line(path)
    return f"./{path}" if path.lstrip().startswith("::") else path


def _visible_marks(match: re.Match[str]) -> str:
    previous, marks = match.groups()
    shown = previous
    for mark in marks:
        shown += mark if _has_shapes(previous, mark) else "\ufffd"
        previous = mark
    return shown


def _has_shapes(character: str, mark: str) -> bool:
    """Return whether the mark can be seen after the character; otherwise it may be a part of a hidden text."""
    is_unseen = not character or character in "\u200c\u200d\ufe0e\ufe0f" or _HARMFUL.match(character) is not None
    if mark in "\u200c\u200d":
        return not character.isascii() and (character == "\ufe0f" or not is_unseen)
    return not (character.isalpha() or character.isspace() or is_unseen)
