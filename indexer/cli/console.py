"""What all commands share on the terminal: errors, colours, progress, common options."""

from __future__ import annotations

import functools
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

import click

from indexer.base.errors import LeancatError, Problem, UsageError
from indexer.base.inert import encoded, inert, inert_coloured, inert_lines, uncommanded
from indexer.base.writing import write_output
from indexer.scan.cache import default_path
from indexer.scan.options import ScanOptions

if TYPE_CHECKING:
    from rich.console import Console

    from indexer.claims.records import Catalogue

_MOST_PROBLEMS = 50


# --- the door -------------------------------------------------------------------------------------


class NobodyReadsError(Exception):
    """Whoever read the output has gone.  (As a BrokenPipeError click would take it for its own, and
    end with 1, which says that there are findings.)"""


@contextmanager
def _read() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise NobodyReadsError from error


class _Inert:
    """A stream that lets no text of a scanned file command the terminal, or the log it becomes.

    What `coloured` text holds of control characters was made by rich, from parts that were inert.
    """

    encoding = "utf-8"  # or click would write beside this where the locale is ASCII

    def __init__(self, stream: TextIO, *, coloured: bool = False) -> None:
        self.stream = stream
        self._coloured = coloured
        self._at_start = True

    def write(self, text: str) -> int:
        """Write text, made inert."""
        made = text if self._coloured else inert_lines(text)
        with _read():
            self.stream.write(uncommanded(made, at_start=self._at_start))
        self._at_start = text.endswith("\n") if text else self._at_start
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write lines, made inert."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Send what was written."""
        with _read():
            self.stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


@contextmanager
def guarded() -> Iterator[None]:
    """All that is written to stdout and stderr meanwhile passes the door.

    Raises OSError when the last of it cannot be written, NobodyReadsError when nobody wants it.
    """
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast(TextIO, _Inert(_open(stream))) for stream in before)
    try:
        yield
        sys.stdout.flush()
    finally:
        sys.stdout, sys.stderr = before


def _open(stream: TextIO | None) -> TextIO:
    """A stream that can write whatever there is to say; where it was closed, one that drops it."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123
    with suppress(AttributeError, ValueError):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[attr-defined]
    return stream


def drop(number: int) -> None:
    """Let what is still to be written to a descriptor go nowhere: nobody reads it any more."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)


def write_data(text: str, *, commands: bool = False) -> None:
    """Write what another program reads to stdout: UTF-8 whatever the locale; control characters
    come as JSON has them.  With `commands` the lines are commands to a runner by intention."""
    text = inert_lines(text)
    stream = _beneath(sys.stdout)
    data = encoded(text if commands else uncommanded(text))
    with _read():
        stream.flush()
        if hasattr(stream, "buffer"):
            stream.buffer.write(data)
        else:
            stream.write(data.decode())


def write_coloured(text: str) -> None:
    """Write lines with ANSI colours to stdout; without, where nobody sees them (NO_COLOR too)."""
    stream = _beneath(sys.stdout)
    shown = stream.isatty() and not os.environ.get("NO_COLOR")
    with _read():
        stream.write(uncommanded(inert_coloured(text if shown else click.unstyle(text))))


def _beneath(stream: TextIO) -> TextIO:
    return stream.stream if isinstance(stream, _Inert) else stream


def _console(stream: TextIO) -> Console:
    # rich is loaded when there is something to draw: a check in CI has not and starts faster
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class InertConsole(Console):
        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> Iterator[Segment]:
            for text, style, control in super().render(renderable, options):
                yield Segment(text if control else inert_lines(text), style, control)

    file = cast(TextIO, _Inert(_beneath(stream), coloured=True))
    return InertConsole(file=file, highlight=False, emoji=False, soft_wrap=True)


# --- what is said ---------------------------------------------------------------------------------


def stdout() -> Console:
    """The console for data; honours NO_COLOR, plain when piped."""
    return _console(sys.stdout)


def stderr() -> Console:
    """The console for talk."""
    return _console(sys.stderr)


def complain(error: LeancatError) -> None:
    """Print every problem of an error on stderr, one a line."""
    for problem in error.problems[:_MOST_PROBLEMS]:
        print(f"error: {inert(str(problem))}", file=sys.stderr)
    rest = len(error.problems) - _MOST_PROBLEMS
    if rest > 0:
        print(f"error: … and {rest} more", file=sys.stderr)


def say_what_was_taken(catalogue: Catalogue) -> None:
    """Where nobody wrote a catalogue: which sources stand in for it, and what of them was not
    read."""
    if not catalogue.found:
        return
    from indexer.sources.claims import told  # few say it, and to load the sources takes its time

    for sentence in told(catalogue.origins):
        print(f"note: {inert(sentence)}", file=sys.stderr)
    unread = [one for origin in catalogue.origins for one in origin.unread]
    for place, message in unread[:_MOST_PROBLEMS]:
        problem = Problem(message, place.path, place.line, place.column)
        print(f"note: {inert(str(problem))}", file=sys.stderr)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, shown once the work takes longer than a second."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn

    console = stderr()
    columns = (
        TextColumn("{task.description}", markup=False),
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


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """What is imported here comes with an extra of leancat. Raises UsageError without it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("indexer"):
            raise
        hint = f'pip install "leancat[{extra}] @ $LEANCAT_SOURCE", as the README has it'
        raise UsageError(Problem(f"this needs {error.name}", hint=hint)) from error


_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def format_option(formats: Iterable[str] = ("text", "json")) -> _Decorator:
    """`--format`, one of `formats`, given to the command as `format_`."""
    choice = click.Choice(list(formats))
    return click.option("--format", "format_", type=choice, default="text", show_default=True)


def output_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--output FILE`, for an answer that `deliver` writes."""
    file = click.Path(path_type=Path, dir_okay=False)
    return click.option("--output", type=file, help="Write there instead of stdout.")(function)


def deliver(text: str, output: Path | None) -> None:
    """Write an answer to the file that is asked for, or to stdout."""
    if output is not None:
        write_output(output, encoded(text))
    else:
        write_data(text)


def scan_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--no-cache` and `--jobs N`, given to the command as one `options: ScanOptions`."""

    @functools.wraps(function)
    def with_options(*, no_cache: bool, jobs: int | None, **given: Any) -> Any:
        cache = None if no_cache else default_path()
        return function(options=ScanOptions(jobs, cache, progress), **given)

    cached = click.option("--no-cache", is_flag=True, help="Read everything anew.")(with_options)
    return click.option(
        "--jobs", type=click.IntRange(min=1), default=None, help="Processes (default: all cores)."
    )(cached)
