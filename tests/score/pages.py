"""Truth from documentation: `python -m tests.score.pages DOCS OUT`.

DOCS is a folder of pages that doc-gen4 made; every declaration there says its kind, and its source
as a link to file and lines at a commit.  For each repository and commit that the pages link to, a
truth file for `python -m tests.score` is written into OUT.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

from lxml import html

HEADER = "#name\tkind\tfile\tstart\tend\tsorried\n"
_SOURCE = re.compile(
    r"https://github\.com/([^/]+)/([^/]+)/blob/([0-9a-f]{7,40})/+(.+)#L(\d+)-L(\d+)"
)


@dataclass(frozen=True, slots=True)
class Documented:
    """A declaration of a page; lines are 1-based."""

    name: str
    kind: str
    file: str
    start: int
    end: int
    sorried: int


def read_page(page: bytes) -> Iterator[tuple[str, Documented]]:
    """The declarations of a page, each after `owner+name@commit`, which its source belongs to."""
    for box in html.fromstring(page).iter("div"):
        classes = box.get("class", "").split()
        link = box.find('div/div[@class="gh_link"]/a') if classes[:1] == ["decl"] else None
        source = _SOURCE.fullmatch(link.get("href", "")) if link is not None else None
        if source:
            owner, repository, commit, file, start, end = source.groups()
            name, kind = box.get("id", ""), box[0].get("class", "")
            made = Documented(name, kind, file, int(start), int(end), int("sorried" in classes))
            yield f"{owner}+{repository}@{commit[:12]}", made


def read_pages(docs: Path) -> dict[str, list[Documented]]:
    """The declarations of all pages, by the repository and commit of their sources."""
    found: dict[str, list[Documented]] = defaultdict(list)
    for path in sorted(docs.rglob("*.html")):
        page = path.read_bytes()
        if b"gh_link" in page:
            for source, made in read_page(page):
                found[source].append(made)
    return found


def main() -> None:
    """Read the arguments, write the truth files, say what is in them."""
    parser = argparse.ArgumentParser(prog="python -m tests.score.pages", description=__doc__)
    parser.add_argument("docs", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for source, made in sorted(read_pages(args.docs).items()):
        lines = ("\t".join(map(str, astuple(one))) + "\n" for one in made)
        (args.out / f"{source}.tsv").write_text(HEADER + "".join(lines), encoding="utf-8")
        kinds = ", ".join(
            f"{count} {kind}" for kind, count in Counter(m.kind for m in made).items()
        )
        print(f"{source}: {len(made)} declarations: {kinds}")


if __name__ == "__main__":
    main()
