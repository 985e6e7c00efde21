"""Text from a dataset, made safe to print, as the program does (`src/report/printable.rs`)."""

import re

# Control and invisible characters, and those that change the writing direction.
_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff\U000e0000-\U000e007f]"
)


def one_line(text: str) -> str:
    """Return the text on one line: tabs and line breaks become spaces, and harmful characters `�`."""
    return _HARMFUL.sub("\ufffd", re.sub("[\t\n\r]", " ", text))
