r"""TeX to MathML at build time; what is not understood is shown as TeX, never half-rendered.

latex2mathml does the reading.  It accepts unknown commands, missing arguments and comments without
a word, so its input is held against a list of known commands and its output is checked element by
element and written anew here: only listed elements and attributes reach a page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element

from latex2mathml import commands
from latex2mathml.converter import convert_to_element
from latex2mathml.symbols_parser import SYMBOLS
from markupsafe import Markup

_LONGEST = 4000
_DEEPEST = 12

_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_ESCAPED = frozenset("\\{} ,:;!|%$#&_>")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{([A-Za-z]+\*?)\}")
_ENVIRONMENTS = frozenset(
    """
    matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases aligned align align* split
    """.split()
)
_STRUCTURE = frozenset(
    """
    frac dfrac tfrac cfrac binom dbinom tbinom sqrt overset underset stackrel substack
    left right middle big Big bigg Bigg bigl bigr Bigl Bigr
    text textbf textit textrm texttt mathrm mathbf mathbb mathcal mathfrak mathsf mathit mathtt
    mathscr boldsymbol operatorname begin end limits nolimits displaystyle textstyle
    bar hat tilde vec dot ddot check breve acute grave overline underline widehat widetilde
    overbrace underbrace overrightarrow overleftarrow
    mod bmod pmod pod quad qquad prime not
    lim sup inf max min argmax argmin det gcd liminf limsup Pr
    xrightarrow xleftarrow
    """.split()
)
_KNOWN = _STRUCTURE | {name[1:] for name in commands.FUNCTIONS} | {name[1:] for name in SYMBOLS}
# what would make latex2mathml rewrite its input, reach outside, or change how a page looks
_BARRED = frozenset(
    """
    newcommand renewcommand newenvironment def let href unicode style class color textcolor
    colorbox fcolorbox rule verb require tag cssId
    """.split()
)

_ARITY = {
    "mfrac": 2,
    "msub": 2,
    "msup": 2,
    "munder": 2,
    "mover": 2,
    "mroot": 2,
    "msubsup": 3,
    "munderover": 3,
}
_SCRIPTS = frozenset({"msub", "msup", "msubsup", "munder", "mover", "munderover"})
_ROWS = frozenset({"math", "mrow", "mtd", "mstyle", "msqrt"})
_LEAVES = frozenset({"mi", "mn", "mo", "mtext"})
_ELEMENTS = (
    _LEAVES
    | _ARITY.keys()
    | frozenset("math mrow mstyle msqrt mtable mtr mtd mspace mpadded mphantom".split())
)
_ATTRIBUTES = frozenset(
    """
    display displaystyle scriptlevel stretchy fence form movablelimits largeop accent accentunder
    width height depth lspace rspace voffset columnalign columnspacing rowspacing mathvariant
    linethickness minsize maxsize
    """.split()
)
# Commands that only set space, numbers and limits otherwise, and those that have a known twin.
_ALIKE = {
    "textup": r"\text", "mbox": r"\text", "hbox": r"\text", "arg": r"\operatorname{arg}",
    "biggl": r"\bigg", "biggr": r"\bigg", "Biggl": r"\Bigg", "Biggr": r"\Bigg",
    "backslash": r"\setminus",
}  # fmt: skip
_LAYOUT = re.compile(
    r"\\(nonumber|notag|math(?:ord|op|bin|rel|open|close|inner)|displaylimits|ensuremath|textup"
    r"|mbox|hbox|arg|[bB]igg[lr]|backslash)(?![A-Za-z])"
)
# what the reader knows by another name, or not at all: lines of an equation, fonts set by a switch,
# a name within a name, a blank at the end of a line
_ROWS_OF = re.compile(r"\\(begin|end)\s*\{(?:aligned|split)\}(?:\[[tbc]\])?")
_SWITCH = re.compile(r"\{\s*\\(bf|rm|cal|sf|tt)\s+([^{}]*)\}")
_NAME = re.compile(r"\\operatorname\s*\{\s*\\operatorname\s*(\{[^{}]*\})\s*\}")
_BROKEN = re.compile(r"\\(?:(begin)|(end))(?![A-Za-z])|(\\\\)|\\.", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_VALUE = re.compile(r"[-+.a-z0-9 ]{1,40}", re.IGNORECASE)

# signs that latex2mathml writes as identifiers though mathematics reads them as operators, and back
_FENCES = frozenset("⟨⟩⌊⌋⌈⌉‖|⟦⟧{}")
_SIGNS = frozenset(":;&") | _FENCES
_CONSTANTS = frozenset("∞∅⊤⊥")
_VARIANTS = {
    "bold": "mathbf",
    "script": "mathcal",
    "fraktur": "mathfrak",
    "double-struck": "mathbb",
    "sans-serif": "mathsf",
    "monospace": "mathtt",
}
_JOINTS = frozenset("=≠<>≤≥≡≈∈∉⊆⊂→↦⟹⟺⇒⇔↔∣:∧∨+−-")
_PIECE, _LONGEST_PIECE = 9, 20  # signs that stay together; that may, where nothing joins them
_PRIMES = "′″‴⁗"
_THIN_SPACE = '<mspace width="0.17em"></mspace>'


class _NotUnderstoodError(Exception):
    """The TeX says something that this module cannot be sure to render."""


@lru_cache(maxsize=4096)
def mathml(tex: str, *, block: bool = False) -> Markup:
    """MathML for a piece of TeX (without its dollars), inline or as a block.

    Never raises: TeX that is not understood comes back escaped, in `<code class="tex">`.
    """
    try:
        return Markup(_convert(tex, block))
    except (
        Exception
    ):  # the reader is foreign code fed with foreign text: whatever it does, show TeX
        mark = "$$" if block else "$"
        return Markup('<code class="tex">{}</code>').format(f"{mark}{tex}{mark}")


def understood(tex: str) -> bool:
    """Tell whether `mathml` renders a piece of TeX instead of showing it as it is written."""
    return not str(mathml(tex)).startswith("<code")


def _convert(tex: str, block: bool) -> str:
    tex = _plainer(tex)
    _check_input(tex)
    if block and _has_lines(tex):
        tex = rf"\begin{{align*}}{tex}\end{{align*}}"
    root = convert_to_element(_prepared(tex), display="block" if block else "inline")
    return "".join(_written(root, 0) if block else _inline(root))


def _inline(root: Element) -> str:
    """A formula in a line of text, as pieces between which the line may be broken: browsers do not
    break formulas themselves, and a long one would be wider than a telephone."""
    row = list(root[0]) if len(root) == 1 and root[0].tag == "mrow" else list(root)
    pieces: list[list[Element]] = [[]]
    length = 0
    for child in row:
        joins = length >= _PIECE and _joins(pieces[-1][-1], child)
        if joins:
            child.set("form", "infix")  # at the start of a piece it would be read as a sign
        apart = _is_words([child]) or _is_words(pieces[-1]) or length >= _LONGEST_PIECE
        if joins or (apart and length):
            pieces.append([])
            length = 0
        pieces[-1].append(child)
        length += len(unescape("".join(child.itertext())))
    return "".join(map(_piece, pieces))


def _is_words(piece: list[Element]) -> bool:
    """Whether a piece is words between formulas, and no name within one."""
    if len(piece) != 1 or piece[0].tag != "mtext":
        return False
    text = unescape(piece[0].text or "")
    return bool(text.strip()) and ("\xa0" in text or len(text) > _PIECE)


def _piece(piece: list[Element]) -> str:
    row = "".join(_row(piece, 0))
    if _is_words(piece):  # words can be broken as formulas can not
        return row.removeprefix("<mtext>").removesuffix("</mtext>").replace("\xa0", " ")
    return f'<math display="inline"><mrow>{row}</mrow></math>'


def _joins(before: Element, child: Element) -> bool:
    """Whether a line may be broken before a child: it stands between two terms and joins them."""
    return child.tag == "mo" and before.tag != "mo" and unescape(child.text or "") in _JOINTS


def _plainer(tex: str) -> str:
    """The same formula in words that the reader knows."""
    tex = _LAYOUT.sub(lambda m: _ALIKE.get(m[1], ""), tex).replace("\\\n", "\\ ")
    tex = _ROWS_OF.sub(r"\\\1{align*}", tex)
    tex = _SWITCH.sub(r"\\math\1{\2}", tex)
    return _NAME.sub(r"\\operatorname\1", tex)


def _has_lines(tex: str) -> bool:
    """Whether a formula is broken into lines outside of every environment."""
    depth = 0
    for found in _BROKEN.finditer(tex):
        depth += bool(found[1]) - bool(found[2])
        if found[3] and not depth:
            return True
    return False


def _check_input(tex: str) -> None:
    if len(tex) > _LONGEST or not tex.strip():
        raise _NotUnderstoodError("too long, or empty")
    for match in _COMMAND.finditer(tex):
        name = match[1]
        if (name not in _KNOWN and name not in _ESCAPED) or name in _BARRED:
            raise _NotUnderstoodError(name)
    if any(name not in _ENVIRONMENTS for name in _ENVIRONMENT.findall(tex)):
        raise _NotUnderstoodError("environment")
    plain = re.sub(r"\\.", "", tex, flags=re.DOTALL)
    if "&" in plain and r"\begin" not in tex:
        raise _NotUnderstoodError("& outside of an environment")
    _check_braces(plain)


def _check_braces(plain: str) -> None:
    """Braces must match and not nest too deep; a `%` would hide the rest of the line."""
    depth = 0
    for char in plain:
        depth += (char == "{") - (char == "}")
        if not 0 <= depth <= _DEEPEST or char in "%#$":
            raise _NotUnderstoodError(char)
    if depth:
        raise _NotUnderstoodError("{")


_WORD = re.compile(r"\\(?:(operatorname)\*?|math(?:rm|sf|tt))\s*\{([^{}\\$^_&]{2,})\}")


def _prepared(tex: str) -> str:
    """Words of several letters as text, so that they come out as words and not as letters."""
    return _WORD.sub(lambda m: m[0] if m[2].isalpha() and m[1] else rf"\text{{{m[2]}}}", tex)


def _written(element: Element, depth: int) -> list[str]:
    """The element written anew, as pieces of text; raises where something is not on the lists."""
    tag = element.tag
    if tag not in _ELEMENTS or depth > 4 * _DEEPEST:
        raise _NotUnderstoodError(tag)
    if _ARITY.get(tag, len(element)) != len(element):
        raise _NotUnderstoodError(f"{tag} with {len(element)} arguments")
    text = unescape(element.text or "")
    if tag in _LEAVES:
        return _leaf(tag, text, element)
    if _is_primed(element):
        return _primed(element, depth)
    if text.strip():
        raise _NotUnderstoodError(text)
    inner = _row(list(element), depth) if tag in _ROWS else _each(element, depth)
    return [f"<{tag}{_attributes(element)}>", *inner, f"</{tag}>"]


def _is_primed(element: Element) -> bool:
    """Whether an element is something with nothing but primes above it."""
    if element.tag not in ("msup", "msubsup") or len(element) != _ARITY[element.tag]:
        return False
    signs = "".join(element[-1].itertext())
    return bool(signs) and not unescape(signs).strip(_PRIMES)


def _primed(element: Element, depth: int) -> list[str]:
    """A letter with its primes beside it: fonts draw them raised already, and a superscript would
    stand above its line and push the rows of a matrix apart."""
    signs, below = "", None
    while _is_primed(element):
        signs = unescape("".join(element[-1].itertext())) + signs
        below = element[1] if len(element) == 3 else below
        element = element[0]
    whole = ["<mrow>", *_written(element, depth + 1)]
    whole += [f'<mo lspace="0" rspace="0">{signs}</mo>', "</mrow>"]
    return whole if below is None else ["<msub>", *whole, *_written(below, depth + 1), "</msub>"]


def _each(children: Iterable[Element], depth: int) -> list[str]:
    return [piece for child in children for piece in _written(child, depth + 1)]


def _row(children: list[Element], depth: int) -> list[str]:
    """The children of a row; a named function stands off from letters beside it."""
    pieces: list[str] = []
    for before, child in zip([None, *children], children, strict=False):
        if before is not None and _stand_apart(before, child):
            pieces.append(_THIN_SPACE)
        pieces += _written(child, depth + 1)
    return pieces


def _stand_apart(left: Element, right: Element) -> bool:
    named = _is_function(left), _is_function(right)
    ordinary = left.tag not in ("mo", "mspace"), right.tag not in ("mo", "mspace")
    return any(named) and all(n or o for n, o in zip(named, ordinary, strict=True))


def _is_function(element: Element | None) -> bool:
    """A name of several letters, with its indices: sin, max_i, clip."""
    while element is not None and element.tag in _SCRIPTS and len(element):
        element = element[0]
    if element is None or element.tag not in ("mi", "mo"):
        return False
    text = element.text or ""
    return len(text) > 1 and text.isalpha() and text != "mod"


def _leaf(tag: str, text: str, element: Element) -> list[str]:
    if tag == "mi" and not text and not len(element):  # holds a place at the start of a line
        return ["<mrow></mrow>"]
    if len(element) or not text or "\\" in text or _CONTROL.search(text):
        raise _NotUnderstoodError(text)
    if text == "mod":
        return ['<mo lspace="0.25em" rspace="0.25em">mod</mo>']
    attributes = _attributes(element)
    if tag == "mi" and (text in _SIGNS or unicodedata.category(text[0]) == "Sm"):
        tag, attributes = "mo", ' stretchy="false"' if text in _FENCES else ""
    elif tag == "mo" and (_is_function(element) or text in _CONSTANTS):
        tag = "mi"
    return [f"<{tag}{attributes}>{escape(_styled(text, element))}</{tag}>"]


def _styled(text: str, element: Element) -> str:
    """Letters of a mathematical alphabet; browsers know no `mathvariant` but "normal"."""
    command = _VARIANTS.get(element.get("mathvariant", ""))
    if command is None:
        return text
    codes = [SYMBOLS.get(f"\\{command}{{{char}}}") for char in text]
    return "".join(
        chr(int(code, 16)) if code else char for code, char in zip(codes, text, strict=True)
    )


def _attributes(element: Element) -> str:
    """The attributes of an element that browsers use, as text; an unlisted one is an error."""
    pieces = []
    for name, value in sorted(element.attrib.items()):
        if name == "xmlns" or not value:
            continue
        if name not in _ATTRIBUTES or not _VALUE.fullmatch(value):
            raise _NotUnderstoodError(name)
        if name == "mathvariant" and value != "normal":
            continue
        pieces.append(f' {name}="{value}"')
    return "".join(pieces)
