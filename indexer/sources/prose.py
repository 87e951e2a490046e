"""The prose of TeX documents and of the catalogue (Markdown), one into the other.

Both write mathematics as TeX.  Outside of it only the few things are turned that most authors use:
emphasis, code, and characters that one of the two takes for commands.  The rest stays as it is
written, which the page shows escaped.
"""

from __future__ import annotations

import re

_ENVIRONMENTS = r"equation\*?|align\*?|gather\*?|multline\*?|displaymath"
# No such formula holds another one, so that one without its end costs no more than its length.
_MATHS = re.compile(
    r"\\\$|\$\$.*?\$\$|\$(?:\\.|[^$\\])*\$|\\\((?P<inline>(?:(?!\\\().)*?)\\\)"
    r"|\\\[(?P<display>(?:(?!\\\[).)*?)\\\]"
    rf"|\\begin\{{(?P<env>{_ENVIRONMENTS})\}}(?P<body>(?:(?!\\begin\{{(?:{_ENVIRONMENTS})).)*?)"
    r"\\end\{(?P=env)\}",
    re.DOTALL,
)
_INNER = re.compile(r"\\label\{[^{}]*\}")
_MARKS = {"emph": "*", "textit": "*", "textsl": "*", "textbf": "**", "texttt": "`", "verb": "`"}
_TEX_WORD = re.compile(
    r"\\(emph|textit|textsl|textbf|texttt)\{((?:[^{}\\]|\\.)*)\}|\\verb\|([^|\n]*)\|"
    r"|\\([%#&_{}$])|\\textbackslash(?:\{\})?|\\textasciitilde(?:\{\})?|\\textasciicircum(?:\{\})?"
    r"|``|''|~|(?<!\s)[*`]|[*`](?!\s)",
    re.DOTALL,
)
_FORMULA = re.compile(r"\\ensuremath\s*\{((?:[^{}$]|\{[^{}$]*\})*)\}|\\xspace(?![A-Za-z])")
_NAMED = {"\\textbackslash": "\\\\", "\\textasciitilde": "~", "\\textasciicircum": "^"}


def from_tex(text: str) -> str:
    """Prose of a TeX document → Markdown with TeX."""
    if "\\ensuremath" in text or "\\xspace" in text:
        text = _with_formulas(text)
    pieces: list[str] = []
    at = 0
    for found in _MATHS.finditer(text):
        if found[0] == "\\$":
            continue
        pieces += _words_of_tex(text[at : found.start()]), _maths(found)
        at = found.end()
    return "".join((*pieces, _words_of_tex(text[at:])))


def _with_formulas(text: str) -> str:
    """What is mathematics wherever it stands, between dollars where it is not within some."""
    pieces: list[str] = []
    at = 0
    for found in _MATHS.finditer(text):
        if found[0] != "\\$":
            pieces += (
                _FORMULA.sub(_formula, text[at : found.start()]),
                _FORMULA.sub(r"\1", found[0]),
            )
            at = found.end()
    return "".join((*pieces, _FORMULA.sub(_formula, text[at:])))


def _formula(found: re.Match[str]) -> str:
    return f"${found[1]}$" if found[1] else ""


def _maths(found: re.Match[str]) -> str:
    if found["inline"] is not None:
        return f"${found['inline'].strip()}$"
    if found["display"] is not None:
        return f"$${found['display'].strip()}$$"
    if found["env"]:
        inner = _INNER.sub("", found["body"]).strip()
        aligned = found["env"].rstrip("*") in ("align", "gather")
        return f"$$\\begin{{aligned}}{inner}\\end{{aligned}}$$" if aligned else f"$${inner}$$"
    return found[0]


def _words_of_tex(text: str) -> str:
    return _TEX_WORD.sub(_word_of_tex, text)


def _word_of_tex(found: re.Match[str]) -> str:
    macro, argument, verbatim, escaped = found.groups()
    if macro:
        inner = _plain(argument) if macro == "texttt" else _words_of_tex(argument)
        mark = _MARKS[macro]
        return f"{mark}{inner}{mark}" if inner.strip() == inner != "" else found[0]
    if verbatim is not None:
        return f"`{verbatim}`"
    if escaped:
        inside = escaped == "_" and _WITHIN.fullmatch(
            found.string, found.start() - 1, found.end() + 1
        )
        return f"\\{escaped}" if escaped in "_$#" and not inside else escaped
    named = _NAMED.get(found[0].removesuffix("{}"))
    return named or _SIGNS.get(found[0]) or f"\\{found[0]}"


_WITHIN = re.compile(r"\w\\_\w")  # an underscore that Markdown takes for itself
_SIGNS = {"``": "“", "''": "”", "~": "\u00a0"}


def _plain(text: str) -> str:
    """The characters that a TeX text stands for, for code."""
    text = re.sub(r"\\textbackslash\{\}|\\textasciitilde\{\}|\\textasciicircum\{\}", _named, text)
    return re.sub(r"\\([%#&_{}$])", r"\1", text)


def _named(found: re.Match[str]) -> str:
    return _NAMED[found[0].removesuffix("{}")][:1]


# --- and back -------------------------------------------------------------------------------------

_MARKDOWN = re.compile(
    r"(\$\$.+?\$\$|\$(?:\\.|[^$\\])+\$)|`([^`\n]+)`|\*\*([^*\s](?:[^*]*[^*\s])?)\*\*"
    r"|\*([^*\s](?:[^*]*[^*\s])?)\*|\\([!-/:-@\[-`{-~])|([%#&_{}$~^\\])",
    re.DOTALL,
)
_LONG = {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}


def to_tex(text: str) -> str:
    """Markdown with TeX → the prose of a TeX document, which `from_tex` reads back."""
    return _MARKDOWN.sub(_to_tex, text)


def _to_tex(found: re.Match[str]) -> str:
    maths, code, strong, emphasis, escaped, special = found.groups()
    if maths:
        return maths
    if code:
        return f"\\texttt{{{''.join(map(_safe, code))}}}"
    if strong:
        return f"\\textbf{{{to_tex(strong)}}}"
    if emphasis:
        return f"\\emph{{{to_tex(emphasis)}}}"
    return _safe(escaped or special)


def _safe(char: str) -> str:
    return _LONG.get(char) or (f"\\{char}" if char in "%#&_{}$" else char)
