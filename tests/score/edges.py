"""Score the use graph: `python -m tests.score.edges SOURCE_TREE OLEAN_TREE [--show N]`.

SOURCE_TREE is a folder of Lean sources, OLEAN_TREE one with the .olean files made from them.  Each
edge that the compiled files show between two declarations of the tree, as far as both are written
there under a name, is looked for in the graph made from text.  Prints

    direct       the name (or notation) is written: the edge itself is there
    with implied also what comes with what is written: instances, simp sets, types of what is named
    reachable    some path leads from one to the other
    precision    how many of the edges by name the compiled files confirm
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.base.errors import EvidenceError
from indexer.evidence.builds import look_at, objection
from indexer.lake import project as projects
from indexer.lean.compiled.olean import CompiledModule, read_olean
from indexer.lean.names import canonical, decode_private
from indexer.scan import loader
from indexer.scan.records import Index, Ref
from indexer.usegraph.graph import Uses, use_graph
from tests.score.reach import may_reach


@dataclass(slots=True)
class Score:
    """Counts over all edges of the compiled files, and those that were not found."""

    total: int = 0
    direct: int = 0
    reachable: int = 0
    written: int = 0
    confirmed: int = 0
    lost: list[str] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The result for people."""
        yield _share("direct recall", self.direct, self.total)
        yield _share("reachability recall", self.reachable, self.total)
        yield _share("precision of edges by name", self.confirmed, self.written)


def _share(what: str, good: int, total: int) -> str:
    return f"  {what}: {good}/{total} ({100 * good / total if total else 100:.2f} %)"


def tree_index(tree: Path) -> Index:
    """The Lake projects at and below a folder, or the folder itself as one."""
    folders = projects.find_projects(tree) or (tree,)
    read = [projects.read_project(folder, id=folder.name) for folder in folders]
    return Index(tuple(loader.load_project(project) for project in read))


def find_oleans(tree: Path) -> dict[str, Path]:
    """Module name → its .olean: the longest tail of its path that reads as a name is tried."""
    found: dict[str, Path] = {}
    for path in sorted(tree.rglob("*.olean")):
        parts = path.relative_to(tree).with_suffix("").parts
        for at in range(len(parts)):
            found.setdefault(".".join(parts[at:]), path)
    return found


def score(index: Index, oleans: Mapping[str, Path]) -> Score:
    """Hold the graph of an index against the compiled modules."""
    uses = use_graph(index)
    result = Score()
    compiled: dict[str, CompiledModule] = {}
    modules = {m.name: (p.project, m) for p in index.projects for m in p.modules}
    builds = {n: look_at(oleans[n], *modules[n]) for n in modules.keys() & oleans.keys()}
    for name in sorted(builds):
        imports = {i.name for i in modules[name][1].imports} & builds.keys()
        reason = objection(builds[name], {i: builds[i] for i in imports})
        if reason:
            result.unread.append(f"{name}: {reason}")
            continue
        try:
            module = read_olean(oleans[name])
        except EvidenceError as error:
            result.unread.append(str(error))
            continue
        if module.proofs:
            compiled[name] = module
        else:
            result.unread.append(f"{name}: its .olean.private, with the proofs, is not there")
    truth = _Truth(uses, compiled)
    reach = may_reach(uses)
    for module_name in compiled:
        for ref in sorted(truth.declared(module_name), key=str):
            _compare(uses, reach, ref, truth, result)
    return result


def _compare(
    uses: Uses, reach: Mapping[Ref, frozenset[Ref]], ref: Ref, truth: _Truth, result: Score
) -> None:
    wanted = truth.used_by(ref)
    named = {b for b, _ in uses.named_uses(ref)}
    through = {n for n in named if n in uses.notations}
    direct = named | {b for n in through for b, _ in uses.named_uses(n)}
    reachable = reach[ref]
    for target in sorted(wanted, key=str):
        result.total += 1
        result.direct += target in direct
        result.reachable += target in reachable
        if target not in reachable:
            result.lost.append(f"{ref.module}: {ref.name} → {target.name}")
    written = {n for n in named if n in truth.of_ref and n != ref}
    result.written += len(written)
    result.confirmed += len(written & wanted)
    result.unconfirmed += [f"{ref.module}: {ref.name} → {n.name}" for n in written - wanted]


class _Truth:
    """What the compiled files say, in terms of the declarations that are written."""

    def __init__(self, uses: Uses, compiled: Mapping[str, CompiledModule]) -> None:
        self.uses = uses
        self.edges: dict[str, frozenset[str]] = {}
        self.home: dict[str, str] = {}
        self.standing_alone: set[str] = set()  # declared, under a name that nobody wrote
        for name, module in compiled.items():
            for constant in module.constants:
                self.edges[constant.name] = constant.type_uses | constant.value_uses
                self.home[constant.name] = name
                if constant.span is not None:
                    self.standing_alone.add(decode_private(constant.name)[0])
        self.written: dict[tuple[str, str], Ref] = {}
        for ref, entry in uses.entries.items():
            if not entry.declaration.approximate:
                for full in (ref.name, *map(canonical, entry.declaration.members)):
                    self.written.setdefault((ref.module, full), ref)
        self.of_ref: dict[Ref, list[str]] = {}
        for constant_name in self.edges:
            owner = self._owner(constant_name)
            if owner is not None:
                self.of_ref.setdefault(owner, []).append(constant_name)

    def declared(self, module: str) -> list[Ref]:
        """The declarations of a module that the compiled file knows."""
        return [ref for ref in self.of_ref if ref.module == module]

    def used_by(self, ref: Ref) -> set[Ref]:
        """The written declarations a declaration, and whatever Lean made for it, uses; what
        Lean made for nobody is followed."""
        found: set[Ref] = set()
        seen = set(self.of_ref[ref])
        stack = list(seen)
        while stack:
            for name in self.edges.get(stack.pop(), ()):
                if name in seen or name not in self.edges:
                    continue
                seen.add(name)
                owner = self._owner(name)
                if owner is None:
                    stack.append(name)
                elif owner != ref:
                    found.add(owner)
        return found

    def _owner(self, constant: str) -> Ref | None:
        """The written declaration that a constant is, or was made for: `f.eq_1` for `f`.  Matchers
        and lifted proofs belong to nobody: Lean uses them again wherever they fit."""
        name = decode_private(constant)[0]
        module = self.home[constant]
        while name:
            owner = self.written.get((module, name))
            if owner is not None:
                return owner
            if name in self.standing_alone:
                return None
            name, _, last = name.rpartition(".")
            if _SHARED.fullmatch(last):
                return None
        return None


_SHARED = re.compile(r"match_\d+|_proof_\d+|_(?:simp|aux)_.*|proof_\d+|matcher_\d+")


def main() -> int:
    """Read the arguments, print the score; exit code 1 when an edge cannot be reached."""
    parser = argparse.ArgumentParser(prog="python -m tests.score.edges", description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("oleans", type=Path)
    parser.add_argument("--show", type=int, default=0, help="edges to print that were not found")
    options = parser.parse_args()
    result = score(tree_index(options.sources), find_oleans(options.oleans))
    print(f"{options.sources}: {result.total} edges between named declarations")
    print("\n".join(result.lines()))
    for title, rows in (
        ("cannot be reached", result.lost),
        ("written, not in the compiled files", result.unconfirmed),
        ("could not be read", result.unread),
    ):
        if rows:
            print(f"  {title}: {len(rows)}")
            counted = Counter(rows).most_common(options.show)
            print("".join(f"    {row}\n" for row, _ in counted), end="")
    return 1 if result.lost else 0


if __name__ == "__main__":
    raise SystemExit(main())
