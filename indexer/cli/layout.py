"""How `show`, `find` and `review` lay out what they say: headlines, labelled lines, places."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from rich.console import Console
from rich.text import Text

from indexer.base.inert import inert
from indexer.judge.records import Drift, Standing
from indexer.lean.records import Module
from indexer.names.table import Entry
from indexer.scan.records import ProjectIndex

_LABEL = 12  # columns of a label
_STYLES = {
    Standing.CHECKED: "bold green",
    Standing.CLEAN: "green",
    Standing.UNSETTLED: "cyan",
    Standing.SUSPECT: "yellow",
    Standing.PARTIAL: "yellow",
    Standing.TAINTED: "red",
    Standing.ASSUMES: "yellow",
    Standing.SORRY: "red",
    Standing.UNBUILT: "red",
    Standing.MISSING: "red",
}


def plain(text: str) -> str:
    """Text from a file as one line of a terminal."""
    return inert(text.expandtabs())


class Sheet:
    """Labelled lines on one console; whatever comes from files is never read as markup."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def title(self, name: str, rest: str = "") -> None:
        """A headline: a name and what it stands for."""
        text = Text(plain(name), "bold")
        self.console.print(text.append(plain(f"  {rest}") if rest else "", "not bold"))

    def line(self, label: str, text: str | Text, *more: str | Text) -> None:
        """A label and what belongs to it; further lines stand below it without the label."""
        for at, item in enumerate((text, *more)):
            lead = Text(f"  {label if at == 0 else '':<{_LABEL}}", "dim")
            self.console.print(lead + (Text(plain(item)) if isinstance(item, str) else item))

    def lines(self, label: str, items: Iterable[str | Text]) -> None:
        """The same for any number of lines; nothing for none."""
        found = list(items)
        if found:
            self.line(label, *found)

    def block(self, label: str, text: str) -> None:
        """Text of several lines, with the indentation it has."""
        self.lines(label, text.splitlines())

    def say(self, text: str) -> None:
        """A line of its own."""
        self.console.print(Text(plain(text)))

    def gap(self) -> None:
        """An empty line."""
        self.console.print()


def standing_text(standing: Standing, reason: str = "") -> Text:
    """A standing in its colour, with its reason."""
    text = Text(str(standing), _STYLES[standing])
    return text.append(plain(f": {reason}"), "not bold default") if reason else text


_DRIFT = {"=": ("", "{}"), "-": ("red strike", "[-{}-]"), "+": ("green", "{{+{}+}}")}


def drift_text(change: Drift) -> Text:
    """A word diff: what is gone in `[-…-]`, what is new in `{+…+}`, as git shows it."""
    text = Text()
    for at, (sign, words) in enumerate(change.words):
        style, form = _DRIFT[sign]
        text.append(" " if at else "").append(plain(form.format(words)), style)
    return text


def place(project: ProjectIndex, module: Module, line: int) -> str:
    """`project:path/below/its/root.lean:line`."""
    return f"{project.project.id}:{PurePosixPath(module.path)}:{line}"


def entry_place(entry: Entry) -> str:
    """The place of a declaration's name."""
    return place(entry.project, entry.module, entry.declaration.line)


def count(number: int, what: str) -> str:
    """`1 definition`, `2 definitions`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
