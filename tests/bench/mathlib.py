"""What Mathlib's own lists of theorems cost as a catalogue: `python -m tests.bench.mathlib TREE`.

TREE is a copy of Mathlib with `docs/100.yaml` and `docs/1000.yaml`.  It is copied once more, the
lists become claims, and each command is run as a whole process with its children.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from indexer.base.files import DiskFiles
from indexer.sources import mathlib_lists
from tests.bench.gate import LEANCAT
from tests.bench.scan import Cost, command, run


def lay_claims(tree: Path) -> tuple[int, int]:
    """Write a catalogue of the tree's lists; how many claims, and how many name a theorem."""
    folder = tree / "catalogue" / "claims"
    folder.mkdir(parents=True)
    files = DiskFiles(tree)
    counts = [0, 0]
    for path in mathlib_lists.find(files):
        family = f"list-{Path(path).stem}"
        claims = [
            {
                "id": f"{family}.{node.label.lower()}",
                "title": node.title,
                "backing": [{"decl": named.name} for named in node.decls],
            }
            for node in mathlib_lists.read(files, path).nodes
        ]
        counts[0] += len(claims)
        counts[1] += sum(bool(claim["backing"]) for claim in claims)
        document = {"family": {"id": family, "title": path}, "claims": claims}
        (folder / f"{family}.yaml").write_text(yaml.safe_dump(document, allow_unicode=True))
    return counts[0], counts[1]


def measure(tree: Path, _times: int) -> Iterator[str]:
    """All figures, as lines to print; each command once, since each takes its time."""
    with tempfile.TemporaryDirectory() as folder:
        copy, cache = Path(folder) / "tree", str(Path(folder) / "cache")
        shutil.copytree(tree, copy, ignore=shutil.ignore_patterns(".git", ".lake", "catalogue"))
        claims, named = lay_claims(copy)
        yield f"{claims} claims, {named} of them with names"

        def cost(*arguments: str) -> Cost:
            return run(LEANCAT, str(copy), cache, *arguments)

        yield _told("check, nothing known", cost("check"))
        yield _told("check, nothing changed", cost("check"))
        changed = max(copy.rglob("*.lean"), key=lambda p: p.stat().st_size)
        changed.write_text(changed.read_text("utf-8") + "\n-- changed\n", "utf-8")
        yield _told("check, the largest file changed", cost("check"))
        site = str(Path(folder) / "site")
        yield _told("build", cost("build", "--out", site, "--base", ""))


def _told(name: str, cost: Cost) -> str:
    seconds = f"{cost.seconds:.1f} s, {cost.processor:.1f} s of processor"
    return f"{name}: {seconds}, {cost.memory / 1e6:.0f} MB of all processes"


if __name__ == "__main__":
    command("mathlib", __doc__, measure)
