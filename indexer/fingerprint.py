"""Fingerprints of statements: what one says, whatever its layout.

A statement's fingerprint covers its binders and type, the `variable`s it takes over, universes,
meaningful options and the notation in force; comments, layout, the name and the proof do not
matter.  Every fingerprint carries the tag of the algorithm that made it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from indexer.lean.lexer import is_ident
from indexer.model import NOTATION_AFTER_IN, Declaration, Module, Project, Scope
from indexer.resolve import scope_chain
from indexer.scopes import Walk
from indexer.telescope import Binder, binders, words

__all__ = ["Binder", "binders", "words"]
ALGORITHM = "text1"

# Options that change how a proof is searched or shown, not what a statement says.
_MEANINGLESS = (
    "linter.", "trace.", "pp.", "profiler", "maxHeartbeats", "maxRecDepth", "synthInstance.max"
)  # fmt: skip


# --- the context of a statement -------------------------------------------------------------------


def variables(module: Module, declaration: Declaration) -> list[Binder]:
    """The `variable` binders a statement takes over, in order: those it mentions, those their
    types mention, and instances about such (Lean/Elab/MutualDef.lean since 4.12)."""
    return Variables(module).of(declaration)


class Variables:
    """What the declarations of one module take over from `variable`s; cheapest when they are asked
    for in the order of the file."""

    def __init__(self, module: Module) -> None:
        self._walk = Walk(module, self._enter, self._leave)
        self._undo: list[list[list[_Placed]]] = []
        self._named: dict[str, list[_Placed]] = defaultdict(list)  # by name it binds
        self._about: dict[str, list[_Placed]] = defaultdict(list)  # instances by name they mention
        self._included: list[str] = []
        self._omitted: list[str] = []
        self._count = 0

    def of(self, declaration: Declaration) -> list[Binder]:
        """The binders that one declaration takes over, in order."""
        self._walk.to(declaration.scope)
        if not self._undo:
            return []
        wanted = self._wanted(declaration)
        chosen: dict[int, Binder] = {}
        queue = list(wanted)
        for name in queue:  # what the type of a variable mentions is taken over as well
            for placed in self._named.get(name, ())[-1:]:
                if placed.at not in chosen:
                    chosen[placed.at] = placed.binder
                    fresh = [w.split(".")[0] for w in placed.binder.type if is_ident(w)]
                    queue += [w for w in fresh if w not in wanted]
                    wanted.update(fresh)
        self._add_instances(wanted, chosen)
        omitted = set(self._omitted)
        return [chosen[at] for at in sorted(chosen) if chosen[at].text not in omitted]

    def _wanted(self, declaration: Declaration) -> set[str]:
        words_ = set(declaration.statement_names)
        if declaration.kind not in ("theorem", "axiom"):
            words_.update(declaration.body_names)  # definitions take over what their body mentions
        wanted = {w.split(".")[0] for w in words_}
        wanted -= {n for b in binders(words(declaration.statement))[0] for n in b.names}
        return wanted.union(self._included)

    def _add_instances(self, wanted: set[str], chosen: dict[int, Binder]) -> None:
        """Instances about variables that are all taken over, or that are included by name."""
        for name in (_ALWAYS, *wanted):
            for placed in self._about.get(name, ()):
                mentions = {w.split(".")[0] for w in placed.binder.type} & self._named.keys()
                if {m for m in mentions if self._named[m]} <= wanted:
                    chosen[placed.at] = placed.binder

    def _enter(self, entry: Scope) -> None:
        if entry.kind == "variable":
            self._undo.append([])
            for binder in _entry_binders(entry.text):
                self._place(binder)
        elif entry.kind == "include":
            self._included += entry.text.split()
        elif entry.kind == "omit":
            self._omitted += [b.text for b in _entry_binders(entry.text)]

    def _leave(self, entry: Scope) -> None:
        if entry.kind == "variable":
            for stack in reversed(self._undo.pop()):
                stack.pop()
        elif entry.kind == "include":
            del self._included[len(self._included) - len(entry.text.split()) :]
        elif entry.kind == "omit":
            del self._omitted[len(self._omitted) - len(_entry_binders(entry.text)) :]

    def _place(self, binder: Binder) -> None:
        """`variable (x)` after `variable {x : T}` changes the bracket of x and nothing else."""
        at = self._count = self._count + 1
        if not binder.type and binder.bracket != "[":
            old = next((self._named[n][-1] for n in binder.names if self._named.get(n)), None)
            if old is not None:
                at, binder = old.at, Binder(binder.bracket, old.binder.names, old.binder.type)
        placed = _Placed(at, binder)
        for name in binder.names:
            self._push(self._named[name], placed)
        if binder.bracket == "[":
            mentions = {w.split(".")[0] for w in binder.type if is_ident(w)}
            about = [w for w in sorted(mentions) if self._named.get(w)]
            for word in about or [_ALWAYS]:  # about no variable at all: taken over by everybody
                self._push(self._about[word], placed)

    def _push(self, stack: list[_Placed], placed: _Placed) -> None:
        stack.append(placed)
        self._undo[-1].append(stack)


_ALWAYS = ""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A binder, and its place among all that were ever in force."""

    at: int
    binder: Binder


@lru_cache(maxsize=16_384)
def _entry_binders(text: str) -> tuple[Binder, ...]:
    return tuple(binders(words(text))[0])


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
        elif entry.kind in ("notation", NOTATION_AFTER_IN) and _touches(entry.text, declaration):
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


def _hash(parts: Iterable[str]) -> str:
    digest = hashlib.sha256("\x00".join(parts).encode()).hexdigest()
    return f"{ALGORITHM}:{digest[:32]}"
