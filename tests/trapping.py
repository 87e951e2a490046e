"""The traps: small projects whose claim looks covered and is not, or looks uncovered and is.

Each folder of `tests/traps/` is a Lake project with a catalogue and a `trap.toml`: title, why it is
a trap, how it is caught and by what (`text`, `kernel` or `not`), and the standing that is expected.
`python -m tests.trapping` writes the table of all of them to `docs/traps.md`, and how many of each
kind there are to the README.

    [expect]    claim → standing by text alone
    [kernel]    claim → standing when the real Lean has compiled the project
    [reason]    claim → words of the reason that is given
    [flags]     claim → remarks that must be there
    [check]     exit code and words of `leancat check`, against a base when `base` is true
    trick       what kind of trap it is, where the standing that is expected does not tell
    [[edit]]    changes made after a review (when `reviewed`), or after the base was committed
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli

from tests.folders import ROOT

FOLDER = Path(__file__).parent / "traps"
TABLE = ROOT / "docs" / "traps.md"
README = ROOT / "README.md"
_MARK = "<!-- traps: written by `python -m tests.trapping`; a test keeps it true -->\n"
_CAUGHT = {"text": "text", "kernel": "kernel", "not": "not caught"}
_TRICKS = {
    "a sorry out of sight": ("sorry", "tainted"),
    "an axiom, compiled code, a program that goes round the kernel": ("assumes",),
    "a theorem that is not there, or that no build reaches": ("missing", "unbuilt"),
    "a statement that says less than it seems": ("partial",),
    "a change after the review": ("suspect",),
    "sources or claims that vanish": (),
    "honest work that looks bad": ("clean", "checked"),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a file below the trap's folder; with `old` empty the file is new."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Trap:
    """One trap, as its `trap.toml` says."""

    folder: Path
    title: str
    why: str
    how: str
    caught: str
    expect: Mapping[str, str]
    kernel: Mapping[str, str] = field(default_factory=dict)
    reason: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, list[str]] = field(default_factory=dict)
    check: Mapping[str, Any] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    reviewed: bool = False
    trick: str = ""

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @property
    def kind(self) -> str:
        """What kind of trick it is: as it says, or as the best judgement of it tells."""
        best = next(iter((self.kernel or self.expect).values()), None)
        found = (kind for kind, standings in _TRICKS.items() if best in standings)
        return self.trick or next(found, "sources or claims that vanish")

    def copy(self, to: Path) -> Path:
        """The trap's folder, copied below `to`; returns the copy."""
        here = to / self.name
        shutil.copytree(self.folder, here)
        return here

    def edit(self, here: Path) -> None:
        """Make the changes in a copy; every one must fit."""
        for edit in self.edits:
            path = here / edit.file
            if not edit.old:
                assert not path.exists(), f"{self.name}: {edit.file} is there already"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(edit.new, "utf-8")
                continue
            text = path.read_text("utf-8")
            assert edit.old in text, f"{self.name}: {edit.file} does not hold {edit.old!r}"
            path.write_text(text.replace(edit.old, edit.new), "utf-8")


def read(folder: Path) -> Trap:
    """The trap of a folder."""
    data = tomli.loads((folder / "trap.toml").read_text("utf-8"))
    edits = tuple(Edit(**edit) for edit in data.pop("edit", ()))
    return Trap(folder=folder, edits=edits, **data)


def all_traps() -> list[Trap]:
    """Every trap, in order of name."""
    return [read(path.parent) for path in sorted(FOLDER.glob("*/trap.toml"))]


# --- the table ------------------------------------------------------------------------------------


def table(traps: Iterable[Trap]) -> str:
    """The page with all traps: what each tries, what it is called, and how it is caught."""
    listed = sorted(traps, key=lambda trap: (list(_CAUGHT).index(trap.caught), trap.name))
    return "\n".join([*_head(listed), *map(_row, listed)]) + "\n"


def summary(traps: Iterable[Trap]) -> str:
    """How many traps of each kind are caught, and by what."""
    count = Counter((trap.kind, trap.caught) for trap in traps)
    assert {kind for kind, _ in count} == set(_TRICKS), "an unknown kind of trick"
    rows = [(kind, *(count[kind, by] for by in _CAUGHT)) for kind in _TRICKS]
    totals = [sum(count[kind, by] for kind in _TRICKS) for by in _CAUGHT]
    lines = [f"| {' | '.join(map(str, row))} |" for row in (*rows, ("**together**", *totals))]
    head = ("| what tries to mislead | caught by text | by the kernel's record | not caught |",)
    return "\n".join((*head, "|---|---|---|---|", *lines)) + "\n"


def with_summary(readme: str, traps: Iterable[Trap]) -> str:
    """The README with the table of kinds in its place."""
    before, mark, rest = readme.partition(_MARK)
    assert mark, f"the README has no line {_MARK!r}"
    after = rest[rest.index("\n\n") :] if rest.startswith("|") else f"\n{rest}"
    return f"{before}{mark}{summary(traps).rstrip()}{after}"


def _head(traps: list[Trap]) -> Iterator[str]:
    count = Counter(trap.caught for trap in traps)
    compiled = sum(bool(trap.kernel) for trap in traps)
    yield "# Traps"
    yield ""
    yield "<!-- written by `python -m tests.trapping`; a test keeps it true -->"
    yield ""
    yield (
        f"{len(traps)} small projects whose claim looks covered and is not, or looks uncovered and "
        f"is. Every one is a folder of [`tests/traps/`](../tests/traps), judged in each run of the "
        f"tests; {compiled} of them are also compiled by the real Lean, and judged by its record."
    )
    yield ""
    yield f"- **caught by text** ({count['text']}): the sources alone show it."
    yield (
        f"- **caught by the kernel's record** ({count['kernel']}): text alone errs or cannot tell; "
        "the compiler's own files settle it."
    )
    yield f"- **not caught** ({count['not']}): and why, honestly."
    yield ""
    yield from summary(traps).splitlines()
    yield ""
    yield "| trap | what it tries | by text | by kernel | caught by | how |"
    yield "|---|---|---|---|---|---|"


def _row(trap: Trap) -> str:
    cells = (
        f"[{trap.name}](../tests/traps/{trap.name})",
        f"**{_cell(trap.title)}.** {_cell(trap.why)}",
        ", ".join(dict.fromkeys(trap.expect.values())) or f"`check` exits {trap.check['exit']}",
        ", ".join(dict.fromkeys(trap.kernel.values())) or "–",
        _CAUGHT[trap.caught],
        _cell(trap.how),
    )
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


if __name__ == "__main__":
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(table(all_traps()), "utf-8")
    README.write_text(with_summary(README.read_text("utf-8"), all_traps()), "utf-8")
