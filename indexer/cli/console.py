"""What all commands share on the terminal: errors, colours, progress, common options."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indexer.cache import default_path
from indexer.errors import LeancatError

if TYPE_CHECKING:
    from rich.console import Console

_MOST_PROBLEMS = 50

# rich is loaded when there is a terminal to draw on: a check in CI has none and starts faster.


def stdout() -> Console:
    """The console for data; honours NO_COLOR, plain when piped."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def stderr() -> Console:
    """The console for talk."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def complain(error: LeancatError) -> None:
    """Print every problem of an error on stderr, one a line."""
    for problem in error.problems[:_MOST_PROBLEMS]:
        print(f"error: {problem}", file=sys.stderr)
    rest = len(error.problems) - _MOST_PROBLEMS
    if rest > 0:
        print(f"error: … and {rest} more", file=sys.stderr)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, shown once the work takes longer than a second."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn

    console = stderr()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
    )
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task(what, total=None)
    started, shown = time.monotonic(), False

    def update(done: int, total: int) -> None:
        nonlocal shown
        if not shown and time.monotonic() - started > 1:
            bar.start()
            shown = True
        bar.update(task, completed=done, total=total)

    try:
        yield update
    finally:
        if shown:
            bar.stop()


def catalogue_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--catalogue DIR` (default: `catalogue/` here or above)."""
    return click.option(
        "--catalogue",
        type=click.Path(path_type=Path, file_okay=False),
        default=None,
        help="The catalogue folder (default: catalogue/ here or above).",
    )(function)


def scan_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--no-cache` and `--jobs N`."""
    function = click.option("--no-cache", is_flag=True, help="Read everything anew.")(function)
    return click.option(
        "--jobs", type=click.IntRange(min=1), default=None, help="Processes (default: all cores)."
    )(function)


def cache_path(no_cache: bool) -> Path | None:
    """The cache file to use, or None."""
    return None if no_cache else default_path()
