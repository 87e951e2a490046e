"""Names → declarations, as Lean resolves them, as far as text tells.

Lean looks a name up innermost namespace first, then at the root and through `open`s and aliases;
trailing components may be fields (Lean/ResolveName.lean).  Where text cannot tell which of several
declarations is meant, all of them are returned: a dependency too many is a doubt that is shown, a
dependency too few could be a hidden sorry.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexer.lean.names import canonical, split
from indexer.model import Declaration, Index, Module, ProjectIndex, Ref, Scope


@dataclass(frozen=True, slots=True)
class Entry:
    """A declaration in its place."""

    ref: Ref
    declaration: Declaration
    module: Module
    project: ProjectIndex


class Table:
    """All declarations of an index, by name."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.entries: dict[Ref, list[Entry]] = defaultdict(list)
        self.by_name: dict[str, list[Entry]] = defaultdict(list)
        self.by_last: dict[str, list[Entry]] = defaultdict(list)
        self.namespaces: set[str] = set()
        self.modules: dict[str, list[tuple[ProjectIndex, Module]]] = defaultdict(list)
        self._visible: dict[tuple[str, str], frozenset[str]] = {}
        for project in index.projects:
            for module in project.modules:
                self.modules[module.name].append((project, module))
                for declaration in module.declarations:
                    self._add(project, module, declaration)
        self._add_aliases()

    def _add(self, project: ProjectIndex, module: Module, declaration: Declaration) -> None:
        if declaration.kind == "example":
            return
        name = canonical(declaration.name)
        entry = Entry(Ref(project.project.id, module.name, name), declaration, module, project)
        self.entries[entry.ref].append(entry)
        for full in (name, *map(canonical, declaration.members)):
            self.by_name[full].append(entry)
            self.by_last[full.rpartition(".")[2]].append(entry)
        self._add_namespaces(name)

    def _add_namespaces(self, name: str) -> None:
        parts = name.split(".")
        for end in range(1, len(parts)):
            self.namespaces.add(".".join(parts[:end]))

    def _add_aliases(self) -> None:
        """`export NS (a)` makes another name of what is there; `alias` is a declaration already."""
        for pairs in list(self.modules.values()):
            for project, module in pairs:
                declared = {d.name for d in module.declarations}
                for alias in module.aliases:
                    if alias.name in declared:
                        continue
                    for entry in self.by_name.get(canonical(alias.target), ()):
                        if entry.project is project:
                            self.by_name[canonical(alias.name)].append(entry)
                            self.by_last[alias.name.rpartition(".")[2]].append(entry)

    def visible(self, module: Module) -> frozenset[str]:
        """Names of the modules that `module` imports, transitively, itself included."""
        key = (module.path, module.name)
        if key not in self._visible:
            seen: set[str] = {module.name}
            stack = [i.name for i in module.imports]
            while stack:
                name = stack.pop()
                if name in seen or name not in self.modules:
                    continue
                seen.add(name)
                stack.extend(i.name for _, m in self.modules[name] for i in m.imports)
            self._visible[key] = frozenset(seen)
        return self._visible[key]

    def find(self, name: str, project: str | None = None) -> list[Entry]:
        """The declarations of exactly this full name; approximate names never count."""
        name = canonical(name)
        return [
            e
            for e in self.by_name.get(name, ())
            if canonical(e.declaration.name) == name
            and not e.declaration.approximate
            and (project is None or e.ref.project == project)
        ]

    def suggest(self, name: str, project: str | None = None, limit: int = 3) -> list[str]:
        """Names like `name`: the same last component first, then by spelling."""
        name = canonical(name)
        last = name.rpartition(".")[2]
        names = {
            canonical(e.declaration.name)
            for e in self.by_last.get(last, ())
            if project is None or e.ref.project == project
        }
        pool = [
            n
            for n, es in self.by_name.items()
            if any(project is None or e.ref.project == project for e in es)
        ]
        close = difflib.get_close_matches(name, pool, n=limit, cutoff=0.6)
        return list(dict.fromkeys([*sorted(names), *close]))[:limit]


@dataclass(frozen=True, slots=True)
class Context:
    """What is in force where a declaration stands."""

    namespaces: tuple[str, ...]  # innermost first, "" last
    opens: tuple[Open, ...]


@dataclass(frozen=True, slots=True)
class Open:
    """One namespace opened: everything of it but `hiding`, or only `only`; `renames` old → new."""

    namespace: str
    hiding: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    renames: tuple[tuple[str, str], ...] = ()


def scope_chain(module: Module, scope: int) -> Iterator[Scope]:
    """The scope entries in force, innermost first."""
    while scope >= 0:
        entry = module.scopes[scope]
        yield entry
        scope = entry.parent


class Resolver:
    """Resolves the names written in one module."""

    def __init__(self, table: Table, module: Module, project: ProjectIndex) -> None:
        self.table = table
        self.module = module
        self.project = project
        self.visible = table.visible(module)
        self._contexts: dict[tuple[int, str], Context] = {}
        self._cache: dict[tuple[int, str, str], tuple[Entry, ...]] = {}

    def context(self, declaration: Declaration) -> Context:
        """Namespaces and opens in force in the body of `declaration`."""
        own = _parent(canonical(declaration.name))
        key = (declaration.scope, own)
        if key not in self._contexts:
            scope = self.module.scopes[declaration.scope]
            names = _ancestors(own) + [n for n in _ancestors(scope.namespace) if n]
            namespaces = tuple(dict.fromkeys([*names, canonical(declaration.name), ""]))
            ordered = (*(n for n in namespaces if n), "")
            opens = [
                o
                for entry in scope_chain(self.module, declaration.scope)
                if entry.kind == "open"
                for o in parse_open(entry.text)
            ]
            self._contexts[key] = Context(ordered, tuple(self._absolute(opens, ordered)))
        return self._contexts[key]

    def _absolute(self, opens: Iterable[Open], namespaces: tuple[str, ...]) -> Iterator[Open]:
        """`open B` is itself relative: every namespace it may mean."""
        for item in opens:
            for outer in namespaces:
                full = f"{outer}.{item.namespace}" if outer else item.namespace
                if full in self.table.namespaces:
                    yield Open(full, item.hiding, item.only, item.renames)

    def resolve(self, word: str, declaration: Declaration) -> tuple[Entry, ...]:
        """The project declarations that `word`, written in `declaration`, may mean."""
        own = _parent(canonical(declaration.name))
        key = (declaration.scope, own, word)
        if key not in self._cache:
            self._cache[key] = tuple(self._visible_only(self._look_up(word, declaration)))
        return self._cache[key]

    def _look_up(self, word: str, declaration: Declaration) -> list[Entry]:
        if word.startswith("."):
            return self._dotted(split(word[1:]))
        parts = split(canonical(word))
        if parts[0] == "_root_":
            return self._exact(".".join(parts[1:]))
        context = self.context(declaration)
        for end in range(len(parts), 0, -1):
            found = self._global(".".join(parts[:end]), context, atomic=end == 1)
            if found:
                # what follows are fields of the result, looked up by its type
                return found + self._dotted(parts[end:])
        return self._dotted(parts[1:])

    def _global(self, name: str, context: Context, *, atomic: bool) -> list[Entry]:
        for namespace in context.namespaces:
            if not namespace:
                break
            found = self._exact(f"{namespace}.{name}")
            if atomic:
                found = [e for e in found if not _is_protected(e, name, namespace)]
            if found:
                return found
        found = self._exact(name)
        for item in context.opens:
            found += self._opened(item, name, atomic=atomic)
        return found

    def _opened(self, item: Open, name: str, *, atomic: bool) -> list[Entry]:
        first = name.split(".")[0]
        for old, new in item.renames:
            if new == first:
                return self._exact(f"{item.namespace}.{old}{name[len(first) :]}")
        if first in item.hiding or (item.only is not None and first not in item.only):
            return []
        found = self._exact(f"{item.namespace}.{name}")
        if atomic and item.only is None:
            found = [e for e in found if e.declaration.visibility != "protected"]
        return found

    def _exact(self, name: str) -> list[Entry]:
        return list(self.table.by_name.get(name, ()))

    def _dotted(self, parts: Iterable[str]) -> list[Entry]:
        """`x.f` and `.f` where the type of `x` is not known: every visible declaration of that last
        name that lives in some namespace."""
        found: list[Entry] = []
        for part in parts:
            found += [e for e in self.table.by_last.get(part, ()) if "." in e.declaration.name]
        return found

    def _visible_only(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        seen: set[int] = set()
        for entry in entries:
            if id(entry) in seen or entry.module.name not in self.visible:
                continue
            seen.add(id(entry))
            private = "private" in entry.declaration.modifiers
            if not private or entry.module is self.module:
                yield entry


def parse_open(text: str) -> list[Open]:
    """The namespaces an `open` names: `A B`, `A hiding x`, `A renaming x → y`, `A (x y)`,
    `scoped A` (which opens no names)."""
    words = text.replace("(", " ( ").replace(")", " ) ").replace(",", " , ").split()
    if not words or words[0] == "scoped":
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


def _is_protected(entry: Entry, name: str, namespace: str) -> bool:
    """A protected name is skipped when only its last component is written."""
    full = canonical(entry.declaration.name)
    return entry.declaration.visibility == "protected" and full == f"{namespace}.{name}"


def _parent(name: str) -> str:
    return name.rpartition(".")[0]


def _ancestors(name: str) -> list[str]:
    """`A.B.C` → [A.B.C, A.B, A]; nothing for ""."""
    parts = name.split(".") if name else []
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def names_in_force(module: Module, scope: int, kinds: Mapping[str, object]) -> Iterator[Scope]:
    """The scope entries of the given kinds in force, outermost first."""
    chain = [entry for entry in scope_chain(module, scope) if entry.kind in kinds]
    return reversed(chain)
