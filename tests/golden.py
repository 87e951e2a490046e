"""Golden outputs: the expected text stands in a file, and one option writes it anew.

A test asks for the `golden` fixture and calls `golden.check("name.txt", actual)`.  The expected
file is `tests/golden/<test module>/name.txt`.  `pytest --update-golden` writes what the code says
now and runs no other test; the review of that change is the reader's work, in the diff.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


@dataclass(frozen=True, slots=True)
class Golden:
    """The expected outputs of one test module, in `folder`."""

    folder: Path
    update: bool = False

    def check(self, name: str, actual: str) -> None:
        """Compare `actual` with the file `name`, byte for byte; write the file when updating.

        Raises AssertionError with a unified diff when they differ or the file is not there.
        """
        path = self.folder / name
        if self.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
            return
        assert path.exists(), f"{path} is not there: `make golden` writes it; read it then"
        expected = path.read_bytes().decode()
        assert actual == expected, difference(path, expected, actual)

    def check_tree(self, name: str, folder: Path) -> None:
        """Compare every file under `folder` with the tree `name`: no file more, none less."""
        actual = {p.relative_to(folder).as_posix(): p for p in _files(folder)}
        expected = {
            p.relative_to(self.folder / name).as_posix() for p in _files(self.folder / name)
        }
        for gone in sorted(expected - actual.keys()):
            assert self.update, f"{name}/{gone} was expected and not written"
            (self.folder / name / gone).unlink()
        for path in sorted(actual):
            self.check(f"{name}/{path}", actual[path].read_text("utf-8"))


def _files(folder: Path) -> list[Path]:
    return [p for p in sorted(folder.rglob("*")) if p.is_file()] if folder.exists() else []


def difference(path: Path, expected: str, actual: str) -> str:
    """A unified diff with a headline that tells how to accept the change."""
    lines = unified_diff(
        expected.splitlines(keepends=True), actual.splitlines(keepends=True), "expected", "actual"
    )
    return "".join([f"{path} differs (`make golden` accepts it):\n", *lines])
