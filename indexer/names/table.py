"""All declarations of an index, by the names they have or may have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol, TypeVar

from msgspec import Struct

from indexer.base.closures import union
from indexer.lean import library
from indexer.lean.names import ancestors, canonical, halves, last_component
from indexer.lean.records import Alias, Declaration, Module
from indexer.lean.syntax.commands import CLOSERS, OPENERS
from indexer.lean.syntax.generated import Made, made, made_by, may_make, partner, translated
from indexer.lean.syntax.lexer import is_ident, words_of
from indexer.names.suggestions import Called, Suggestions
from indexer.names.visibility import Visibility
from indexer.scan.records import Index, ProjectIndex, Ref

_THEOREMS = frozenset({"theorem", "lemma"})
_FUNCTIONS = frozenset({"def", "opaque", "axiom"})
_SORTS = frozenset({"Type", "Sort", "Prop"})


class Entry(Struct, frozen=True, eq=False):
    """A declaration in its place: `number` is that of its module, and `order` the place of that
    where imports come first."""

    ref: Ref
    declaration: Declaration
    module: Module
    project: ProjectIndex
    number: int = 0
    order: int = 0

    @property
    def rank(self) -> tuple[int, int]:
        """Orders all entries so that imports come first."""
        return (self.order, self.declaration.start)


class Remembering(Protocol):
    """Whoever answers questions on a table and remembers the answers."""

    def forget(self) -> None:
        """Remember nothing."""


class Table:
    """All declarations of an index, by name."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.visibility = Visibility(index)
        self.entries: dict[Ref, list[Entry]] = {}
        self.by_name: dict[str, list[Entry]] = {}
        self.made: dict[str, list[Entry]] = {}  # names that attributes make: guesses
        self.by_last: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        self.aliases: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self.namespaces: dict[str, list[str]] = defaultdict(list)  # last component → full names
        self._known: dict[str, str] = {}  # the namespaces, each held once
        self._types: dict[tuple[str, bool], tuple[int, int]] = {}  # see `_find_types`
        self.parts: set[str] = set()  # last components of all names: a word without any means none
        # what an attribute makes of a declaration, with the module in which it does
        self._making: list[tuple[Entry, Made, int]] = []
        self._asked: Remembering | None = None
        for project in index.projects:
            for module in project.modules:
                self._add_module(project, module)
        for project in index.projects:
            for module in project.modules:
                self._add_late(self.visibility.number(project, module), module)
        self._add_made()

    @cached_property
    def inheriting(self) -> frozenset[str]:
        """The names of declarations that extend others."""
        entries = ((name, e) for name, found in self.by_name.items() for e in found)
        return frozenset(name for name, entry in entries if entry.declaration.parents)

    def _add_module(self, project: ProjectIndex, module: Module) -> None:
        number = self.visibility.number(project, module)
        order = self.visibility.order[number]
        for declaration in module.declarations:
            name = canonical(declaration.name)
            ref = Ref(project.project.id, module.name, name)
            entry = Entry(ref, declaration, module, project, number, order)
            _append(self.entries, ref, entry)
            if declaration.kind != "example":
                self._add_names(entry)
        if module.aliases:
            declared = {d.name for d in module.declarations}
            for alias in module.aliases:
                if alias.name not in declared:  # `alias` is a declaration already, `export` is none
                    self._add_alias(alias, number)

    def _add_names(self, entry: Entry) -> None:
        declaration = entry.declaration
        self._add_name(entry.ref.name, entry)
        if declaration.members:
            members = dict.fromkeys(map(canonical, declaration.members))
            members.pop(entry.ref.name, None)
            for full in members:
                self._add_name(full, entry)
        if declaration.attributes:
            self._making += [(entry, name, entry.number) for name in made(declaration)]

    def _add_name(self, full: str, entry: Entry) -> None:
        _append(self.by_name, full, entry)
        self._add_last(full, entry)

    def _add_last(self, full: str, entry: Entry) -> None:
        namespace, last = halves(full)
        self.parts.add(last)
        if namespace:
            known = self._known.get(namespace) or self._add_namespaces(namespace)
            self.by_last[last].append((known, entry))

    def _add_namespaces(self, namespace: str) -> str:
        """Adds a namespace and those around it; returns it as it is held."""
        added = namespace
        while namespace and namespace not in self._known:
            self._known[namespace] = namespace
            namespace, last = halves(namespace)
            self.namespaces[last].append(f"{namespace}.{last}" if namespace else last)
        return added

    def _add_alias(self, alias: Alias, number: int) -> None:
        name = canonical(alias.name)
        self.aliases[name].append((canonical(alias.target), number))
        self.parts.add(halves(name)[1])
        self._add_namespaces(halves(name)[0])

    def turn_to(self, resolver: Remembering) -> None:
        """Ask a resolver, and so none of the others for now: of a large tree all that all of them
        would remember is gigabytes."""
        if self._asked is not resolver:
            if self._asked is not None:
                self._asked.forget()
            self._asked = resolver

    def fields(self, last: str) -> Iterator[tuple[str, Entry]]:
        """The declarations of this last name that may be meant by `x.f`, each with its namespace:
        those of a type, so that what a theorem or a function has below its name, a `where` helper
        say, is nobody's field."""
        for namespace, entry in self.by_last.get(last, ()):
            if self._may_be_a_type(namespace, entry):
                yield namespace, entry

    def _may_be_a_type(self, name: str, member: Entry) -> bool:
        """Whether the namespace of a declaration may be that of a type that stands in its sight."""
        key = name, member.ref.name == name
        if key not in self._types:
            self._types[key] = self._find_types(*key)
        named, types = self._types[key]
        seen = self.visibility.seen(member.number)
        return not named & seen or bool(types & seen)

    def _find_types(self, name: str, is_helper: bool) -> tuple[int, int]:
        """The modules in which something has a full name, and those in which it may give a type, as
        bit sets."""
        found = [e for e in self.by_name.get(name, ()) if e.ref.name == name]
        types = (e for e in found if self._may_give_a_type(e, is_helper))
        return union(1 << e.number for e in found), union(1 << e.number for e in types)

    def _may_give_a_type(self, entry: Entry, is_helper: bool) -> bool:
        """Whether a declaration may give a type: one that tells its result gives one only as a
        sort, or as what may unfold to one, which is some definition, or, but for what `is_helper`
        of the declaration itself, a name of another package."""
        declaration = entry.declaration
        if declaration.keyword in _THEOREMS:
            return False
        result = _result(words_of(declaration.statement))
        head = next(iter(result), "")
        if declaration.kind not in _FUNCTIONS or not is_ident(head or " "):
            return True
        last = last_component(head)
        named = (*self.by_name.get(last, ()), *(e for _, e in self.by_last.get(last, ())))
        found = [e for e in named if self.visibility.may_see(entry.number, e.number)]
        is_foreign = not found and last not in library.last_components()
        return (
            (is_foreign and not is_helper)
            or not _SORTS.isdisjoint(result)
            or any(e.declaration.kind in _FUNCTIONS for e in found)
        )

    def is_known(self, name: str) -> bool:
        """Whether anything has this full name, be it an alias."""
        return name in self.by_name or name in self.aliases or name in self.made

    def find(self, name: str, project: str | None = None, *, guesses: bool = False) -> list[Entry]:
        """The declarations of exactly this full name.  Names that were guessed from text count only
        with `guesses`, since nobody can rely on them."""
        name = canonical(name)
        return [
            e
            for e in self.by_name.get(name, ())
            if e.ref.name == name
            and (guesses or not e.declaration.approximate)
            and (project is None or e.ref.project == project)
        ]

    def holders(self, name: str) -> list[Entry]:
        """The declarations that a constructor, a field, a local helper or a name made by an
        attribute belongs to."""
        name = canonical(name)
        return [*self.by_name.get(name, ()), *self.made.get(name, ())]

    def called(self, name: str, project: str | None, module: str | None = None) -> list[Entry]:
        """What somebody may mean who writes a full name: the declarations of it, or else what
        they are parts of.  A name made by an attribute is a guess that takes nothing's place: where
        something is declared by that name too, both are meant.  A `module` is where the name is
        declared, or else one that imports what declares it."""
        name = canonical(name)
        whole = self.find(name, project)
        parts = self.made.get(name, []) if whole else self.holders(name)
        found = [
            e
            for e in dict.fromkeys((*whole, *parts))
            if (e in whole or not e.declaration.approximate) and project in (None, e.ref.project)
        ]
        if module is None:
            return found
        here = [e for e in found if e.ref.module == module]
        return here or [e for e in found if self._is_imported(module, e)]

    def _is_imported(self, module: str, entry: Entry) -> bool:
        """Whether a module of that name may see a declaration."""
        modules = self.visibility.modules
        importing = (n for n, (_, m) in enumerate(modules) if m.name == module)
        return any(self.visibility.may_see(n, entry.number) for n in importing)

    def sees(self, here: Entry, there: Entry) -> bool:
        """Whether one declaration may use another: it stands above it or in an imported module."""
        if here.module is there.module:
            return there.declaration.start < here.declaration.start
        return self.visibility.may_see(here.number, there.number)

    def is_in_force(self, here: Entry, instance: Entry) -> bool:
        """Whether an instance may be found for a declaration: one that is `local` to its section
        or file may be named elsewhere, and is found nowhere else."""
        if not self.sees(here, instance):
            return False
        declaration = instance.declaration
        if "local" not in declaration.modifiers and "local instance" not in declaration.attributes:
            return True
        scope, scopes = here.declaration.scope, here.module.scopes
        while here.module is instance.module and scope > declaration.scope:
            scope = scopes[scope].parent
        return here.module is instance.module and scope == declaration.scope

    @cached_property
    def suggestions(self) -> Suggestions:
        """All names, to be suggested."""
        return Suggestions(
            Called(
                entry.ref.project,
                (entry.ref.name, *map(canonical, entry.declaration.members)),
                {last_component(one.name) for one in made(entry.declaration)},
            )
            for entries in self.entries.values()
            for entry in entries
            if entry.declaration.kind != "example"
        )

    # -- names that attributes make --

    def _add_made(self) -> None:
        """Add the names that attributes make, once it is known what has a partner."""
        partners: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
        for entry, one, number in self._making:
            partners[one.attribute, entry.ref.name].append((one.name, number))
        for entry, one, number in self._making:
            for name in self._translated(one, number, partners) if one.translated else (one.name,):
                there = self.by_name.get(name, ())
                if not any(e is entry or self._may_meet(e, entry) for e in there):
                    _append(self.made, name, entry)
                    self._add_last(name, entry)
        self._making.clear()  # of Mathlib these are 250,000

    def _translated(self, made: Made, number: int, partners: _Partners) -> Iterator[str]:
        """A made name in the namespace that is the partner of its own, as far as the module sees
        that it is made in; where the namespace is another package's, in both that it may be."""
        namespace, last = halves(made.name)
        if not namespace:
            yield made.name
            return

        def known(part: str) -> str | None:
            names = partners.get((made.attribute, part), ())
            seen = [name for name, there in names if self.visibility.may_see(number, there)]
            return seen[-1] if seen else None

        other = partner(namespace, known)
        yield f"{other}.{last}"
        if other == namespace and not self._in_sight(namespace.split(".")[0], number):
            guess = translated(made.attribute, namespace)
            if guess != namespace:
                yield f"{guess}.{last}"

    def _in_sight(self, name: str, number: int) -> Sequence[Entry]:
        """What has this full name and a module may see."""
        found = self.by_name.get(name, ())
        return [entry for entry in found if self.visibility.may_see(number, entry.number)]

    def _may_meet(self, one: Entry, other: Entry) -> bool:
        """Whether two declarations may stand in one environment: then what is written has the
        name, and nothing made does."""
        a, b = one.number, other.number
        return a == b or self.visibility.may_see(a, b) or self.visibility.may_see(b, a)

    def _add_late(self, number: int, module: Module) -> None:
        """What `attribute [to_additive] foo` makes."""
        for scope in module.scopes:
            if scope.kind != "attribute":
                continue
            inside, _, names = scope.text.removeprefix("[").partition("]")
            for word in names.split() if may_make(inside) else ():
                for entry in self._meant(canonical(word), scope.namespace, number):
                    kind = entry.declaration.kind
                    found = made_by(inside, entry.ref.name, kind)
                    self._making += [(entry, name, number) for name in found]

    def _meant(self, name: str, namespace: str, number: int) -> Sequence[Entry]:
        """The declarations of a name that a module may see, in the innermost of the namespaces
        around it."""
        for outer in (*ancestors(namespace), ""):
            found = self._in_sight(f"{outer}.{name}" if outer else name, number)
            if found:
                return found
        return ()


# attribute and name → what it makes of that, with the module in which it does
_Partners = Mapping[tuple[str, str], Sequence[tuple[str, int]]]
_Name = TypeVar("_Name", str, Ref)


def _append(entries: dict[_Name, list[Entry]], name: _Name, entry: Entry) -> None:
    """Adds an entry under a name.  Nearly all stand alone: a list that is made of one takes less
    than one that grew to it."""
    known = entries.get(name)
    if known is None:
        entries[name] = [entry]
    else:
        known.append(entry)


def _result(tokens: Sequence[str]) -> Sequence[str]:
    """What a statement says behind its binders and its colon; nothing where it says none."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token in OPENERS) - (token in CLOSERS)
        if token == ":" and depth == 0:
            return tokens[at + 1 :]
    return ()
