"""Names → declarations, as Lean resolves them, as far as text tells.

Lean looks a name up innermost namespace first, then at the root and through `open`s and aliases;
trailing components may be fields (Lean/ResolveName.lean).  Where text cannot tell which of several
declarations is meant, all of them are returned: a dependency too many is a doubt that is shown, a
dependency too few could be a hidden sorry.  So a declaration shadows others only when Lean is sure
to see it: it stands earlier in the file or in a module that is imported for certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from indexer.lean import library
from indexer.lean.names import ancestors, canonical, components, halves
from indexer.lean.records import Module
from indexer.names.opened import Open, Opened, opened_whole, parse_open
from indexer.names.scopes import mutual_blocks, scope_chain
from indexer.names.table import Entry, Table
from indexer.scan.records import ProjectIndex

_FEW = 16  # open namespaces that are tried one by one
_MANY = 64  # declarations of one last name that are told apart


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
        self._many: dict[str, bool] = {}  # last name → whether too many have it
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
            names = [*ancestors(key[0]), *ancestors(key[1])]
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
        self.table.turn_to(self)
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
        self._many.clear()

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
        many = frozenset(filter(self._have_many, parts))
        fields = self._fields((p for p in parts if p not in many), spot)
        return Meaning(tuple(dict.fromkeys(named)), tuple(dict.fromkeys(fields)), many, certain)

    def _have_many(self, last: str) -> bool:
        """Whether too many declarations that can be seen have this last name."""
        holders = self.table.by_last.get(last, ())
        if len(holders) <= _MANY:
            return False
        if last not in self._many:
            seen = (e for _, e in holders if self.visibility.may_see(self.number, e.number))
            self._many[last] = next(islice(seen, _MANY, None), None) is not None
        return self._many[last]

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
        return self.visibility.may_see(self.number, entry.number)

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
        return self.visibility.surely_sees(self.number, entry.number)

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


def _unprotected(entries: list[Entry]) -> list[Entry]:
    """A protected name is skipped when only its last component is written."""
    return [e for e in entries if e.declaration.visibility != "protected"]
