"""`python -m tests.lean`: compile lean_sources with the real Lean and refresh the evidence.

With `--check` the committed evidence is held against what this Lean says and nothing is written.
Exit code 1 when a file does not compile or the evidence differs, 2 when there is no Lean to ask.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from indexer.catalogue import load_catalogue
from indexer.evidence.collect import Collected, collect
from indexer.evidence.files import load_evidence, render, write_evidence
from indexer.scan import loader
from indexer.scan.records import Index
from tests.lean.compile import Outcome, Workers, compile_index
from tests.lean.install import REPOSITORY, InstallError, install

BUILD = REPOSITORY / ".cache" / "lean-build"
"""Where what Lean makes of our own sources is kept, by this program and by the tests."""
TRAP_BUILDS = BUILD.with_name("lean-traps")
"""The same of the traps, a folder each."""


def main() -> int:
    """Run the whole thing."""
    options = _options()
    try:
        lean = install()
    except InstallError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.install:
        print(lean.folder)
        return 0
    catalogue = load_catalogue(options.catalogue)
    index = loader.load_index(catalogue)
    started = time.monotonic()
    with Workers(lean, options.jobs) as workers:
        outcomes = compile_index(index, options.build, workers, tell=Teller(options.verbose))
    failed = _summary(index, outcomes, time.monotonic() - started)
    collected = collect(index, [options.build])
    folder = Path(catalogue.root) / "evidence"
    if options.check:
        return 1 if failed | differs(folder, collected) else 0
    write_evidence(folder, collected.records)
    print(f"evidence: {len(collected.records)} modules in {folder}")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.lean", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare the evidence, write nothing")
    parser.add_argument("--install", action="store_true", help="install Lean, say where, and stop")
    parser.add_argument("--jobs", type=int, default=2, help="compiling processes (default 2)")
    parser.add_argument("--build", type=Path, default=BUILD, help="build folder")
    parser.add_argument("--catalogue", type=Path, default=REPOSITORY / "catalogue")
    parser.add_argument("--verbose", action="store_true", help="show warnings, and every module")
    return parser.parse_args()


class Teller:
    """Says what happens as it happens: a line for each compiled module, Lean's errors in full."""

    def __init__(self, verbose: bool) -> None:
        self.verbose = verbose

    def __call__(self, outcome: Outcome) -> None:
        """Tell of one module."""
        name = outcome.key[1]
        if outcome.again or self.verbose:
            note = "" if outcome.again else " (unchanged)"
            print(f"{'ok    ' if outcome.ok else 'FAILED'} {outcome.seconds:6.2f} s  {name}{note}")
        for problem in outcome.problems("error"):
            print(f"error: {problem}", file=sys.stderr)
        for problem in outcome.problems("warning") if self.verbose else ():
            print(f"warning: {problem}", file=sys.stderr)
        sys.stdout.flush()


def _summary(index: Index, outcomes: list[Outcome], wall: float) -> bool:
    """Print the totals; true when something is wrong."""
    total = sum(len(p.modules) for p in index.projects)
    again = [o for o in outcomes if o.again]
    spent = sum(o.seconds for o in again)
    failed = [o for o in outcomes if not o.ok]
    print(
        f"{len(outcomes) - len(failed)} of {total} modules compile; "
        f"{len(again)} compiled now in {wall:.0f} s ({spent:.0f} s of Lean)"
    )
    for unread in (u for p in index.projects for u in p.unread):
        print(f"error: {unread.path}: {unread.reason}", file=sys.stderr)
    tried = {o.key for o in outcomes}
    for project in index.projects:
        for module in project.modules:
            if (project.project.id, module.name) not in tried:
                print(f"error: {module.path}: not tried, an import failed", file=sys.stderr)
    return bool(failed) or len(outcomes) < total or not index.complete


def differs(folder: Path, collected: Collected) -> bool:
    """Say where committed evidence and this Lean disagree; true when they do."""
    committed = load_evidence(folder)
    derived = {(r.project, r.module): r for r in collected.records}
    wrong = [k for k in derived if k in committed and render(committed[k]) != render(derived[k])]
    for key in sorted(wrong):
        print(f"error: {folder}: {'/'.join(key)} differs from what Lean says", file=sys.stderr)
    for key in sorted(derived.keys() - committed.keys()):
        print(f"error: {folder}: {'/'.join(key)} is not there", file=sys.stderr)
    for key in sorted(committed.keys() - derived.keys()):
        print(f"error: {folder}: {'/'.join(key)} has no compiled module", file=sys.stderr)
    for key, why in sorted(collected.refused.items()):
        print(f"error: {'/'.join(key)}: {why}", file=sys.stderr)
    same = committed.keys() == derived.keys() and not wrong and not collected.refused
    if not same:
        print("run `make lean` and commit catalogue/evidence", file=sys.stderr)
    return not same


if __name__ == "__main__":
    sys.exit(main())
