"""The command line: commands, exit codes, and the only rooms that print.

Exit codes: 0 clean; 1 findings; 2 could not do the work; 128 + N when signal N ended it.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click

from indexer.base.errors import LeancatError
from indexer.base.inert import inert
from indexer.cli.collecting import collect_seldom
from indexer.cli.console import NobodyReadsError, complain, drop, guarded

CANNOT = 2
_STAYS = frozenset({"serve", "mcp", "lsp", "survey"})  # commands that go on for hours

# Command → one line of help; each lives in its own module, loaded when it is asked for.
COMMANDS = {
    "build": "Build the coverage page from the sources and the catalogue.",
    "check": "Fail on what is new: sorries, axioms, changed statements, lost coverage.",
    "scan": "Read any Lean tree and list its declarations and sorries.",
    "show": "Show what backs a claim, or which claims a declaration backs.",
    "find": "Find claims and declarations by words.",
    "review": "Pin the statements of claims as they are now.",
    "accept": "Tolerate one known sorry, with a reason.",
    "prune": "Drop baseline entries that are fixed.",
    "evidence": "Read what the compiler left behind into the catalogue.",
    "register": "Keep which theorems a registry has, and what they said.",
    "fetch": "Fetch the repositories in which external backings live.",
    "init": "Set leancat up in an existing Lean project.",
    "import": "Write the claims of a source into the catalogue, as YAML.",
    "sync": "Correct the marks and numbers of a source; only the bytes concerned.",
    "export": "Write claims in the forms in which others keep them.",
    "hubs": "Write coverage into paper hubs and audit what they say.",
    "drift": "One screen: what has drifted since the last look.",
    "history": "Theorems, sorries and covered claims at every commit.",
    "blame": "Which commit made a claim fall, or rise.",
    "diff": "What changed between two revisions: claims, statements, sorries, names.",
    "mcp": "Answer the questions of an agent (Model Context Protocol).",
    "lsp": "Tell an editor what claims rest on (language server).",
    "survey": "Look at many repositories: one dataset, one site.",
    "serve": "Preview the site, rebuilt on change.",
}


def _module(name: str) -> str:
    """The module of a command; a word of Python's own cannot be a module's name."""
    return f"indexer.cli.{_RENAMED.get(name, name)}"


_RENAMED = {"import": "importing"}


class _Commands(click.Group):
    """Loads a command's module only when it is used, so that start-up stays short."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All commands that are there, in the order of the table."""
        return [name for name in COMMANDS if importlib.util.find_spec(_module(name))]

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, or None."""
        if name not in COMMANDS or not importlib.util.find_spec(_module(name)):
            return None
        command: click.Command = importlib.import_module(_module(name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


def _tell_version(ctx: click.Context) -> None:
    from indexer.app.origin import described

    print(described())
    ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda ctx, _option, wanted: _tell_version(ctx) if wanted else None,
    help="Show the version, its commit and the formats of what leancat writes.",
)
def cli() -> None:
    """Say which claims of a catalogue a Lean 4 proof really backs.

    Example: leancat build
    """


def main() -> None:
    """Run the command line; errors become messages and exit code 2, never a traceback."""
    collect_seldom(stays=not _STAYS.isdisjoint(sys.argv[1:2]))
    with _ending_when_asked():
        code = _guarded()
    sys.exit(code)


def _guarded() -> int:
    """What is written passes the door, and a failure to write it is an error like any other."""
    code = CANNOT
    try:
        with guarded():
            code = _run()
    except NobodyReadsError:
        drop(1)
        code = 128 + signal.SIGPIPE if os.name == "posix" else CANNOT
    except OSError as error:
        drop(1)
        _say(f"error: the output cannot be written: {error.strerror or error}")
        code = CANNOT
    return code


def _run() -> int:
    try:
        code = cli.main(standalone_mode=False)
    except LeancatError as error:
        complain(error)
        return CANNOT
    except click.ClickException as error:
        error.show()
        return CANNOT
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return 128 + signal.SIGINT
    except NobodyReadsError:
        raise
    except OSError as error:  # a full disk, say, or a folder that is there no more
        where = f"{inert(os.fsdecode(error.filename))}: " if error.filename else ""
        _say(f"error: {where}{error.strerror or error}")
        return CANNOT
    except Exception as error:
        return _fail(error)
    return code if isinstance(code, int) else 0


def _fail(error: Exception) -> int:
    """An error that nobody foresaw is no finding: exit code 1 would say so."""
    if os.environ.get("LEANCAT_TRACEBACK"):
        traceback.print_exception(error)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    _say(f"error: {inert(what[:500])} (LEANCAT_TRACEBACK=1 shows where; please report it)")
    return CANNOT


def _say(text: str) -> None:
    with suppress(OSError):
        print(text, file=sys.stderr)


@contextmanager
def _ending_when_asked() -> Iterator[None]:
    """SIGTERM ends the program as Ctrl-C does: what is half done is cleaned up."""

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
