"""Makes text inert: what stands in a scanned file or in its name must not command a terminal, a
log of continuous integration, or a reader's eye.

All output to a terminal passes here (`indexer.cli.console`); what writes XML, Markdown or messages
of one line asks for the same.
"""

from __future__ import annotations

import re

_UNSAFE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, those of 8 bits too
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks of direction: text that looks reordered
    "\u2028\u2029\ud800-\udfff\ufffe\uffff"  # line breaks of other kinds; no characters at all
)
_OF_A_LINE = re.compile(f"[{_UNSAFE}\t\n]")
_OF_LINES = re.compile(f"(?!\r\n)[{_UNSAFE}]")
_COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")
# A line that begins with `::` is a command to a runner of GitHub Actions, as `##[…]` is anywhere
# in it; Azure's and TeamCity's look alike.  [actions/runner: src/Runner.Common/ActionCommand.cs]
_COMMAND = re.compile(r"^([ \t]*):(?=:)", re.M)
_OLD_COMMAND = re.compile(r"##(?=\w*\[)")


def inert(text: str) -> str:
    """One line of text with control characters, line breaks and marks of direction written out, as
    JSON writes them."""
    return _OF_A_LINE.sub(_escape, text)


def inert_lines(text: str) -> str:
    """The same for text of several lines, which keeps its line breaks and tabs."""
    return _OF_LINES.sub(_escape, text)


def inert_bytes(text: str) -> bytes:
    """A file of such lines, in UTF-8.  In JSON and TOML, and in scripts, what is written out means
    what it meant before."""
    return inert_lines(text).encode()


def inert_coloured(text: str) -> str:
    """The same for lines that were coloured after each part of them was made inert."""
    parts = _COLOUR.split(text)
    return "".join(part if at % 2 else inert_lines(part) for at, part in enumerate(parts))


def encoded(text: str) -> bytes:
    """A writer's text as bytes: UTF-8, where a name that is no Unicode (a file name of other bytes)
    keeps its place as an escape, which JSON reads back."""
    return text.encode("utf-8", "backslashreplace")


def uncommanded(text: str, *, at_start: bool = True) -> str:
    """Lines of which none is a command to a runner of continuous integration; `at_start` tells
    whether the text begins a line."""
    text = _OLD_COMMAND.sub("#\\\\u0023", text) if "##" in text else text
    if "::" not in text:
        return text
    head, line_break, rest = ("", "", text) if at_start else text.partition("\n")
    return head + line_break + _COMMAND.sub(r"\1\\u003a", rest)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
