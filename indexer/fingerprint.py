"""Fingerprints of statements and of definition cones.

A statement's fingerprint covers its binders and type, the `variable`s it takes over, universes,
meaningful options and the notation in force; comments, layout, the name and the proof do not
matter.  Every fingerprint carries the tag of the algorithm that made it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from indexer.lean.commands import CLOSERS, OPENERS, is_doc, is_space
from indexer.lean.lexer import is_ident, lex
from indexer.model import Declaration, Module, Project, Ref
from indexer.resolve import scope_chain

ALGORITHM = "text1"

# Options that change how a proof is searched or shown, not what a statement says.
_MEANINGLESS = (
    "linter.", "trace.", "pp.", "profiler", "maxHeartbeats", "maxRecDepth", "synthInstance.max"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Binder:
    """One bracketed binder: its opening bracket, the names it binds and the words of its type."""

    bracket: str
    names: tuple[str, ...]
    type: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The binder as words, brackets included."""
        closing = {"(": ")", "{": "}", "[": "]", "⦃": "⦄"}[self.bracket]
        colon = (":",) if self.names and self.type else ()
        return (self.bracket, *self.names, *colon, *self.type, closing)

    @property
    def text(self) -> str:
        """The binder in one line, without comments."""
        closing = {"(": ")", "{": "}", "[": "]", "⦃": "⦄"}[self.bracket]
        inside = " ".join(self.type)
        if self.names:
            inside = f"{' '.join(self.names)} : {inside}" if inside else " ".join(self.names)
        return f"{self.bracket}{inside}{closing}"


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """The tokens of `text` without white space, comments and documentation."""
    return tuple(t for t in lex(text)[0] if not is_space(t) and not is_doc(t))


def binders(tokens: Iterable[str]) -> tuple[list[Binder], list[str]]:
    """The bracketed binders at the start of a token sequence, and the rest of it."""
    rest = list(tokens)
    found: list[Binder] = []
    while rest and rest[0] in ("(", "{", "[", "⦃"):
        close = _matching(rest)
        found.append(_binder(rest[0], rest[1:close]))
        rest = rest[close + 1 :]
    return found, rest


def _matching(tokens: list[str]) -> int:
    depth = 0
    for at, token in enumerate(tokens):
        if token in OPENERS or token == "⦃":
            depth += 1
        elif token in CLOSERS or token == "⦄":
            depth -= 1
            if depth == 0:
                return at
    return len(tokens)


def _binder(bracket: str, inside: list[str]) -> Binder:
    """`(x y : T)`; in an instance binder the name is optional and the type is everything else."""
    at = 0
    while at < len(inside) and (is_ident(inside[at]) or inside[at] == "_"):
        at += 1
    if at < len(inside) and inside[at] == ":":
        return Binder(bracket, tuple(inside[:at]), tuple(inside[at + 1 :]))
    if bracket == "[":
        return Binder(bracket, (), tuple(inside))
    return Binder(bracket, tuple(inside), ())


# --- the context of a statement -------------------------------------------------------------------


def variables(module: Module, declaration: Declaration) -> list[Binder]:
    """The `variable` binders a statement takes over, in order: those it mentions, those their
    types mention, and instances about such (Lean/Elab/MutualDef.lean since 4.12)."""
    groups, included, omitted = _variables_in_force(module, declaration.scope)
    wanted = set(declaration.statement_names) | included
    if declaration.kind not in ("theorem", "axiom"):
        wanted |= set(declaration.body_names)  # definitions take over what their body mentions
    wanted |= {w.split(".")[0] for w in wanted}
    wanted -= {n for b in binders(words(declaration.statement))[0] for n in b.names} - included
    chosen: list[Binder] = []
    bound = {n for b in groups for n in b.names}
    for binder in reversed(groups):
        if any(n in wanted for n in binder.names):
            chosen.append(binder)
            wanted.update(w.split(".")[0] for w in binder.type if is_ident(w))
    for binder in groups:
        mentions = {w.split(".")[0] for w in binder.type} & bound
        if binder.bracket == "[" and binder not in chosen and mentions and mentions <= wanted:
            chosen.append(binder)
    return [b for b in groups if b in chosen and b.text not in omitted]


def _variables_in_force(module: Module, scope: int) -> tuple[list[Binder], set[str], set[str]]:
    """All `variable` binders in order (a later `variable {x}` changes brackets), the names that
    `include` forces in, and the binders that `omit` leaves out."""
    groups: list[Binder] = []
    included: set[str] = set()
    omitted: set[str] = set()
    for entry in reversed(list(scope_chain(module, scope))):
        if entry.kind == "variable":
            for binder in _entry_binders(entry.text):
                _merge(groups, binder)
        elif entry.kind == "include":
            included.update(entry.text.split())
        elif entry.kind == "omit":
            omitted.update(b.text for b in _entry_binders(entry.text))
    return groups, included, omitted


@lru_cache(maxsize=16_384)
def _entry_binders(text: str) -> tuple[Binder, ...]:
    return tuple(binders(words(text))[0])


def _merge(groups: list[Binder], binder: Binder) -> None:
    """`variable (x)` after `variable {x : T}` changes the bracket of x and nothing else."""
    if binder.type or binder.bracket == "[":
        groups.append(binder)
        return
    for at, old in enumerate(groups):
        if set(old.names) & set(binder.names):
            groups[at] = Binder(binder.bracket, old.names, old.type)


def variable_names(module: Module, declaration: Declaration) -> tuple[str, ...]:
    """Identifiers in the types of the `variable`s that a statement takes over."""
    found = [w for b in variables(module, declaration) for w in b.type if is_ident(w)]
    return tuple(dict.fromkeys(found))


def options_in_force(module: Module, declaration: Declaration, project: Project) -> dict[str, str]:
    """The options set where a declaration stands, by `set_option` or else by the lakefile, with
    their values."""
    found: dict[str, str] = {}
    for entry in scope_chain(module, declaration.scope):
        if entry.kind == "set_option":
            name, _, value = entry.text.partition(" ")
            found.setdefault(name, value.strip())
    return {**dict(project.options), **found}


def context_parts(module: Module, declaration: Declaration) -> Iterator[str]:
    """The scope entries that change what a statement means: options and local notation."""
    for entry in scope_chain(module, declaration.scope):
        if entry.kind == "set_option" and not entry.text.startswith(_MEANINGLESS):
            yield f"option {entry.text}"
        elif entry.kind == "notation" and _touches(entry.text, declaration):
            yield f"notation {entry.text}"


def _touches(notation: str, declaration: Declaration) -> bool:
    """Whether a symbol that a notation introduces is written in the statement."""
    atoms = [w.strip('"').strip() for w in words(notation) if w.startswith('"')]
    return any(atom and atom in declaration.statement for atom in atoms)


# --- fingerprints ---------------------------------------------------------------------------------


def statement_words(module: Module, declaration: Declaration) -> list[str]:
    """The normal form of a statement: a list of words to hash, to compare and to show."""
    form = [declaration.kind]
    form += [w for b in variables(module, declaration) for w in words(b.text)]
    form += list(words(declaration.statement))
    form += sorted(context_parts(module, declaration))
    return form


def statement_fingerprint(declaration: Declaration, module: Module) -> str:
    """An algorithm-tagged hash of a statement's normal form."""
    return _hash(statement_words(module, declaration))


def definition_words(module: Module, declaration: Declaration, source: str) -> list[str]:
    """The normal form of a definition: its statement and, unlike a theorem's proof, its body.
    `source` is the text of its module."""
    body = words(source[declaration.body : declaration.end])
    form = [declaration.keyword, *statement_words(module, declaration)[1:], *body]
    return form + sorted(a for a in declaration.attributes if "implemented_by" in a)


def cone_fingerprint(parts: Mapping[Ref, list[str]]) -> str:
    """A hash over the normal forms of all definitions of a cone, by name."""
    flat: list[str] = []
    for ref in sorted(parts, key=str):
        flat += [f"= {ref.name}", *parts[ref]]
    return _hash(flat)


def _hash(parts: Iterable[str]) -> str:
    digest = hashlib.sha256("\x00".join(parts).encode()).hexdigest()
    return f"{ALGORITHM}:{digest[:32]}"
