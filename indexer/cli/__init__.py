"""The command line: commands, exit codes, and the only rooms that print.

Exit codes: 0 clean; 1 findings; 2 could not do the work.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys

import click

from indexer import __version__
from indexer.cli.console import complain
from indexer.errors import LeancatError

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
    "init": "Set leancat up in an existing Lean project.",
    "hubs": "Write coverage into paper hubs and audit what they say.",
    "drift": "One screen: what has drifted since the last look.",
    "serve": "Preview the site, rebuilt on change.",
}


class _Commands(click.Group):
    """Loads a command's module only when it is used, so that start-up stays short."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All commands that are there, in the order of the table."""
        return [name for name in COMMANDS if importlib.util.find_spec(f"indexer.cli.{name}")]

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, or None."""
        if name not in COMMANDS or not importlib.util.find_spec(f"indexer.cli.{name}"):
            return None
        command: click.Command = importlib.import_module(f"indexer.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="leancat")
def cli() -> None:
    """Say which claims of a catalogue a Lean 4 proof really backs.

    Example: leancat build
    """


def main() -> None:
    """Run the command line; errors become messages and exit code 2, never a traceback."""
    try:
        code = cli.main(standalone_mode=False)
    except LeancatError as error:
        complain(error)
        code = 2
    except click.ClickException as error:
        error.show()
        code = 2
    except (click.Abort, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
        code = 2
    except BrokenPipeError:
        # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
