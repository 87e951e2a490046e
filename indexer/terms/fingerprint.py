"""Fingerprints of statements: what one says, whatever its layout.

A statement's fingerprint covers its binders and type, the `variable`s it takes over, universes,
meaningful options and the notation in force; comments, layout, the name and the proof do not
matter.  Every fingerprint carries the tag of the algorithm that made it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache

from indexer.lake.records import Project
from indexer.lean.names import canonical, components
from indexer.lean.records import NOTATION_AFTER_IN, Declaration, Module, Scope
from indexer.lean.syntax.lexer import is_ident
from indexer.names.resolver import Resolver, Spot
from indexer.names.scopes import Walk, scope_chain
from indexer.names.table import Table
from indexer.scan.records import ProjectIndex
from indexer.terms.alpha import normal, used
from indexer.terms.telescope import Binder, binders, stated, words

__all__ = ["Binder", "binders", "words"]
ALGORITHM = "text2"

# Options that change how a proof is searched or shown, not what a statement says.
MEANINGLESS = (
    "linter.", "trace.", "pp.", "profiler", "maxHeartbeats", "maxRecDepth", "synthInstance.",
    "maxSynthPendingDepth", "backward.", "diagnostics", "warningAsError", "Elab.async", "weak.",
    "exponentiation.", "aesop.", "grind.", "says.", "format.", "guard_msgs.",
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
        wanted -= {n for b in stated(declaration.statement)[0] for n in b.names}
        return wanted.union(self._included)

    def _add_instances(self, wanted: set[str], chosen: dict[int, Binder]) -> None:
        """Instances about variables that are all taken over, or that are included by name."""
        about = (self._about.get(name, ()) for name in (_ALWAYS, *wanted))
        for placed in {each.at: each for listed in about for each in listed}.values():
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


def needed(taken: Iterable[Binder], mentioned: Container[str]) -> list[Binder]:
    """Of the `variable`s that a declaration may take over those that it does, when it mentions
    these names: with what their types mention, and instances about all that is taken."""
    listed = list(taken)
    named = {name: binder for binder in listed for name in binder.names}
    given = {name for binder in listed if binder.bracket != "[" for name in binder.names}
    wanted = {name for name in named if name in mentioned}
    queue = list(wanted)
    for name in queue:
        for word in _heads(named[name]):
            if word in named and word not in wanted:
                wanted.add(word)
                queue.append(word)
    return [kept for binder in listed for kept in _needed(binder, given, wanted)]


def _needed(binder: Binder, given: Set[str], wanted: Set[str]) -> Iterator[Binder]:
    if binder.bracket == "[":
        if _heads(binder) & given <= wanted:
            yield binder
        return
    names = tuple(name for name in binder.names if name in wanted)
    if names:
        yield Binder(binder.bracket, names, binder.type)


def _heads(binder: Binder) -> set[str]:
    return {word.split(".")[0] for word in binder.type if is_ident(word)}


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


class Surroundings:
    """What is in force at the declarations of one module; cheapest when they are asked for in the
    order of the file."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self._variables = Variables(module)
        self._walk = Walk(module, self._enter, self._leave)
        self._options: Counter[str] = Counter()
        self._notations: list[str] = []
        # length → symbol → where the notation that introduces it stands among those in force
        self._symbols: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._included: list[str] = []

    def variables(self, declaration: Declaration) -> list[Binder]:
        """The `variable` binders that a declaration takes over."""
        return self._variables.of(declaration)

    def included(self, declaration: Declaration) -> Sequence[str]:
        """The names that `include` brings in."""
        self._walk.to(declaration.scope)
        return self._included

    def parts(self, declaration: Declaration) -> Iterator[str]:
        """The options and the notation that change what a statement means."""
        self._walk.to(declaration.scope)
        for option in self._options:
            yield f"option {option}"
        for at in sorted(self._touching(declaration.statement)):
            yield f"notation {notation_form(self._notations[at])}"

    def _touching(self, statement: str) -> set[int]:
        """Which of the notations in force introduce a symbol that a statement holds.  Symbols are
        of few lengths: all pieces of such a length cost less than to look for every symbol."""
        found: set[int] = set()
        for length, symbols in self._symbols.items():
            pieces = {statement[at : at + length] for at in range(len(statement) - length + 1)}
            for symbol in symbols.keys() & pieces:
                found.update(symbols[symbol])
        return found

    def _enter(self, entry: Scope) -> None:
        if entry.kind == "set_option" and not entry.text.startswith(MEANINGLESS):
            self._options[entry.text] += 1
        elif entry.kind in ("notation", NOTATION_AFTER_IN):
            for symbol in _symbols(entry.text):
                self._symbols[len(symbol)][symbol].append(len(self._notations))
            self._notations.append(entry.text)
        elif entry.kind == "include":
            self._included += entry.text.split()

    def _leave(self, entry: Scope) -> None:
        if entry.kind == "set_option" and not entry.text.startswith(MEANINGLESS):
            self._options[entry.text] -= 1
            if not self._options[entry.text]:
                del self._options[entry.text]
        elif entry.kind in ("notation", NOTATION_AFTER_IN):
            self._notations.pop()
            for symbol in _symbols(entry.text):
                same = self._symbols[len(symbol)]
                same[symbol].pop()
                if not same[symbol]:
                    del same[symbol]
        elif entry.kind == "include":
            del self._included[len(self._included) - len(entry.text.split()) :]


_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*"')
_SPELLINGS = {"->": "→", "λ": "fun", "↦": "=>", "forall": "∀"}


def spelled(written: Iterable[str]) -> tuple[str, ...]:
    """One spelling for arrows and functions."""
    return tuple(_SPELLINGS.get(word, word) for word in written)


def notation_form(text: str) -> str:
    """Notation without layout, the blanks around its tokens, and the names of its variables."""
    found = spelled(words(_TOKEN.sub(_bare_token, text)))
    arrow = found.index("=>") if "=>" in found else 0
    names = {w: f"#{n}" for n, w in enumerate(dict.fromkeys(filter(_is_bound, found[1:arrow])))}
    return " ".join(names.get(word, word) for word in found)


def _bare_token(found: re.Match[str]) -> str:
    return f'"{found[0][1:-1].strip()}"'


def _is_bound(word: str) -> bool:
    """Whether a word left of a notation's arrow is one of its variables."""
    return is_ident(word) and word not in ("max", "min", "arg", "priority", "high", "low")


def _touches(notation: str, declaration: Declaration) -> bool:
    """Whether a symbol that a notation introduces is written in the statement."""
    return any(symbol in declaration.statement for symbol in _symbols(notation))


@lru_cache(maxsize=4096)
def _symbols(notation: str) -> frozenset[str]:
    """The symbols that a notation introduces."""
    atoms = (w.strip('"').strip() for w in words(notation) if w.startswith('"'))
    return frozenset(atom for atom in atoms if atom)


# --- fingerprints ---------------------------------------------------------------------------------


def statement_words(around: Surroundings, declaration: Declaration) -> list[str]:
    """The normal form of a statement: a list of words to hash, to compare and to show.  Names that
    are bound in it are numbers."""
    own = list(words(declaration.statement))
    form = [declaration.kind]
    form += [w for b in _taken_over(around, declaration, own) for w in words(b.text)]
    form += own
    # of a definition it counts which of its arguments are left out where it is used
    found = list(normal(form, statement=declaration.kind in PROPOSITIONS))
    return found + sorted(around.parts(declaration))


PROPOSITIONS = frozenset({"theorem", "axiom", "example"})


def _taken_over(around: Surroundings, declaration: Declaration, own: list[str]) -> list[Binder]:
    """The `variable`s of a declaration, without those it only seems to mention."""
    found = around.variables(declaration)
    names = [name for binder in found for name in binder.names]
    if not names:
        return found
    mentioned = set(used(own, names))
    mentioned.update(around.included(declaration))
    if declaration.kind not in PROPOSITIONS:
        mentioned.update(word.split(".")[0] for word in declaration.body_names)
    return needed(found, mentioned)


def included_at(module: Module, declaration: Declaration) -> Iterator[str]:
    """The names that `include` brings in."""
    for entry in scope_chain(module, declaration.scope):
        if entry.kind == "include":
            yield from entry.text.split()


def statement_fingerprint(declaration: Declaration, module: Module) -> str:
    """An algorithm-tagged hash of a statement's normal form, by the words alone."""
    return _hash(statement_words(Surroundings(module), declaration))


def first_fingerprint(declaration: Declaration, module: Module) -> str:
    """The hash that the first algorithm made of a statement, which older baselines hold."""
    form = [declaration.kind]
    form += [w for b in variables(module, declaration) for w in words(b.text)]
    form += words(declaration.statement)
    parts = []
    for entry in scope_chain(module, declaration.scope):
        if entry.kind == "set_option" and not entry.text.startswith(_FIRST_MEANINGLESS):
            parts.append(f"option {entry.text}")
        elif entry.kind in ("notation", NOTATION_AFTER_IN) and _touches(entry.text, declaration):
            parts.append(f"notation {entry.text}")
    digest = hashlib.sha256(chr(0).join([*form, *sorted(parts)]).encode()).hexdigest()
    return f"text1:{digest[:32]}"


_FIRST_MEANINGLESS = (
    "linter.", "trace.", "pp.", "profiler", "maxHeartbeats", "maxRecDepth", "synthInstance.max"
)  # fmt: skip


class Statements:
    """Fingerprints of the statements of one index, in which names of the projects are written in
    full: the same words in another place, or below another `open`, may say something else.

    `table` gives the names of the index, or those at least that any statement may ask for (see
    `asked_for`); it is asked for when the first statement whose names matter comes along.
    """

    def __init__(self, table: Callable[[], Table]) -> None:
        self._make_table = table
        self._resolvers: dict[tuple[str, str, str], Resolver] = {}
        self._around: dict[tuple[str, str, str], Surroundings] = {}

    @cached_property
    def _table(self) -> Table:
        return self._make_table()

    @cached_property
    def _homes(self) -> Mapping[tuple[str, str, str], tuple[ProjectIndex, Module]]:
        return {_key(m): (p, m) for p, m in self._table.visibility.modules}

    def fingerprint(self, declaration: Declaration, module: Module) -> str:
        """An algorithm-tagged hash of what a statement says."""
        key = _key(module)
        around = self._around.get(key)
        if around is None or around.module is not module:
            around = self._around[key] = Surroundings(module)
        form = statement_words(around, declaration)
        if _is_taken_on_trust(declaration):
            form = [self._named(word, declaration, module) for word in form]
        return _hash(form)

    def _named(self, word: str, declaration: Declaration, module: Module) -> str:
        """A word, or the full names of the declarations that it may name."""
        if not is_ident(word) or " " in word:
            return word
        spot = Spot(declaration.scope, declaration.start, canonical(declaration.name))
        named = self._resolver(module).resolve(word, spot).named
        last = word.rpartition(".")[2]
        names = {e.ref.name for e in named if e.ref.name.rpartition(".")[2] == last}
        return "|".join(sorted(names)) or word

    def _resolver(self, module: Module) -> Resolver:
        key = _key(module)
        if key not in self._resolvers:
            project, whole = self._homes[key]
            self._resolvers[key] = Resolver(self._table, whole, project)
        return self._resolvers[key]


def _key(module: Module) -> tuple[str, str, str]:
    return (module.name, module.path, module.sha256)


def asked_for(module: Module, declaration: Declaration) -> Iterator[str]:
    """The last components of all names that the fingerprint of a statement asks for, in any table;
    more than that is no harm."""
    if not _is_taken_on_trust(declaration):
        return
    texts = [s.text for s in module.scopes if s.kind == "variable"]
    for word in (w for text in (declaration.statement, *texts) for w in words(text)):
        yield from components(word) if is_ident(word) else ()
    for scope in module.scopes:
        if scope.kind == "open" and "renaming" in scope.text:
            yield from (part for part in scope.text.split() if part not in ("renaming", "→", "->"))


_CODE = frozenset({"csimp", "implemented_by", "extern", "unsafe"})


def _is_taken_on_trust(declaration: Declaration) -> bool:
    """Whether somebody believes a statement for which there is no proof.  What only names the code
    that runs in place of a definition states nothing, and there are hundreds in a large library."""
    if declaration.kind in PROPOSITIONS:
        return declaration.sorry or not declaration.trust or not _CODE.issuperset(declaration.trust)
    return declaration.sorry


def _hash(parts: Iterable[str]) -> str:
    return f"{ALGORITHM}:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()}"
