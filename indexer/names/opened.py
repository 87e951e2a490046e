"""What each form of `open` opens, and what is open where a walk through a file stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from indexer.lean.names import ancestors, canonical, halves
from indexer.lean.records import Module, Scope
from indexer.names.scopes import Walk


@dataclass(frozen=True, slots=True)
class Open:
    """One namespace opened: everything of it but `hiding`, or only `only`; `renames` old → new."""

    namespace: str
    hiding: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    renames: tuple[tuple[str, str], ...] = ()


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
        around = set(ancestors(inside))
        found = []
        for full in self._namespaces.get(halves(namespace)[1], ()):
            outer = full.removesuffix(f".{namespace}")
            if full == namespace or (outer != full and (outer in around or self.named.get(outer))):
                found.append(full)
        return found


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
