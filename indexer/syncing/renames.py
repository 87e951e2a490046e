"""Names that a source still writes → what the same declaration is called now.

Two things make that certain: a name that is the end of exactly one full name lacks its namespace;
and where an earlier revision declares the name, exactly one name that is new since then has its
statement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from indexer.gate.holes import Fingerprint
from indexer.lean.names import canonical
from indexer.lean.records import Declaration, Module
from indexer.scan.records import Index


def lacking_namespace(missing: Iterable[str], index: Index) -> dict[str, str]:
    """Names that are the end of exactly one declaration's full name."""
    wanted = {f".{canonical(name)}": name for name in missing}
    found: dict[str, set[str]] = defaultdict(set)
    for _, declaration in _declarations(index):
        full = canonical(declaration.name)
        for at, char in enumerate(full):
            if char == "." and full[at:] in wanted:
                found[wanted[full[at:]]].add(full)
    return {name: names.pop() for name, names in found.items() if len(names) == 1}


def since(
    missing: Iterable[str],
    before: Index,
    after: Index,
    fingerprints: Callable[[Index], Fingerprint],
) -> dict[str, str]:
    """Names that `before` declares and that have another name in `after`."""
    wanted = {canonical(name): name for name in missing}
    old = {canonical(d.name) for _, d in _declarations(before)}
    new = {canonical(d.name) for _, d in _declarations(after)}
    vanished = _by_statement(before, old - new, fingerprints(before))
    appeared = _by_statement(after, new - old, fingerprints(after))
    return {
        wanted[names[0]]: appeared[mark][0]
        for mark, names in vanished.items()
        if len(names) == 1 and names[0] in wanted and len(appeared.get(mark, ())) == 1
    }


def _by_statement(
    index: Index, names: set[str], fingerprint: Fingerprint
) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for module, declaration in _declarations(index):
        name = canonical(declaration.name)
        if name in names:
            found[declaration.kind, fingerprint(declaration, module)].append(name)
    return found


def _declarations(index: Index) -> Iterable[tuple[Module, Declaration]]:
    return (
        (module, declaration)
        for project in index.projects
        for module in project.modules
        for declaration in module.declarations
        if not declaration.after_exit and not declaration.approximate
    )
