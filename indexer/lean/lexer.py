"""Lean source text → tokens, as far as that can be done without knowing the grammar in force.

The tokens of a file, joined, are the file: white space and comments are tokens too.  One regular
expression does nearly all of the work at the speed of C; what it cannot say (nested comments,
interpolated strings, raw strings of any depth) is done by hand in the few files that need it.

Facts are from Lean's own lexer (Lean/Parser/Basic.lean, Init/Meta/Defs.lean).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

# Init/Meta/Defs.lean: isLetterLike, isSubScriptAlnum, isIdFirst, isIdRest.
_ID_FIRST = (
    "A-Za-z_"
    "\u03b1-\u03ba\u03bc-\u03c9\u0391-\u039f\u03a1\u03a2\u03a4-\u03a9\u03ca-\u03fb"
    "\u1f00-\u1ffe\u2100-\u214f\U0001d49c-\U0001d59f"
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f"
)
_ID_REST = _ID_FIRST + "0-9'!?\u2080-\u2089\u2090-\u209c\u1d62-\u1d6a\u2c7c"
# An unclosed « runs to the end of the file, so that hostile input costs one pass.
_PART = rf"(?:[{_ID_FIRST}][{_ID_REST}]*+|«[^»]*+»?)"
_IDENT = rf"{_PART}(?:\.{_PART})*+"

_TOKEN = re.compile(
    "|".join(
        (
            r"\n(?!\s)",  # the newline before a line that starts in column 0 stands alone
            r"(?:[^\S\n]|\n(?=\s))++",
            r'r(?:"[^"]*+"|#++")',  # raw string; with # only its opening (finished by hand)
            _IDENT,
            r"--[^\n]*+",
            # a block comment that holds no other; the character after `/-` is skipped by Lean
            r"/-(?s:.)(?:[^-/]++|-(?!/)|/(?!-))*+-/",
            r"/-",
            r'"[^"\\]*+(?:\\(?s:.)[^"\\]*+)*+"?',
            r"(?<=\.)[0-9]++",
            r"[0-9][0-9A-Za-z_]*+(?:\.[0-9]++(?:[eE][-+]?[0-9]++)?)?",
            r"''|⁻¹'",
            r"(?<!\])'(?:[^\\'\n]|\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[^ux\n]))'",
            rf"``?{_IDENT}",
            rf"\.{_IDENT}",  # dot notation, so that `.sorry` and `.opaque` are never keywords
            r":=|=>|<-|->|//|\.\.\.?|::|``?\(",
            r"(?s:.)",
        )
    )
)

# Words after which Lean's grammar expects an interpolated string.
_INTERPOLATING = frozenset(
    "s! m! f! throwError throwErrorAt throwNamedError throwNamedErrorAt logInfo logInfoAt "
    "logWarning logWarningAt logError logErrorAt dbg_trace println! eprintln! panic! "
    "throwTacticEx trace! throw_interp! error! IO.println!".split()
)
# A file without any of these needs no exact lexing of strings; substring search is nearly free.
_HAND_HINTS = (
    '!"', '! "', "throwE", "throwNamedE", "logInfo", "logWarning", "logError", "dbg_trace",
    "trace[", "throwTacticEx", 'r#"', 'r##',
)  # fmt: skip
_COMMENT_EDGE = re.compile(r"/-|-/")
_STRING_PIECE = re.compile(r'[^"\\{]*+(?:\\(?s:.)[^"\\{]*+)*+["{]?')
_PLAIN_STRING_END = re.compile(r'[^"\\]*+(?:\\(?s:.)[^"\\]*+)*+"?')
_IDENT_RE = re.compile(_IDENT)
_ID_FIRST_RE = re.compile(rf"[{_ID_FIRST}«]")


class TokenKind(StrEnum):
    """What a token is, judged by its first characters alone."""

    SPACE = "space"
    COMMENT = "comment"
    DOC = "doc"
    STRING = "string"
    CHAR = "char"
    NUMBER = "number"
    NAME = "name"  # a quoted name such as `foo
    DOT = "dot"  # `.foo`: a field, or a constructor of the expected type
    IDENT = "ident"  # identifiers and word-like keywords
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Token:
    """A token with its place: 1-based line, 0-based column, offset in code points."""

    kind: TokenKind
    text: str
    line: int
    column: int
    offset: int


@dataclass(frozen=True, slots=True)
class LexError:
    """Something Lean's lexer would refuse: code, message, offset in code points."""

    code: str
    message: str
    offset: int


def lex(text: str) -> tuple[list[str], list[LexError]]:
    """Split `text` into token texts whose concatenation is `text`.

    A newline that is followed by a line starting in column 0 (or the end of the file) is always a
    token of its own, "\\n".  Inside interpolated strings the pieces are tokens: `"a {` and `} b"`.
    Returns the tokens and the lexical errors; never raises, costs linear time.
    """
    if not any(hint in text for hint in _HAND_HINTS):
        tokens = _TOKEN.findall(text)
        if "/-" not in tokens:
            return tokens, _check_end(tokens, text)
    return _lex_by_hand(text)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` with kinds and places; for colouring and tests, not for bulk work."""
    line, column, offset = 1, 0, 0
    for word in lex(text)[0]:
        yield Token(kind_of(word), word, line, column, offset)
        offset += len(word)
        newlines = word.count("\n")
        if newlines:
            line += newlines
            column = len(word) - word.rfind("\n") - 1
        else:
            column += len(word)


def kind_of(word: str) -> TokenKind:
    """The kind of a token text made by `lex`."""
    first = word[0]
    if first.isspace():
        return TokenKind.SPACE
    if word.startswith("--"):
        return TokenKind.COMMENT
    if word.startswith("/-"):
        return TokenKind.DOC if word[2:3] in ("-", "!") and len(word) > 4 else TokenKind.COMMENT
    if first == '"' or (first == "}" and len(word) > 1) or word.startswith(('r"', 'r#"', "r##")):
        return TokenKind.STRING
    if first == "'" and len(word) > 2:
        return TokenKind.CHAR
    if "0" <= first <= "9":
        return TokenKind.NUMBER
    if first == "`" and len(word) > 1 and not word.endswith("("):
        return TokenKind.NAME
    if first == "." and len(word) > 1 and word[1] != ".":
        return TokenKind.DOT
    return TokenKind.IDENT if is_ident(word) else TokenKind.SYMBOL


def is_ident(word: str) -> bool:
    """True when a token text is an identifier or a word-like keyword."""
    return _ID_FIRST_RE.match(word) is not None and not word.startswith(('r"', "r#"))


def is_trivia(word: str) -> bool:
    """True for white space and comments that are not documentation."""
    return kind_of(word) in (TokenKind.SPACE, TokenKind.COMMENT)


# --- the slow, exact path -------------------------------------------------------------------------


def _check_end(tokens: list[str], text: str) -> list[LexError]:
    """An unclosed string or « can only be the last token."""
    if not tokens:
        return []
    last = tokens[-1]
    start = len(text) - len(last)
    if last[0] == '"' and not _is_closed_string(last):
        return [LexError("unclosed-string", "this string is not closed", start)]
    if "«" in last and not last.endswith("»") and kind_of(last) is TokenKind.IDENT:
        return [LexError("unclosed-name", "this « is not closed", start)]
    return []


def _is_closed_string(word: str) -> bool:
    match = _PLAIN_STRING_END.match(word, 1)
    return len(word) > 1 and match is not None and match.group().endswith('"')


class _Hand:
    """The state of the exact lexer: output so far, and a stack of open interpolations.

    Each entry of `braces` counts the `{` that are open inside one interpolated `{…}`; when it
    would fall below zero, the `}` belongs to the string around it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.errors: list[LexError] = []
        self.braces: list[int] = []
        self.previous = ""  # last token that is not trivia
        self.trace_open = False

    def take(self, start: int, end: int) -> int:
        self.out.append(self.text[start:end])
        return end

    def comment(self, start: int) -> int:
        """A block comment from `start`, nested ones included."""
        depth, at = 1, start + 3
        while True:
            edge = _COMMENT_EDGE.search(self.text, at)
            if edge is None:
                message = "this comment is not closed"
                self.errors.append(LexError("unclosed-comment", message, start))
                return self.take(start, len(self.text))
            depth += 1 if edge.group() == "/-" else -1
            at = edge.end()
            if depth == 0:
                return self.take(start, at)

    def raw_string(self, start: int, opening: str) -> int:
        """A raw string `r##"…"##` whose opening has been seen at `start`."""
        closing = '"' + "#" * (len(opening) - 2)
        end = self.text.find(closing, start + len(opening))
        if end < 0:
            self.errors.append(LexError("unclosed-string", "this raw string is not closed", start))
            return self.take(start, len(self.text))
        return self.take(start, end + len(closing))

    def string_piece(self, start: int) -> int:
        """A piece of an interpolated string: from `"` or `}` to the closing `"` or the next `{`."""
        match = _STRING_PIECE.match(self.text, start + 1)
        end = match.end() if match else len(self.text)
        if self.text[end - 1] == "{" and end > start + 1:
            self.braces.append(0)
        elif self.text[end - 1] != '"' or end == start + 1:
            self.errors.append(LexError("unclosed-string", "this string is not closed", start))
        return self.take(start, end)

    def interpolates(self) -> bool:
        """Whether the grammar expects an interpolated string after the previous token."""
        return self.previous in _INTERPOLATING or self.trace_open


def _lex_by_hand(text: str) -> tuple[list[str], list[LexError]]:
    hand = _Hand(text)
    at, size, match = 0, len(text), _TOKEN.match
    while at < size:
        found = match(text, at)
        assert found is not None  # the last alternative takes any character
        at = _one_token(hand, found.group(), at)
    if hand.out:
        hand.errors.extend(_check_end(hand.out[-1:], text) if not hand.errors else [])
    return hand.out, hand.errors


def _one_token(hand: _Hand, word: str, at: int) -> int:
    """Append the token that begins at `at`; `word` is what the regular expression made of it."""
    first = word[0]
    if first in " \n\t\r" or word.startswith("--"):
        return hand.take(at, at + len(word))
    if word.startswith("/-"):
        # the expression's own match is right only when nothing is nested
        return hand.comment(at) if word == "/-" else hand.take(at, at + len(word))
    if first == '"' and hand.interpolates():
        end = hand.string_piece(at)
    elif first == "r" and word.startswith("r#") and word.endswith('"'):
        end = hand.raw_string(at, word)
    elif first == "}" and hand.braces and hand.braces[-1] == 0:
        hand.braces.pop()
        end = hand.string_piece(at)
    else:
        if first in "{}" and hand.braces:
            hand.braces[-1] += 1 if first == "{" else -1
        end = hand.take(at, at + len(word))
    # `trace[Some.class] "…"` interpolates as well: remember its bracket
    hand.trace_open = word == "]" and _closes_trace(hand.out)
    hand.previous = hand.out[-1]
    return end


def _closes_trace(out: list[str]) -> bool:
    """Whether the `]` at the end of `out` closes `trace[…`; looks back a few tokens only."""
    for back in range(2, min(len(out), 8) + 1):
        if out[-back] == "[":
            return back < len(out) and out[-back - 1] == "trace"
    return False
