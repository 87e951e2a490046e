"""Whether the compiler's record of a declaration is of the declaration that the text shows.

A name alone joins nothing: a macro may declare `theorem X : True` where the text says `1 = 2`, and
an .olean of another text may lie in the build folder.  So place, kind, binders and the signs,
literals and names of the statement are held against the record.  What the text does not tell for
certain is passed over; what it does tell must be there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from indexer.fingerprint import Binder, binders, variables, words
from indexer.lean.commands import CLOSERS, OPENERS
from indexer.lean.lexer import is_ident
from indexer.lean.terms import MOST_DIGITS, MOST_LETTERS
from indexer.model import ConstantEvidence, Declaration, Module
from indexer.props import Prop, parse
from indexer.resolve import scope_chain

_KINDS = {
    "theorem": {"theorem"},
    "axiom": {"axiom"},
    "structure": {"inductive"},
    "class": {"inductive"},
    "inductive": {"inductive"},
    "opaque": {"opaque", "axiom"},
    "def": {"def", "opaque", "theorem"},
    "instance": {"def", "opaque", "theorem"},
}
_SIGNS = {
    "=": "Eq", "≠": "Ne", "<": "LT.lt", "≤": "LE.le", "∧": "And", "∨": "Or", "¬": "Not",
    "↔": "Iff", "∃": "Exists", "+": "HAdd.hAdd", "*": "HMul.hMul",
}  # fmt: skip
# What a conclusion may be headed by; `parse` reads `a ≠ b` as a negation and turns `>` round.
_HEADS = {"iff": {"Iff"}, "or": {"Or"}, "and": {"And"}, "not": {"Not", "Ne"}}
_LESS, _AT_MOST = {"LT.lt", "GT.gt"}, {"LE.le", "GE.ge"}
_RELATIONS = {
    "=": {"Eq"}, "≠": {"Ne"}, "<": _LESS, ">": _LESS, "≤": _AT_MOST, "≥": _AT_MOST,
}  # fmt: skip
# Words between which a sign of Lean's own is nothing else: a character that is not among them may
# belong to a longer sign of some library (`=ᵐ[μ]`, `→+*`).
_PLAIN = frozenset(
    "( ) [ ] { } ⟨ ⟩ , : . → ← ∀ ∃ fun => := - / ^ ∘ % | ∣ _ ∈ ∉ ↔ ∧ ∨ ¬ = ≠ < ≤ > ≥".split()
)
_BINDING = frozenset("fun ∀ ∃ ∃! λ Σ Π ∑ ∏ let have match if show from do".split())
_UNREAD = frozenset("match do calc nomatch nofun".split())  # what Lean makes other constants of
_LEVELS = frozenset({"Type", "Sort", "Prop"})


def misfit(
    declaration: Declaration, module: Module, constant: ConstantEvidence, defined: Collection[str]
) -> str | None:
    """Why a record is not of what the text declares; None when it fits.

    `defined` are the names of the projects' own definitions (theorems are none: what a statement
    proves inside itself Lean keeps elsewhere).
    """
    return (
        _place(declaration, constant)
        or _kind(declaration, constant)
        or (
            _statement(declaration, module, constant, defined) if _is_theorem(declaration) else None
        )
    )


def _is_theorem(declaration: Declaration) -> bool:
    return declaration.kind == "theorem"


def _place(declaration: Declaration, constant: ConstantEvidence) -> str | None:
    start = declaration.start_line, declaration.start_column
    end = declaration.end_line, declaration.end_column
    if constant.span == (*start, *end):
        return None
    if not constant.span:
        return "the record does not tell where it stands"
    line = constant.span[0]
    return f"Lean has it from other words, at line {line}, column {constant.span[1]}"


def _kind(declaration: Declaration, constant: ConstantEvidence) -> str | None:
    kinds = _KINDS.get(declaration.kind)
    if kinds is None or constant.kind in kinds or declaration.kind == "theorem":
        return None  # (of what is no theorem the verdict says so)
    return f"Lean has it as {_a(constant.kind)}"


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _statement(
    declaration: Declaration, module: Module, constant: ConstantEvidence, defined: Collection[str]
) -> str | None:
    own, rest = binders(words(declaration.statement))
    conclusion = tuple(rest[1:] if rest[:1] == [":"] else rest)
    return (
        _binders(own, conclusion, declaration, module, constant)
        or _head(conclusion, constant)
        or _words(declaration, module, constant, defined)
    )


# --- binders --------------------------------------------------------------------------------------


def _binders(
    own: Sequence[Binder],
    conclusion: tuple[str, ...],
    declaration: Declaration,
    module: Module,
    constant: ConstantEvidence,
) -> str | None:
    """The binders that are written stand in the type one after the other; before them stands only
    what `variable`s and auto-bound names bring, behind them only what the conclusion says."""
    written = list(_written(own))
    have = constant.binders
    if any(name == "" for name in written):
        return None  # a pattern: how many binders it makes is not told by the text
    missing = "its type has other binders than the text"
    last = len(have) - len(written)
    if last < 0:
        return missing
    fits = [at for at in range(last, -1, -1) if _agree(written, have[at : at + len(written)])]
    if not fits:
        return missing
    if _is_closed(conclusion):
        fits = [at for at in fits if at == last]
    brought = _Brought(declaration, module)
    if any(brought.explain(have[:at]) for at in fits):
        return None
    return "its type has a hypothesis that the text does not show"


def _written(own: Sequence[Binder]) -> Iterator[str]:
    """The binders as a record writes them, one for each name; "" for what is not understood."""
    for binder in own:
        if binder.bracket == "[":
            yield "[_]"
        elif not binder.names:
            yield ""
        for name in binder.names if binder.bracket != "[" else ():
            yield {"(": name, "{": f"{{{name}}}", "⦃": f"⦃{name}⦄"}[binder.bracket]


def _agree(written: Sequence[str], have: Sequence[str]) -> bool:
    return all(_same(a, b) for a, b in zip(written, have, strict=True))


def _same(written: str, have: str) -> bool:
    if written[0] == "[":
        return have[0] == "["
    if written.strip("{}⦃⦄") == "_":
        return (written[0] in "{⦃") == (have[0] in "{⦃")
    return written == have or (written[0] == "{" == have[0] and have == "{_}")


class _Brought:
    """What a statement may have before its own binders: variables in force and auto-bound names."""

    def __init__(self, declaration: Declaration, module: Module) -> None:
        self.names: set[str] = set()
        self.unnamed = 0
        for scope in scope_chain(module, declaration.scope):
            if scope.kind == "variable":
                for binder in binders(words(scope.text))[0]:
                    self.names.update(binder.names)
                    self.unnamed += binder.bracket == "[" or "_" in binder.names
        self.words = {w.partition(".")[0] for w in declaration.statement_names}
        self.words.update(
            w.partition(".")[0] for b in variables(module, declaration) for w in b.type
        )
        self.words.update(w.partition(".")[0] for w in words(declaration.statement))

    def explain(self, have: Sequence[str]) -> bool:
        """Whether all of these binders can come from there."""
        unnamed = 0
        for binder in have:
            name = binder.strip("{}[]⦃⦄")
            if binder[0] == "[" or name == "_":
                unnamed += binder[0] != "{"  # auto-bound universes of instances have no name
            elif name not in self.names and not (binder[0] == "{" and name in self.words):
                return False
        return unnamed <= self.unnamed


def _is_closed(conclusion: tuple[str, ...]) -> bool:
    """Whether a conclusion surely brings no binders of its own."""
    return _is_plain(conclusion) and parse(conclusion).kind in ("rel", "iff", "and", "or")


# --- signs, literals and names --------------------------------------------------------------------


def _is_plain(written: Sequence[str]) -> bool:
    """Whether outside brackets there is nothing but names, numbers and signs known here."""
    depth = 0
    for word in written:
        depth += (word in OPENERS) - (word in CLOSERS)
        if depth == 0 and not (_is_value(word) or word in _PLAIN or word in _SIGNS):
            return False
        if depth == 0 and word in _BINDING and word not in ("∀", "∃"):
            return False
    return bool(written)


def _is_value(word: str) -> bool:
    return is_ident(word) or word[0] in "0123456789" or word[0] == '"'


def _head(conclusion: tuple[str, ...], constant: ConstantEvidence) -> str | None:
    if not _is_plain(conclusion):
        return None
    prop = parse(conclusion)
    while prop.kind in ("all", "imp") and prop.parts:
        prop = prop.parts[-1]
    wanted = _head_of(prop)
    if not wanted or constant.head in wanted:
        return None
    return f"its conclusion is another: {constant.head or 'a variable'} stands at its head"


def _head_of(prop: Prop) -> Collection[str]:
    if prop.kind == "rel":
        return _RELATIONS.get(prop.op, ())
    return _HEADS.get(prop.kind, ())


def _words(
    declaration: Declaration, module: Module, constant: ConstantEvidence, defined: Collection[str]
) -> str | None:
    written = _outside_proofs(words(declaration.statement))
    if not _UNREAD.isdisjoint(written):
        return None
    have = frozenset(constant.mentions)
    bound = _bound(declaration, module, written)
    bound.update(binder.strip("{}[]⦃⦄") for binder in constant.binders)  # auto-bound ones
    for at, word in enumerate(written):
        before = written[at - 1] if at else ""
        after = written[at + 1] if at + 1 < len(written) else ""
        missing = (
            _sign(word, before, after, written, have)
            or _literal(word, before, after, constant)
            or (after != ":=" and _name(word, before, declaration, module, bound, have, defined))
        )
        if missing:
            return f"its type does not hold the `{missing}` that is written in the text"
    return None


def _outside_proofs(written: Sequence[str]) -> list[str]:
    """The words without `by` blocks, which run to the bracket that closes around them."""
    found: list[str] = []
    depth, proof = 0, -1
    for word in written:
        if word in CLOSERS:
            depth -= 1
            proof = -1 if depth < proof else proof
        if proof < 0 and word == "by":
            proof = depth
        if proof < 0:
            found.append(word)
        depth += word in OPENERS
    return found


def _sign(
    word: str, before: str, after: str, written: Sequence[str], have: Collection[str]
) -> str | None:
    constant = _SIGNS.get(word)
    if constant is None or constant in have:
        return None
    if word == "+" and not _LEVELS.isdisjoint(written):
        return None
    if word in "¬∃":
        surrounded = _is_operand(after) or after in _PLAIN
        return word if surrounded and after != "!" else None
    surrounded = (_is_operand(before) or before in CLOSERS) and (
        _is_operand(after) or after in OPENERS or after in ("¬", "∀", "∃", "-", "fun")
    )
    return word if surrounded else None


def _is_operand(word: str) -> bool:
    return bool(word) and _is_value(word)


def _literal(word: str, before: str, after: str, constant: ConstantEvidence) -> str | None:
    if word.isascii() and word.isdecimal() and len(word) < MOST_DIGITS:
        if before in {".", *_LEVELS} or (after in (".", "") and before == ""):
            return None
        return None if int(word) in constant.literals else word
    if word[0] == '"' and "\\" not in word and len(word) <= MOST_LETTERS:
        return None if word[1:-1] in constant.literals else word
    return None


def _name(
    word: str,
    before: str,
    declaration: Declaration,
    module: Module,
    bound: Collection[str],
    have: Collection[str],
    defined: Collection[str],
) -> str | None:
    """A definition of the projects that a word names and the type does not hold."""
    if before == "." or not is_ident(word) or word.partition(".")[0] in bound:
        return None
    candidates = {c for c in _candidates(word, declaration, module) if c in defined}
    if not candidates or not candidates.isdisjoint(have):
        return None
    # `(nil : AList)` leaves `AList.nil`; a name that is opened, or protected here, is a longer one
    within = tuple(f"{c}." for c in candidates)
    there = any(name.startswith(within) or name.endswith(f".{word}") for name in have)
    return None if there else word


def _candidates(word: str, declaration: Declaration, module: Module) -> Iterator[str]:
    """The names that a word may stand for, fields of what it names aside."""
    if word.startswith("_root_."):
        yield word.removeprefix("_root_.")
        return
    namespace = declaration.name.rpartition(".")[0]
    around = {"", namespace, module.scopes[declaration.scope].namespace if module.scopes else ""}
    for outer in sorted(around):
        parts = outer.split(".") if outer else []
        for length in range(len(parts) + 1):
            prefix = ".".join(parts[:length])
            yield f"{prefix}.{word}" if prefix else word


def _bound(declaration: Declaration, module: Module, written: Sequence[str]) -> set[str]:
    """Names that may be bound locally somewhere in a statement: by its binders, `variable`s, and
    whatever binds inside."""
    found = {n for b in binders(words(declaration.statement))[0] for n in b.names}
    for scope in scope_chain(module, declaration.scope):
        if scope.kind == "variable":
            found.update(w for w in words(scope.text) if is_ident(w))
    binding = False
    for word in written:
        if word in _BINDING:
            binding = True
        elif word in (",", "=>", ":="):
            binding = False
        elif binding and is_ident(word):
            found.add(word)
    return found
