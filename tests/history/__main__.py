"""`python -m tests.history REPOSITORY`: commits chosen by a seed, and the last, against a scan.

    python -m tests.history ../pfr --commits 20 --seed 7

The repository's files are one project: what a catalogue there says of folders is not asked.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from indexer.app.history import history
from indexer.history.choice import Every
from indexer.scan.cache import default_path
from indexer.scan.options import ScanOptions
from tests.history.plain import Checkout, differs
from tests.repos import Repo


def main() -> int:
    """Tell every commit that differs; exit code 1 when one does."""
    parser = argparse.ArgumentParser(prog="python -m tests.history", description=__doc__)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--commits", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    top = asked.repository.resolve()
    options = ScanOptions(cache=default_path())
    points = history(top / "catalogue", judged=Every.NEVER, options=options).points
    chosen = random.Random(asked.seed).sample(points, min(asked.commits, len(points)))
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        clone = Repo(Path(folder) / "clone", init=False)
        clone.git("clone", "-q", "--shared", "--no-checkout", str(top), str(clone.folder))
        checkout = Checkout(clone, Path(folder) / "tree")
        for point in (*chosen, points[-1]):
            if told := differs(point, checkout.at(point.commit), ("",)):
                wrong += 1
                print(told)
    print(
        f"{len(chosen)} of {len(points)} commits by seed {asked.seed}, and the last: {wrong} wrong"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
