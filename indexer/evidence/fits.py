"""Whether the compiler's record of a declaration is of the declaration that the text shows.

A name alone joins nothing: a macro may declare `theorem X : True` where the text says `1 = 2`, and
an .olean of another text may lie in the build folder.  So place, kind, binders and the signs,
literals and names of the statement are held against the record.  What the text does not tell for
certain is passed over; what it does tell must be there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from indexer.evidence.records import ConstantEvidence
from indexer.lean.compiled.terms import ANYTHING, MOST_DIGITS, MOST_LETTERS, TOO_MUCH
from indexer.lean.records import Declaration, Module
from indexer.lean.syntax.commands import CLOSERS, OPENERS
from indexer.lean.syntax.lexer import is_ident
from indexer.names.scopes import scope_chain
from indexer.terms.fingerprint import Binder, binders, words
from indexer.terms.propositions import Hypothesis, Prop, parse, read
from indexer.terms.telescope import plain

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
    found = _place(declaration, constant) or _kind(declaration, constant)
    if found:
        return found
    if declaration.kind == "theorem":
        return _statement(declaration, module, constant, defined)
    return _definition(declaration, constant)


_LEANS_OWN = frozenset(
    "def abbrev instance opaque structure class inductive coinductive axiom theorem".split()
)


def _definition(declaration: Declaration, constant: ConstantEvidence) -> str | None:
    """What a command of the project's own declares holds the signs that are written in it."""
    if declaration.keyword in _LEANS_OWN or constant.kind != "def":
        return None
    for sign, wanted in _SIGNS.items():
        if sign in declaration.symbols and wanted not in constant.mentions:
            return f"it does not hold the `{sign}` that is written in the text"
    return None


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
    conclusion = tuple(rest[1:]) if rest[:1] == [":"] else ()
    return _structure(own, conclusion, declaration, module, constant) or _words(
        declaration, module, constant, defined
    )


# --- binders and logic ----------------------------------------------------------------------------


def _structure(
    own: Sequence[Binder],
    conclusion: tuple[str, ...],
    declaration: Declaration,
    module: Module,
    constant: ConstantEvidence,
) -> str | None:
    """The binders that are written stand in the type one after the other, and say what the text
    says; before them stands only what `variable`s and auto-bound names bring, behind them only what
    the conclusion says."""
    written = list(_written(own))
    have, steps = constant.binders, spine(tree(constant.logic))
    if not conclusion:
        return None if declaration.keyword == "alias" else "the text does not say what it states"
    if any(name == "" for name, _ in written) or len(steps) != len(have) + 1:
        return None  # a pattern: how many binders it makes is not told by the text
    names = [name for name, _ in written]
    fits = [
        at
        for at in range(len(have) - len(names) + 1)
        if all(map(_same, names, have[at : at + len(names)]))
    ]
    if not fits:
        return "its type has other binders than the text"
    fits = [at for at in fits if _says(written, conclusion, have[at:], steps[at:])]
    if not fits:
        return "its type says something else than the text"
    if fits[0] == 0:
        return None
    brought = _Brought(declaration, module)
    if any(brought.explain(have[:at]) for at in fits):
        return None
    return "its type has a hypothesis that the text does not show"


def _written(own: Sequence[Binder]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The binders as a record writes them, one for each name, with their types; "" for what is not
    understood."""
    for binder in own:
        # (x : T := v) has another type to the kernel
        type_ = () if ":=" in binder.type else binder.type
        if binder.bracket == "[":
            yield "[_]", type_
        elif not binder.names:
            yield "", ()
        for name in binder.names if binder.bracket != "[" else ():
            yield {"(": name, "{": f"{{{name}}}", "⦃": f"⦃{name}⦄"}[binder.bracket], type_


def _same(written: str, have: str) -> bool:
    if written[0] == "[":
        return have[0] == "["
    if written.strip("{}⦃⦄") == "_":
        return (written[0] in "{⦃") == (have[0] in "{⦃")
    return written == have or (written[0] == "{" == have[0] and have == "{_}")


def _says(
    written: Sequence[tuple[str, tuple[str, ...]]],
    conclusion: tuple[str, ...],
    have: Sequence[str],
    steps: Sequence[Tree],
) -> bool:
    """Whether binders and conclusion may mean what stands from here on in the type."""
    read: tuple[tuple[str, ...], Prop | None] = (), None  # names of one bracket share their type
    for (_, type_), step in zip(written, steps, strict=False):
        if type_ is not read[0]:
            read = type_, parse(type_) if type_ and _is_clean(type_) else None
        if read[1] is not None and not may_mean(read[1], step[1]):
            return False
    if not _is_clean(conclusion):
        return True
    prop, rest = parse(conclusion), steps[len(written)]
    return may_mean(prop, rest) and _names_fit(prop, have[len(written) :])


def _names_fit(prop: Prop, have: Sequence[str]) -> bool:
    """Whether the names that a conclusion binds first are those of the type."""
    at = 0
    while prop.kind == "all" and prop.parts:
        for name in (plain(name) for binder in prop.binders for name in _names_of(binder)):
            if at >= len(have) or (name != "_" and have[at].strip("{}[]⦃⦄") not in (name, "_")):
                return False
            if name != "_" and have[at] == "_":
                return False
            at += 1
        prop = prop.parts[-1]
    return True


def _names_of(binder: Hypothesis) -> Sequence[str]:
    """The names of a binder, one for what has none."""
    return binder.names if binder.bracket != _ARROW and binder.names else ("_",)


_ARROW = "→"


Tree = tuple[Any, ...]
"""A sign and its parts, as in a record's `logic`."""

_PARTS = {"→": 2, "∧": 2, "∨": 2, "↔": 2, "¬": 1, "∃": 1, "!": 1}


def tree(logic: str) -> Tree:
    """The logic of a record, unfolded; what is no such text is anything."""
    stack: list[Tree] = []
    for sign in reversed(logic):
        count = _PARTS.get(sign, 0)
        if len(stack) < count:
            return (TOO_MUCH,)
        parts = [stack.pop() for _ in range(count)]
        stack.append((sign, *parts))
    return stack[0] if len(stack) == 1 else (TOO_MUCH,)


def spine(whole: Tree) -> list[Tree]:
    """A type, what is left of it behind its first binder, and so on."""
    found = [whole]
    while found[-1][0] == "→":
        found.append(found[-1][2])
    return found


_CONNECTIVES = {"and": "∧", "or": "∨", "iff": "↔"}
_RELATIONS = {"=": "=", "<": "<>", "≤": "≤≥"}  # `parse` turns `>` and `≥` round
_WRITTEN_OUT = frozenset("And Or Iff Not Exists Eq Ne True False LT.lt LE.le".split())


def may_mean(prop: Prop, have: Tree) -> bool:
    """Whether Lean may have made this of a proposition as the text writes it."""
    sign, parts = have[0], have[1:]
    if sign == TOO_MUCH:
        return True
    match prop.kind:
        case "and" | "or" | "iff":
            return _chained(prop, have)
        case "not":
            unequal = prop.parts[0].kind == "rel" and prop.parts[0].op == "="
            if sign == "≠":
                return unequal
            return sign == "¬" and may_mean(prop.parts[0], parts[0])
        case "all" | "ex":
            return _quantified(prop, have)
        case "rel":
            return sign in _RELATIONS.get(prop.op, ANYTHING + "=")
    return _atom(prop.left, sign)


def _chained(prop: Prop, have: Tree) -> bool:
    """A chain of one connective, which leans to the right."""
    for part in prop.parts[:-1]:
        if have[0] == TOO_MUCH:
            return True
        if have[0] != _CONNECTIVES[prop.kind] or not may_mean(part, have[1]):
            return False
        have = have[2]
    return may_mean(prop.parts[-1], have)


def _quantified(prop: Prop, have: Tree) -> bool:
    wanted = _ARROW if prop.kind == "all" else "!" if prop.op == "∃!" else "∃"
    for binder in prop.binders:
        restricts = prop.kind == "ex" and binder.bracket == _ARROW  # ∃ x < n, p is x < n ∧ p
        sign = "∧" if restricts else wanted
        for _ in _names_of(binder):
            if have[0] == TOO_MUCH:
                return True
            if have[0] != sign:
                return False
            typed = binder.type and sign != "∃" and sign != "!"
            if typed and not may_mean(read(binder.type), have[1]):
                return False
            have = have[-1]
    return may_mean(prop.parts[0], have) if prop.parts else True


def _atom(written: Sequence[str], sign: str) -> bool:
    """A name applied to something is just that, or a Bool that is claimed to be true."""
    if not written or not is_ident(written[0]) or written[0] in _BINDING | _WRITTEN_OUT:
        return True
    depth = 0
    for word in written:
        depth += (word in OPENERS) - (word in CLOSERS)
        if depth == 0 and not (_is_value(word) or word in CLOSERS or word == "."):
            return True
    return sign in ANYTHING + "="


class _Brought:
    """What a statement may have before its own binders: variables in force and auto-bound names."""

    def __init__(self, declaration: Declaration, module: Module) -> None:
        self.names: set[str] = set()
        self.unnamed = 0
        written = [*declaration.statement_names, *words(declaration.statement)]
        for scope in scope_chain(module, declaration.scope):
            if scope.kind == "variable":
                written += words(scope.text)
                for binder in binders(words(scope.text))[0]:
                    self.names.update(binder.names)
                    self.unnamed += binder.bracket == "[" or "_" in binder.names
        self.words = {word.partition(".")[0] for word in written}

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


# --- signs, literals and names --------------------------------------------------------------------


def _is_clean(written: Sequence[str]) -> bool:
    """Whether there is nothing but names, literals and signs known here: none that may be part of a
    longer sign, and nothing that computes."""
    if not _UNREAD.isdisjoint(written) or "by" in written:
        return False
    for word, after in zip(written, (*written[1:], ""), strict=False):
        if not (_is_value(word) or word in _PLAIN or word in _SIGNS):
            return False
        if word in _INFIX and after in _INFIX and word + after not in _ASCII:
            return False  # `<+:`, `→+*`
    return True


_INFIX = frozenset("= ≠ < ≤ > ≥ ∧ ∨ ↔ + * / ^ % ∣ | ∘ → : ∈ ∉".split())
_ASCII = frozenset({"<=", ">=", "=="})


def _is_value(word: str) -> bool:
    return is_ident(word) or word[0] in "0123456789" or word[0] == '"'


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
