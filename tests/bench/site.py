"""What a site costs as it grows: time, memory, bytes, and how fast its search answers.

`python -m tests.bench.site` builds sites of up to 100,000 declarations, each in a process of its
own, and asks the search of the largest in a headless Chromium.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from indexer.lake.records import Project
from indexer.scan.records import Index, ProjectIndex, Ref
from indexer.site.facts import SiteInput
from indexer.site.render import build_site
from tests.bench.scan import run

_PER_MODULE = 50
_WORDS = (
    "add mul neg zero one comm assoc lt le eq map fold norm mask clip rope sign gate head".split()
)

_BUILD_CODE = """
import gc
import sys
from pathlib import Path
from tests.bench.site import build
gc.disable()  # as the command has it
build(int(sys.argv[1]), Path(sys.argv[2]))
"""
_ASK = """queries => queries.map(query => {
  const start = performance.now();
  search(query);
  return performance.now() - start;
})"""


COUNTS = (12_500, 25_000, 50_000, 100_000)  # declarations


def texts(count: int) -> Iterator[tuple[str, str]]:
    """Path and text of modules with `count` theorems in all."""
    chance = random.Random(count)
    for start in range(0, count, _PER_MODULE):
        number = start // _PER_MODULE
        lines = [f"namespace Area{number % 40}.Part{number}"]
        for n in range(start, min(start + _PER_MODULE, count)):
            words = "_".join(chance.choices(_WORDS, k=3))
            lines.append(f"/-- What holds for `{words}` and $x_{n}$. -/")
            lines.append(
                f"theorem {words}_{n} (a b : Nat) (h : a < b) : a + {n} < b + {n} := by omega"
            )
        lines.append(f"end Area{number % 40}.Part{number}\n")
        yield f"Big/Area{number % 40}/Part{number}.lean", "\n".join(lines)


def synthetic(count: int) -> SiteInput:
    """A site's input with `count` declarations, each using a few earlier ones."""
    from tests.site import example

    sources = dict(texts(count))
    modules = example.modules(sources)
    project = Project(id="big", root="/nowhere", name="big")
    index = Index((ProjectIndex(project, modules, frozenset(m.name for m in modules)),))
    refs = [Ref("big", m.name, d.name) for m in modules for d in m.declarations]
    chance = random.Random(7)
    uses: dict[Ref, dict[Ref, str]] = {ref: {} for ref in refs}
    for at, ref in enumerate(refs[1:], 1):
        uses[ref] = {refs[chance.randrange(at)]: "proof" for _ in range(3)}
    return SiteInput(example.report([]), index, lambda _, m: sources[m.path], uses)


def build(count: int, out: Path) -> None:
    """Build the synthetic site."""
    build_site(synthetic(count), out)


def measure(counts: Sequence[int], folder: Path) -> Iterator[str]:
    """A line for each size: seconds, microseconds and bytes for each declaration, peak memory."""
    for count in counts:
        out = folder / str(count)
        before = _processor()
        cost = run(_BUILD_CODE, str(count), str(out))
        busy = _processor() - before
        size = sum(p.stat().st_size for p in out.rglob("*") if p.is_file())
        yield (
            f"{count:>7} declarations: {cost.seconds:6.1f} s, {busy:6.1f} s of processor, "
            f"{busy / count * 1e6:5.0f} µs each; {cost.memory / 2**20:5.0f} MB, "
            f"{cost.memory / count / 1024:4.1f} KB each; site {size / 2**20:5.0f} MB"
        )


def _processor() -> float:
    """Seconds of processor time of all finished child processes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def search_times(site: Path) -> Iterator[str]:
    """How long the page's own search takes, asked as a reader types: beginnings of words."""
    from playwright.sync_api import sync_playwright

    from tests import tools

    chance = random.Random(3)
    words = ["_".join(chance.choices(_WORDS, k=chance.randrange(1, 4))) for _ in range(50)]
    queries = [w[:n] for w in words for n in range(1, 9)] + ["zzz", "add 99999", "area3 rope_norm"]
    with sync_playwright() as playwright:
        path = tools.chromium()
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(bypass_csp=True)  # to wait for a value in the page is to eval there
        page.goto((site / "index.html").as_uri())
        page.focus("#tools input")
        page.wait_for_function("index !== null", timeout=60_000)
        page.evaluate(_ASK, queries[:20])
        times = sorted(page.evaluate(_ASK, queries))
        browser.close()
    median, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    yield f"search: {len(queries)} queries, median {median:.1f} ms, p95 {p95:.1f} ms"


def main() -> None:
    """Measure, and print as it goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=list(COUNTS))
    counts: list[int] = parser.parse_args().counts
    with tempfile.TemporaryDirectory() as folder:
        for line in measure(counts, Path(folder)):
            print(line, flush=True)
        for line in search_times(Path(folder) / str(max(counts))):
            print(line, flush=True)


if __name__ == "__main__":
    main()
