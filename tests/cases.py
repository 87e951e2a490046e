"""Case files: a small tree of files and what is expected of it, readable in one place.

A case file begins with a sentence on why it is there.  Then come parts, each below a line
`--- path`; the last one, `--- expected`, is what the code should say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.golden import difference

_PART = re.compile(r"^--- (.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """A case: where it stands, its files by path, and what is expected."""

    source: Path
    files: dict[str, str]
    expected: str

    def write(self, folder: Path) -> None:
        """Write the files of the case below `folder`."""
        for path, text in self.files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")

    def check(self, actual: str, *, update: bool) -> None:
        """Compare with what is expected; write it into the case file when updating."""
        if update:
            text = self.source.read_text(encoding="utf-8")
            head = text[: text.index("--- expected\n")]
            self.source.write_text(f"{head}--- expected\n{actual}", encoding="utf-8")
            return
        assert actual == self.expected, difference(self.source, self.expected, actual)


def read_case(source: Path) -> Case:
    """Read a case file."""
    why, *parts = _PART.split(source.read_text(encoding="utf-8"))
    assert why.strip(), f"{source} does not say why it is there"
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    return Case(source, files, files.pop("expected"))


def cases(folder: Path) -> list[Path]:
    """All case files of a folder, sorted."""
    return sorted(folder.glob("*.txt"))
