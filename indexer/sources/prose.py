"""The prose of TeX documents and of the catalogue (Markdown), one into the other.

Both write mathematics as TeX.  Outside of it only the few things are turned that most authors use:
emphasis, code, lists, links, citations, accents, and characters that one of the two takes for
commands.  The rest stays as it is written, which the page shows escaped; what a reference such as
`\\cref{thm:a}` leads to is for the page to say.
"""

from __future__ import annotations

import re
import unicodedata

_ENVIRONMENTS = r"equation\*?|align\*?|alignat\*?|eqnarray\*?|gather\*?|multline\*?|displaymath"
# No such formula holds another one, so that one without its end costs no more than its length.
_MATHS = re.compile(
    r"\\\$|\$\$.*?\$\$|\$(?:\\.|[^$\\])*\$|\\\((?P<inline>(?:(?!\\\().)*?)\\\)"
    r"|\\\[(?P<display>(?:(?!\\\[).)*?)\\\]"
    rf"|\\begin\{{(?P<env>{_ENVIRONMENTS})\}}(?P<body>(?:(?!\\begin\{{(?:{_ENVIRONMENTS})).)*?)"
    r"\\end\{(?P=env)\}",
    re.DOTALL,
)
_INNER = re.compile(r"\\label\{[^{}]*\}|\A\s*\{\d+\}")  # the columns of an alignat
_BREAK = re.compile(r"\s*\n\s*")
_MARKS = {
    **dict.fromkeys(("emph", "textit", "textsl", "em", "it", "sl", "itshape"), "*"),
    **dict.fromkeys(("textbf", "bf", "bfseries"), "**"),
    **dict.fromkeys(("texttt", "tt", "ttfamily"), "`"),
}
_ACCENTS = {
    '"': "\u0308",
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
}
_LETTERS = {"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ"}
_LETTERS |= {"OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "ldots": "…", "dots": "…", "S": "§"}
_LAYOUT = "noindent|medskip|smallskip|bigskip|qedhere|centering|hfill|newline"
_TEX_WORD = re.compile(
    r"\\(?P<macro>emph|textit|textsl|textbf|texttt)\{(?P<argument>(?:[^{}\\]|\\.)*)\}"
    r"|\{\\(?P<font>em|it|sl|bf|tt|itshape|bfseries|ttfamily)\s+(?P<within>(?:[^{}\\]|\\.)*)\}"
    r"|\\verb\|(?P<verbatim>[^|\n]*)\||\\(?P<escaped>[%#&_{}$])"
    r"|\\(?P<accent>[\"'`^~=.]|[uvHckr](?=\s*\{))\s*(?:\{(?P<braced>[A-Za-z]|\\i)\}|(?P<letter>[A-Za-z]))"
    r"|\\cite[pt]?\s*(?:\[(?P<locator>[^\[\]]*)\])?\{(?P<works>[^{}]*)\}"
    r"|\\href\{(?P<address>[^\s{}()<>]+)\}\{(?P<shown>[^{}\\]*)\}|\\url\{(?P<bare>[^\s{}()<>]+)\}"
    rf"|\\(?P<sign>{'|'.join(_LETTERS)})(?![A-Za-z])(?:\{{\}})?"
    rf"|\\(?P<layout>{_LAYOUT})(?![A-Za-z])\s?"
    r"|\\textbackslash(?:\{\})?|\\textasciitilde(?:\{\})?|\\textasciicircum(?:\{\})?"
    r"|``|''|~|(?<!\s)[*`]|[*`](?!\s)",
    re.DOTALL,
)
_LISTED = re.compile(
    r"\s*\\(?P<step>begin|end)\{(?P<list>itemize|enumerate)\}(?:\[[^\[\]\n]*\])?\s*"
    r"|\s*\\item(?![A-Za-z])\s*(?:\[(?P<name>[^\[\]\n]*)\]\s*)?"
)
_FORMULA = re.compile(r"\\ensuremath\s*\{((?:[^{}$]|\{[^{}$]*\})*)\}|\\xspace(?![A-Za-z])")
_NAMED = {"\\textbackslash": "\\\\", "\\textasciitilde": "~", "\\textasciicircum": "^"}


def from_tex(text: str) -> str:
    """Prose of a TeX document → Markdown with TeX."""
    if "\\ensuremath" in text or "\\xspace" in text:
        text = _with_formulas(text)
    if "\\item" in text:
        text = _with_lists(text)
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


def _with_lists(text: str) -> str:
    """Lists with each item on a line of its own, numbered where TeX numbers them."""
    within: list[int | None] = []  # the numbers of the last items; None where they have none

    def line(found: re.Match[str]) -> str:
        if found["step"] == "begin":
            within.append(0 if found["list"] == "enumerate" else None)
            return "\n\n" if len(within) == 1 else "\n"
        if found["step"] == "end":
            within[-1:] = []
            return "\n" if within else "\n\n"
        if not within:
            return found[0]
        number = within[-1]
        within[-1] = None if number is None else number + 1
        name = f"{found['name']} " if found["name"] else ""
        mark = "-" if number is None or name else f"{number + 1}."
        return f"\n{'   ' * (len(within) - 1)}{mark} {name}"

    return _LISTED.sub(line, text)


def _maths(found: re.Match[str]) -> str:
    """A formula between dollars that touch it, on one line: one that began with `+` would begin a
    list."""
    if found["inline"] is not None:
        return f"${_BREAK.sub(' ', found['inline'].strip())}$"
    if found["env"]:
        inner = _INNER.sub("", found["body"])
        if found["env"].rstrip("*") in ("align", "alignat", "eqnarray", "gather"):
            inner = f"\\begin{{aligned}}{inner.strip()}\\end{{aligned}}"
    elif found["display"] is not None:
        inner = found["display"]
    elif found[0].startswith("$$"):
        inner = found[0][2:-2]
    else:
        inner = _BREAK.sub(" ", found[0][1:-1].strip())
        return f"${inner}$" if inner else found[0]
    return f"$${_BREAK.sub(' ', inner.strip())}$$"


def _words_of_tex(text: str) -> str:
    return _TEX_WORD.sub(_word_of_tex, text)


def _word_of_tex(found: re.Match[str]) -> str:
    if macro := found["macro"] or found["font"]:
        argument = found["argument"] if found["macro"] else found["within"]
        mark = _MARKS[macro]
        inner = _plain(argument) if mark == "`" else _words_of_tex(argument)
        return f"{mark}{inner}{mark}" if inner.strip() == inner != "" else found[0]
    if found["verbatim"] is not None:
        return f"`{found['verbatim']}`"
    if found["escaped"]:
        return _escaped(found)
    if found["accent"]:
        letter = (found["braced"] or found["letter"]).removeprefix("\\")
        return unicodedata.normalize("NFC", letter + _ACCENTS[found["accent"]])
    if found["works"] is not None:
        works = ", ".join(filter(None, (found["works"], found["locator"])))
        return f"\\[{_words_of_tex(works)}\\]"
    if found["address"]:
        return f"[{found['shown']}]({_plain(found['address'])})"
    if found["bare"]:
        return f"<{_plain(found['bare'])}>"
    if found["layout"]:
        return ""
    named = _NAMED.get(found[0].removesuffix("{}"))
    return named or _LETTERS.get(found["sign"] or "") or _SIGNS.get(found[0]) or f"\\{found[0]}"


def _escaped(found: re.Match[str]) -> str:
    """A character with a meaning in TeX, in Markdown where that gives it one too."""
    escaped = str(found["escaped"])
    inside = escaped == "_" and _WITHIN.fullmatch(found.string, found.start() - 1, found.end() + 1)
    return f"\\{escaped}" if escaped in "_$#" and not inside else escaped


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
