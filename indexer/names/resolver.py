"""Names → declarations, as Lean resolves them, as far as text tells.

Lean looks a name up innermost namespace first, then at the root and through `open`s and aliases;
trailing components may be fields (Lean/ResolveName.lean).  Where text cannot tell which of several
declarations is meant, all of them are returned: a dependency too many is a doubt that is shown, a
dependency too few could be a hidden sorry.  So a declaration shadows others only when Lean is sure
to see it: it stands earlier in the file or in a module that is imported for certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from indexer.base.suggestions import KnownNames
from indexer.lean import library
from indexer.lean.names import canonical, escape, split
from indexer.lean.records import Alias, Declaration, Module, Scope
from indexer.lean.syntax.commands import CLOSERS, OPENERS
from indexer.lean.syntax.lexer import is_ident, words_of
from indexer.names.generated import Made, made, made_by, may_make, partner, translated
from indexer.names.scopes import Walk
from indexer.names.visibility import Visibility
from indexer.scan.records import Index, ProjectIndex, Ref

_FEW = 16  # open namespaces that are tried one by one
_MANY = 64  # declarations of one last name that are told apart


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A declaration in its place; `rank` orders all entries so that imports come first."""

    ref: Ref
    declaration: Declaration
    module: Module
    project: ProjectIndex
    rank: tuple[int, int] = (0, 0)


class Table:
    """All declarations of an index, by name."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.visibility = Visibility(index)
        self.entries: dict[Ref, list[Entry]] = defaultdict(list)
        self.by_name: dict[str, list[Entry]] = defaultdict(list)
        self.made: dict[str, list[Entry]] = defaultdict(list)  # names that attributes make: guesses
        self.by_last: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        self.aliases: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self.namespaces: dict[str, list[str]] = defaultdict(list)  # last component → full names
        self._known: set[str] = set()
        self._types: dict[tuple[str, bool], bool] = {}
        self.parts: set[str] = set()  # last components of all names: a word without any means none
        self._making: list[tuple[Entry, Made]] = []
        self._listed: dict[str | None, KnownNames] = {}
        self.asked: Resolver | None = None  # the one that was asked last, which remembers
        for project in index.projects:
            for module in project.modules:
                self._add_module(project, module)
        for project in index.projects:
            for module in project.modules:
                self._add_late(module)
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
            entry = Entry(ref, declaration, module, project, (order, declaration.start))
            self.entries[ref].append(entry)
            if declaration.kind != "example":
                self._add_names(entry)
        declared = {d.name for d in module.declarations}
        for alias in module.aliases:
            if alias.name not in declared:  # `alias` is a declaration already, `export` is none
                self._add_alias(alias, number)

    def _add_names(self, entry: Entry) -> None:
        declaration = entry.declaration
        for full in dict.fromkeys((entry.ref.name, *map(canonical, declaration.members))):
            self.by_name[full].append(entry)
            self._add_last(full, entry)
        self._making += [(entry, name) for name in made(declaration)]

    def _add_last(self, full: str, entry: Entry) -> None:
        namespace, last = halves(full)
        self.parts.add(last)
        if namespace:
            self.by_last[last].append((namespace, entry))
            self._add_namespaces(namespace)

    def _add_namespaces(self, namespace: str) -> None:
        while namespace and namespace not in self._known:
            self._known.add(namespace)
            namespace, last = halves(namespace)
            self.namespaces[last].append(f"{namespace}.{last}" if namespace else last)

    def _add_alias(self, alias: Alias, number: int) -> None:
        name = canonical(alias.name)
        self.aliases[name].append((canonical(alias.target), number))
        self.parts.add(halves(name)[1])
        self._add_namespaces(halves(name)[0])

    def fields(self, last: str) -> Iterator[tuple[str, Entry]]:
        """The declarations of this last name that may be meant by `x.f`, each with its namespace:
        those of a type, so that what a theorem or a function has below its name, a `where` helper
        say, is nobody's field."""
        for namespace, entry in self.by_last.get(last, ()):
            if self._may_be_a_type(namespace, entry.ref.name == namespace):
                yield namespace, entry

    def _may_be_a_type(self, name: str, is_helper: bool) -> bool:
        known = self._types.get((name, is_helper))
        if known is None:
            named = [e.declaration for e in self.by_name.get(name, ()) if e.ref.name == name]
            known = not named or any(self._makes_a_type(d, is_helper) for d in named)
            self._types[name, is_helper] = known
        return known

    def _makes_a_type(self, declaration: Declaration, is_helper: bool) -> bool:
        """Whether a declaration may give a type: one that tells its result gives one only as a
        sort, or as what may unfold to one, which is some definition, or, but for what `is_helper`
        of the declaration itself, a name of another package."""
        if declaration.keyword in _THEOREMS:
            return False
        result = _result(words_of(declaration.statement))
        head = next(iter(result), "")
        if declaration.kind not in _FUNCTIONS or not is_ident(head or " "):
            return True
        last = halves(canonical(head))[1]
        found = (*self.by_name.get(last, ()), *(e for _, e in self.by_last.get(last, ())))
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
        there = self.visibility.number(entry.project, entry.module)
        modules = self.visibility.modules
        importing = (n for n, (_, m) in enumerate(modules) if m.name == module)
        return any(self.visibility.may_see(n, there) for n in importing)

    def sees(self, here: Entry, there: Entry) -> bool:
        """Whether one declaration may use another: it stands above it or in an imported module."""
        if here.module is there.module:
            return there.declaration.start < here.declaration.start
        mine = self.visibility.number(here.project, here.module)
        theirs = self.visibility.number(there.project, there.module)
        return self.visibility.may_see(mine, theirs)

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

    def suggest(self, name: str, project: str | None = None, limit: int = 3) -> list[str]:
        """Names like `name`: the same last component first, then by spelling."""
        name = canonical(name)
        last = halves(name)[1]
        entries = [e for _, e in self.by_last.get(last, ())] + self.by_name.get(last, [])
        same = {e.ref.name for e in entries if project in (None, e.ref.project)}
        close = self._names(project).near(name, limit)
        return [n for n in dict.fromkeys([*sorted(same), *close]) if n != name][:limit]

    def _names(self, project: str | None) -> KnownNames:
        """All names of a project, or of all."""
        if project not in self._listed:
            self._listed[project] = KnownNames(
                n
                for n, entries in self.by_name.items()
                if project is None or any(e.ref.project == project for e in entries)
            )
        return self._listed[project]

    # -- names that attributes make --

    def _add_made(self) -> None:
        """Add the names that attributes make, once it is known what has a partner."""
        partners = {(one.attribute, entry.ref.name): one.name for entry, one in self._making}
        for entry, one in self._making:
            for name in self._translated(one, partners):
                there = self.by_name.get(name, ())
                if not any(e is entry or self._may_meet(e, entry) for e in there):
                    self.made[name].append(entry)
                    self._add_last(name, entry)

    def _translated(self, made: Made, partners: Mapping[tuple[str, str], str]) -> Iterator[str]:
        """A made name in the namespace that is the partner of its own; where the namespace is
        another package's, in both that it may be."""
        namespace, last = halves(made.name)
        if not made.translated or not namespace:
            yield made.name
            return
        other = partner(made.attribute, namespace, partners)
        yield f"{other}.{last}"
        if other == namespace and namespace.split(".")[0] not in self.by_name:
            guess = translated(made.attribute, namespace)
            if guess != namespace:
                yield f"{guess}.{last}"

    def _may_meet(self, one: Entry, other: Entry) -> bool:
        """Whether two declarations may stand in one environment: then what is written has the
        name, and nothing made does."""
        visibility = self.visibility
        a = visibility.number(one.project, one.module)
        b = visibility.number(other.project, other.module)
        return a == b or visibility.may_see(a, b) or visibility.may_see(b, a)

    def _add_late(self, module: Module) -> None:
        """What `attribute [to_additive] foo` makes."""
        for scope in module.scopes:
            if scope.kind != "attribute":
                continue
            inside, _, names = scope.text.removeprefix("[").partition("]")
            for word in names.split() if may_make(inside) else ():
                for entry in self._meant(canonical(word), scope.namespace):
                    kind = entry.declaration.kind
                    self._making += [(entry, m) for m in made_by(inside, entry.ref.name, kind)]

    def _meant(self, name: str, namespace: str) -> list[Entry]:
        """The declarations of a name in the innermost of the namespaces around it."""
        for outer in (*_ancestors(namespace), ""):
            full = f"{outer}.{name}" if outer else name
            if full in self.by_name:
                return self.by_name[full]
        return []


@dataclass(frozen=True, slots=True)
class Open:
    """One namespace opened: everything of it but `hiding`, or only `only`; `renames` old → new."""

    namespace: str
    hiding: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    renames: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """A place from which names are looked up: a declaration, a notation or an attribute.

    `name` is the full name of the declaration there ("" for none), `start` its offset in the file,
    `locals` the words that may be bound locally, so that `x.f` may be a field of `x`.
    """

    scope: int
    start: int
    name: str = ""
    locals: frozenset[str] = frozenset()
    after_exit: bool = False
    itself: bool = False  # whether the name of the declaration may be used: in its body only
    bound: frozenset[str] = frozenset()  # names that are bound locally for certain
    opens: tuple[
        str, ...
    ] = ()  # words among which are the namespaces that `open … in` opens inside


@dataclass(slots=True)
class _Hits:
    """What a look-up found: `sure` shadows what is further out, `maybe` does not."""

    sure: list[Entry]
    maybe: list[Entry]

    def __iadd__(self, other: _Hits) -> _Hits:
        self.sure += other.sure
        self.maybe += other.maybe
        return self


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word may mean: declarations by `name`, and those that may be `fields` of a term whose
    type text does not tell: (namespace, declaration)."""

    named: tuple[Entry, ...] = ()
    fields: tuple[tuple[str, Entry], ...] = ()
    many: frozenset[str] = frozenset()  # fields that too many declarations have to list them
    certain: Entry | None = None  # the one of `named` that Lean is sure to take

    def __bool__(self) -> bool:
        return bool(self.named or self.fields or self.many)


_NOTHING = Meaning()


def scope_chain(module: Module, scope: int) -> Iterator[Scope]:
    """The scope entries in force, innermost first."""
    while scope >= 0:
        entry = module.scopes[scope]
        yield entry
        scope = entry.parent


def mutual_blocks(module: Module) -> Sequence[int]:
    """The `mutual` block around each scope entry, -1 for none; nothing where there is no such
    block."""
    if not any(scope.kind == "mutual" for scope in module.scopes):
        return ()
    found: list[int] = []
    for at, scope in enumerate(module.scopes):
        outer = found[scope.parent] if scope.parent >= 0 else -1
        found.append(at if scope.kind == "mutual" else outer)
    return found


class Opened:
    """The namespaces that are open where a walk through a module stands."""

    def __init__(self, module: Module, namespaces: Mapping[str, list[str]]) -> None:
        self.opens: list[Open] = []
        self.named: dict[str, list[Open]] = defaultdict(list)
        self.private: set[str] = set()  # what `open private` brings in; never taken back
        self._namespaces = namespaces
        self.changes = 0  # how often something was opened or closed
        self._counts: list[int] = []
        self._walk = Walk(module, self._enter, self._leave)

    def to(self, scope: int) -> None:
        """Go to a scope entry."""
        self._walk.to(scope)

    def _enter(self, entry: Scope) -> None:
        if entry.kind != "open":
            return
        self.changes += 1
        before = len(self.opens)
        for item in parse_open(entry.text):
            for full in self._absolute(item.namespace, entry.namespace):
                opened = Open(full, item.hiding, item.only, item.renames)
                self.opens.append(opened)
                self.named[full].append(opened)
        self.private.update(private_names(entry.text))
        self._counts.append(len(self.opens) - before)

    def _leave(self, entry: Scope) -> None:
        if entry.kind == "open":
            self.changes += 1
            for _ in range(self._counts.pop()):
                self.named[self.opens.pop().namespace].pop()

    def _absolute(self, namespace: str, inside: str) -> list[str]:
        """`open B` is itself relative, to the namespaces around it and to those that are open:
        every namespace it may mean."""
        if namespace.startswith("_root_."):
            return [namespace[len("_root_.") :]]
        around = set(_ancestors(inside))
        found = []
        for full in self._namespaces.get(halves(namespace)[1], ()):
            outer = full.removesuffix(f".{namespace}")
            if full == namespace or (outer != full and (outer in around or self.named.get(outer))):
                found.append(full)
        return found


class Resolver:
    """Resolves the names written in one module."""

    def __init__(self, table: Table, module: Module, project: ProjectIndex) -> None:
        self.table = table
        self.module = module
        self.number = table.visibility.number(project, module)
        self.visibility = table.visibility
        self.opened = Opened(module, table.namespaces)
        self._scope = -1  # where it stands
        self._namespaces: dict[tuple[str, str], tuple[str, ...]] = {}
        self._spot: Spot | None = None  # the one of the last question
        self._keys = ("", "")  # of the namespaces around it
        self._inherits = False  # whether what stands there has a parent's fields
        self._known: dict[tuple[str, tuple[str, str], bool, bool], Meaning] = {}
        self._abroad: dict[str, list[tuple[str, Entry]]] = {}
        self._is_placed = False  # whether an answer hangs on the place in the file
        self._whole = frozenset(i.name for i in module.imports if i.all)
        self._renamed = self._renamings()

    def _renamings(self) -> set[str]:
        """Names that `open … renaming` makes up."""
        opens = (s.text for s in self.module.scopes if s.kind == "open" and "renaming" in s.text)
        return {new for text in opens for item in parse_open(text) for _, new in item.renames}

    def _around(self, spot: Spot) -> tuple[str, ...]:
        """The namespaces around a spot, innermost first."""
        key = self._keys if spot is self._spot else self._namespaces_of(spot)
        if key not in self._namespaces:
            names = [*_ancestors(key[0]), *_ancestors(key[1])]
            self._namespaces[key] = tuple(dict.fromkeys(names))
        return self._namespaces[key]

    def _namespaces_of(self, spot: Spot) -> tuple[str, str]:
        """The namespace of the declaration at a spot and the one that is open around it; a
        declaration sees its own, unless it was declared by `_root_` [lean4: Lean/Elab/Declaration,
        expandDeclIdNamespace?]."""
        here = self.module.scopes[spot.scope].namespace
        is_rooted = bool(here) and not spot.name.startswith(f"{here}.")
        return (here if is_rooted else halves(spot.name)[0], here)

    def _go_to(self, spot: Spot) -> None:
        if self.table.asked is not self:  # of a large tree all that is remembered is gigabytes
            if self.table.asked is not None:
                self.table.asked.forget()
            self.table.asked = self
        if spot.scope != self._scope:
            before = self.opened.changes
            self._scope = spot.scope
            self.opened.to(spot.scope)
            if before != self.opened.changes:
                self._known.clear()
        self._spot = spot
        self._keys = self._namespaces_of(spot)
        self._inherits = spot.name in self.table.inheriting

    def resolve(self, word: str, spot: Spot) -> Meaning:
        """What `word`, written at `spot`, may mean among the declarations of the index.

        Most words of a file stand in it many times.  What one means is remembered as long as
        nothing else is open, unless something of the file itself might be meant: that hangs on
        which of both stands first."""
        if word[0] == ".":
            return self._meaning([], components(word[1:]), spot)
        if spot is not self._spot:
            self._go_to(spot)
        parts = components(word)
        if self.table.parts.isdisjoint(parts) and self._renamed.isdisjoint(parts):
            return _NOTHING
        is_bound = parts[0] in spot.bound
        is_local = parts[0] in spot.locals or parts[0] == "this" or self._inherits
        key = (word, self._keys, is_bound, is_local)
        known = self._known.get(key)
        if known is None or not self._is_alike(spot):
            self._is_placed = False
            known = self._resolve(parts, spot, is_bound=is_bound, is_local=is_local)
            if not self._is_placed and self._is_alike(spot):
                self._known[key] = known
        return known

    def forget(self) -> None:
        """Remember no word."""
        self._known.clear()
        self._abroad.clear()

    def _is_alike(self, spot: Spot) -> bool:
        """Whether a spot sees of other files what all spots of this one see."""
        return not (spot.after_exit or spot.opens or self.opened.private)

    def _resolve(
        self, parts: tuple[str, ...], spot: Spot, *, is_bound: bool, is_local: bool
    ) -> Meaning:
        """What a word of these components may mean; `is_local`: what it begins with may be bound,
        or be a field, though nobody writes it alone."""
        if is_bound:
            return self._meaning([], parts[1:], spot) if len(parts) > 1 else _NOTHING
        rooted = parts[0] == "_root_"
        parts = parts[rooted:]
        named, used, certain = self._longest(parts, spot, rooted=rooted)
        if not used and len(parts) == 1:
            return _NOTHING
        if not rooted and is_local:
            meant = self._meaning(named, parts[1:], spot, certain)
            return _NOTHING if meant and not named and _is_leans(parts, spot) else meant
        return self._meaning(named, parts[used or _foreign(parts) :], spot, certain)

    def activates(self, namespace: str, spot: Spot) -> bool:
        """Whether what is `scoped` in a namespace is in force at a spot, as far as text tells: the
        spot is in it, or below `open` or `open scoped` of it."""
        if namespace in self._around(spot):
            return True
        return any(
            word == namespace or namespace.endswith(f".{word}")
            for entry in scope_chain(self.module, spot.scope)
            if entry.kind == "open"
            for word in map(canonical, opened_whole(entry.text))
        )

    def _meaning(
        self,
        named: list[Entry],
        rest: Iterable[str],
        spot: Spot,
        certain: Entry | None = None,
    ) -> Meaning:
        """The declarations of a name, and the fields that the `rest` of it may be."""
        parts = dict.fromkeys(rest)
        many = frozenset(p for p in parts if len(self.table.by_last.get(p, ())) > _MANY)
        fields = self._fields((p for p in parts if p not in many), spot)
        return Meaning(tuple(dict.fromkeys(named)), tuple(dict.fromkeys(fields)), many, certain)

    def _longest(
        self, parts: tuple[str, ...], spot: Spot, *, rooted: bool
    ) -> tuple[list[Entry], int, Entry | None]:
        """The declarations of the longest prefix that surely names any (and of longer ones that
        may), and the length of that prefix; what follows are fields of the result.  Where there is
        just one, and Lean sees it for certain, it is the third."""
        found: list[Entry] = []
        used = 0
        certain = None
        for end in range(len(parts), 0, -1):
            name = ".".join(parts[:end])
            hits = self._exact(name, spot) if rooted else self._global(name, spot, atomic=end == 1)
            if hits.sure or hits.maybe:
                found += hits.maybe + hits.sure
                used = end
            if hits.sure:
                certain = hits.sure[0] if len(dict.fromkeys(found)) == 1 else None
                break
        return found, used, certain

    def _global(self, name: str, spot: Spot, *, atomic: bool) -> _Hits:
        found = _Hits([], [])
        is_known = self.table.is_known  # most names that are tried are nobody's
        for namespace in self._around(spot):
            full = f"{namespace}.{name}"
            if not is_known(full):
                continue
            hits = self._exact(full, spot)
            if atomic:
                hits = _Hits(_unprotected(hits.sure), _unprotected(hits.maybe))
            found += hits
            if hits.sure:
                return found
        if is_known(name):
            found += self._exact(name, spot)
        for item in self._opens_for(name):
            if item.renames or is_known(f"{item.namespace}.{name}"):
                found += self._through(item, name, spot, atomic=atomic)
        for namespace in self._opened_inside(spot):
            hits = self._exact(f"{namespace}.{name}", spot)
            found.maybe += hits.maybe + hits.sure
        return found

    def _opened_inside(self, spot: Spot) -> Iterator[str]:
        """The namespaces that `open … in` may open somewhere inside a declaration: which part of it
        sees them is not followed."""
        for word in spot.opens:
            for full in self.table.namespaces.get(halves(word)[1], ()):
                if full == word or full.endswith(f".{word}"):
                    yield full

    def _opens_for(self, name: str) -> list[Open]:
        """The opens that may show a name: all, or, where these are many, those of the namespaces
        that hold something of its last part."""
        opens = self.opened.opens
        holders = self.table.by_last.get(halves(name)[1], ())
        if len(opens) <= _FEW or len(holders) >= len(opens):
            return opens
        rest = len(name) - len(halves(name)[1])
        names = dict.fromkeys(namespace[: len(namespace) - rest] for namespace, _ in holders)
        chosen = [item for full in names for item in self.opened.named.get(full, ())]
        return chosen + [item for item in opens if item.renames]

    def _through(self, item: Open, name: str, spot: Spot, *, atomic: bool) -> _Hits:
        """`name` as an `open` shows it."""
        first = components(name)[0]
        for old, new in item.renames:
            if new == first:
                return self._exact(f"{item.namespace}.{old}{name[len(first) :]}", spot)
        if first in item.hiding or (item.only is not None and first not in item.only):
            return _Hits([], [])
        hits = self._exact(f"{item.namespace}.{name}", spot)
        if atomic and item.only is None:
            return _Hits(_unprotected(hits.sure), _unprotected(hits.maybe))
        return hits

    def _exact(self, name: str, spot: Spot, depth: int = 0) -> _Hits:
        """The declarations of this full name that can be seen from `spot`."""
        hits = _Hits([], [])
        for entry in self.table.by_name.get(name, ()):
            self._sort_in(entry, spot, hits)
        hits.maybe += [e for e in self.table.made.get(name, ()) if self._may_see(e, spot)]
        if depth < 4:  # an alias of an alias of an alias
            for target, number in self.table.aliases.get(name, ()):
                if self.visibility.may_see(self.number, number):
                    reached = self._exact(target, spot, depth + 1)
                    hits.maybe += reached.sure + reached.maybe
        return hits

    def _sort_in(self, entry: Entry, spot: Spot, hits: _Hits) -> None:
        if not self._may_see(entry, spot):
            return
        if entry.module is self.module:
            if entry.ref.name != spot.name or spot.itself or entry.declaration.start < spot.start:
                hits.sure.append(entry)
        elif self._is_open_secret(entry) or not self._is_sure(entry):
            hits.maybe.append(entry)
        else:
            hits.sure.append(entry)

    def _may_see(self, entry: Entry, spot: Spot) -> bool:
        if entry.declaration.after_exit and not spot.after_exit:
            return False
        if entry.module is self.module:
            self._is_placed = True
            return self._stands_before(entry, spot)
        if "private" in entry.declaration.modifiers and not self._is_let_in(entry):
            return False
        return self.visibility.may_see(self.number, self._number(entry))

    def _stands_before(self, entry: Entry, spot: Spot) -> bool:
        """Whether a declaration of this file can be meant: it stands above, it is the one at hand,
        or both are of one `mutual` block."""
        declaration = entry.declaration
        if declaration.start <= spot.start:
            return True
        if not self._blocks:
            return False
        block = self._blocks[declaration.scope]
        return block >= 0 and block == self._blocks[spot.scope]

    @cached_property
    def _blocks(self) -> Sequence[int]:
        return mutual_blocks(self.module)

    def _is_let_in(self, entry: Entry) -> bool:
        """Whether `import all` or `open private` shows a private declaration of another module."""
        if entry.ref.module in self._whole:
            return True
        names = self.opened.private
        return bool(names) and (
            entry.ref.name in names or entry.ref.name.rpartition(".")[2] in names
        )

    def _is_open_secret(self, entry: Entry) -> bool:
        """Not public, and yet text cannot tell for certain that it is out of reach here."""
        return entry.declaration.visibility == "private"

    def _is_sure(self, entry: Entry) -> bool:
        return self.visibility.surely_sees(self.number, self._number(entry))

    def _number(self, entry: Entry) -> int:
        return self.visibility.number(entry.project, entry.module)

    def _fields(self, parts: Iterable[str], spot: Spot) -> list[tuple[str, Entry]]:
        """`x.f` and `.f` where the type of `x` is not known: every visible declaration of that last
        name, with the namespace it lives in."""
        return [
            pair
            for part in parts
            for pair in self._fields_of(part, spot)
            if pair[1].module is not self.module or self._may_see(pair[1], spot)
        ]

    def _fields_of(self, last: str, spot: Spot) -> Iterable[tuple[str, Entry]]:
        """Those of other files that can be seen, and all of this file."""
        if self._is_alike(spot) and last in self._abroad:
            return self._abroad[last]
        found = [
            (namespace, entry)
            for namespace, entry in self.table.fields(last)
            if entry.module is self.module or self._may_see(entry, spot)
        ]
        if self._is_alike(spot):
            self._abroad[last] = found
        return found


_THEOREMS = frozenset({"theorem", "lemma"})
_FUNCTIONS = frozenset({"def", "opaque", "axiom"})
_SORTS = frozenset({"Type", "Sort", "Prop"})


def _result(tokens: Sequence[str]) -> Sequence[str]:
    """What a statement says behind its binders and its colon; nothing where it says none."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token in OPENERS) - (token in CLOSERS)
        if token == ":" and depth == 0:
            return tokens[at + 1 :]
    return ()


def _is_leans(parts: tuple[str, ...], spot: Spot) -> bool:
    """Whether a name is one of Lean's own library, of which no variable has the first part."""
    known = parts[0][:1].isupper() and parts[0] not in spot.bound
    return known and library.knows(".".join(parts))


def _foreign(parts: tuple[str, ...]) -> int:
    """How many components name something of another package, where none is bound and none names
    anything here: namespaces are written large, and what follows them is theirs.  So `Prod.fst` is
    nobody's field; the `foo` of `pi_pos.foo` or of `Real.pi_pos.foo` may be one of ours."""
    large = next((at for at, part in enumerate(parts) if not part[:1].isupper()), len(parts) - 1)
    return min(large + 1, len(parts))


def parse_open(text: str) -> list[Open]:
    """The namespaces an `open` names: `A B`, `A hiding x`, `A renaming x → y`, `A (x y)`,
    `scoped A` (which opens no names)."""
    words = text.replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split()
    if not words or words[0] in ("scoped", "private"):
        return []
    if "hiding" in words:
        at = words.index("hiding")
        hidden = frozenset(words[at + 1 :])
        return [Open(canonical(w), hiding=hidden) for w in words[:at]]
    if "renaming" in words:
        at = words.index("renaming")
        rest = [w for w in words[at + 1 :] if w not in (",", "→", "->")]
        return [Open(canonical(words[0]), renames=tuple(zip(rest[::2], rest[1::2], strict=False)))]
    if "(" in words:
        at = words.index("(")
        only = frozenset(w for w in words[at + 1 :] if w != ")")
        return [Open(canonical(w), only=only) for w in words[:at]]
    return [Open(canonical(w)) for w in words]


def opened_whole(text: str) -> list[str]:
    """The namespaces of which an `open` brings in what is scoped: all but those of which it takes
    single names [lean4: Lean/Elab/BuiltinCommand, elabOpen]."""
    words = text.partition(" hiding ")[0].split()
    if words[:1] == ["private"] or "renaming" in words or "(" in text:
        return []
    return [w.removeprefix("_root_.") for w in words if w != "scoped"]


def opened(text: str) -> list[str]:
    """What an `open` opens, a word or two for each, alike however it is written: `A`, of which
    `A hiding x` and `scoped A` are kinds, `A x` for a single name, `A x → y` for one renamed."""
    found = opened_whole(text)
    for item in parse_open(text):
        found += [f"{item.namespace} {name}" for name in sorted(item.only or ())]
        found += [f"{item.namespace} {old} → {new}" for old, new in item.renames]
    return found


def private_names(text: str) -> list[str]:
    """The names of `open private a b in M` (or `from M`)."""
    words = text.split()
    if words[:1] != ["private"]:
        return []
    ends = [words.index(w) for w in ("in", "from") if w in words]
    return [canonical(w) for w in words[1 : min(ends, default=len(words))]]


def _unprotected(entries: list[Entry]) -> list[Entry]:
    """A protected name is skipped when only its last component is written."""
    return [e for e in entries if e.declaration.visibility != "protected"]


def components(name: str) -> tuple[str, ...]:
    """The components of a name, each in its canonical spelling."""
    if "«" not in name:
        return tuple(name.split(".")) if name else ()
    return tuple(map(escape, split(name)))


def halves(name: str) -> tuple[str, str]:
    """The namespace of a name ("" for none) and its last component."""
    if "«" not in name:
        namespace, _, last = name.rpartition(".")
        return namespace, last
    parts = components(name)
    return ".".join(parts[:-1]), parts[-1]


def _ancestors(name: str) -> list[str]:
    """`A.B.C` → [A.B.C, A.B, A]; nothing for ""."""
    parts = components(name)
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
