"""Claims → a Challenge, its configuration, and a Solution where theorems stand in several modules.

The Challenge states each theorem with a sorry that is meant, and has the definitions of the same
module that the statement depends on; those of other modules it imports.  It is a skeleton: Lean
says whether it elaborates.  Keys as in leanprover/comparator, README.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from indexer.base.closures import reached
from indexer.base.errors import InputError, Problem
from indexer.claims.allowed_axioms import STANDARD_AXIOMS
from indexer.claims.records import ClaimKind, Role
from indexer.judge.records import BackingReport, ClaimReport
from indexer.lean.records import Scope
from indexer.names.scopes import scope_chain
from indexer.names.table import Entry
from indexer.scan.records import Ref

_KEPT = frozenset(
    "open variable universe include omit set_option notation export namespace".split()
)
_BACKS = (Role.EXACT, Role.STRONGER)

Text = Callable[[Ref], str | None]


def write(
    claims: Iterable[ClaimReport], entries: Mapping[Ref, Entry], text: Text, allowed: Iterable[str]
) -> dict[str, str]:
    """The files, by path from the root of the project.

    `entries` are the declarations, `text` gives the source of a declaration's module, `allowed`
    are axioms that may be used beside Lean's own.  Raises InputError for a claim that names nothing
    which could be stated.
    """
    chosen = {ref: (claim, b.cone) for claim in claims for ref, b in _stated(claim)}
    modules = list(dict.fromkeys(ref.module for ref in chosen))
    projects = {ref.project for ref in chosen}
    if len(projects) > 1:
        raise InputError(Problem("these claims are backed by several projects", hint="name fewer"))
    solution = modules[0] if len(modules) == 1 else "Solution"
    theorems = [r.name for r, (c, _) in chosen.items() if c.claim.kind is ClaimKind.THEOREM]
    definitions = [r.name for r, (c, _) in chosen.items() if c.claim.kind is ClaimKind.DEFINITION]
    config = {
        "challenge_module": "Challenge",
        "solution_module": solution,
        "theorem_names": theorems,
        "definition_names": definitions,
        "permitted_axioms": [*sorted(STANDARD_AXIOMS), *allowed],
    }
    files = {
        "Challenge.lean": _challenge(chosen, entries, text),
        "comparator.json": json.dumps(config, ensure_ascii=False, indent=2) + "\n",
    }
    if len(modules) > 1:
        files["Solution.lean"] = "".join(f"import {name}\n" for name in modules)
    return files


def _stated(claim: ClaimReport) -> list[tuple[Ref, BackingReport]]:
    backs = (b for b in claim.backings if b.backing.role in _BACKS and not b.part)
    found = [(b.ref, b) for b in backs if b.ref is not None]
    if not found:
        raise InputError(Problem(f"claim {claim.claim.id} names no theorem that could be stated"))
    return found


def _challenge(
    chosen: Mapping[Ref, tuple[ClaimReport, Sequence[Ref]]],
    entries: Mapping[Ref, Entry],
    text: Text,
) -> str:
    own = {ref.module for ref in chosen}
    needed = {ref for _, cone in chosen.values() for ref in cone if ref in entries}
    needed -= chosen.keys()
    copied = {ref for ref in needed if ref.module in own}
    imports = {ref.module for ref in needed - copied}
    imports |= {name for ref in chosen for name in _packages(entries[ref], entries)}
    order = sorted((*chosen, *copied), key=lambda ref: (entries[ref].rank, ref.name))
    parts = [_part(entries[ref], text, stated=ref in chosen) for ref in order]
    return "".join(f"import {name}\n" for name in sorted(imports)) + "\n" + "\n".join(parts)


def _packages(entry: Entry, entries: Mapping[Ref, Entry]) -> Iterator[str]:
    """The modules of other packages that the module of a declaration imports, however far away."""
    modules = {e.module.name: e.module for e in entries.values()} | {
        m.name: m for m in entry.project.modules
    }

    def imported(name: str) -> Iterator[str]:
        return (each.name for each in modules[name].imports) if name in modules else iter(())

    return (name for name in reached([entry.module.name], imported) if name not in modules)


def _part(entry: Entry, text: Text, *, stated: bool) -> str:
    """A declaration in its surroundings; of one that is `stated` the statement alone."""
    source = text(entry.ref)
    declaration = entry.declaration
    if source is None:
        message = f"{entry.ref.name} has changed while it was read"
        raise InputError(Problem(message, entry.module.path, declaration.line))
    before, after = _surroundings(entry)
    if not stated:
        body = source[declaration.start : declaration.end].rstrip()
    else:
        head = source[declaration.start : declaration.body].rstrip()
        hole = "by sorry" if declaration.kind == "theorem" else "sorry"
        body = f"{head} := {hole}"
    return "\n".join(("section", *before, "", body, "", *after, "end", ""))


def _surroundings(entry: Entry) -> tuple[list[str], list[str]]:
    """The commands in force where a declaration stands, and those that close them again."""
    before: list[str] = []
    after: list[str] = []
    chain = [*scope_chain(entry.module, entry.declaration.scope)][::-1]
    for scope in chain:
        if scope.kind == "namespace" and scope.text:
            name = scope.text.removeprefix("namespace").strip()
            before.append(f"namespace {name}")
            after.insert(0, f"end {name}")
        elif scope.kind in _KEPT and scope.text:
            before.append(_command(scope))
    return before, after


def _command(scope: Scope) -> str:
    """A command as it is written, whose record leaves out the word that it begins with; notation
    only for the part at hand, or the next one that needs it would make it twice."""
    if scope.kind != "notation":
        return f"{scope.kind} {scope.text}"
    return f"local {scope.text}" if scope.text.startswith(_LOCAL) else scope.text


_LOCAL = ("notation", "infix", "prefix", "postfix")
