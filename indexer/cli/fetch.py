"""`leancat fetch`: repositories that backings name → the cache. The one command that goes out."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.app.outside import Wanted, bring, is_here, linked, store, wanted
from indexer.base.errors import InputError, LeancatError, Problem, UsageError
from indexer.base.inert import inert
from indexer.catalogue import find_claims, load_catalogue
from indexer.claims.links import label
from indexer.cli.console import catalogue_option, stderr, stdout

_MB = 1_000_000


@click.command(name="fetch")
@click.option(
    "--instead",
    "instead",
    multiple=True,
    metavar="REPO=PLACE",
    help="Fetch a repository from another address, or from a folder here.",
)
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=2000,
    show_default=True,
    metavar="MB",
    help="The largest repository that is taken.",
)
@click.option(
    "--links", is_flag=True, help="Fetch also what links to formal proofs lead to (formal_proof)."
)
@click.option("--dry-run", is_flag=True, help="Say what would be fetched, and fetch nothing.")
@catalogue_option
def command(
    instead: tuple[str, ...], most: int, links: bool, dry_run: bool, catalogue: Path | None
) -> int:
    """Fetch the repositories in which external backings live.

    Each is fetched at exactly the commit that the backing names, by git, into the cache: without
    history, submodules and large-file storage, and nothing of it is checked out or run. What is
    there already is not fetched again. This is the only command that goes to the network; all
    others read what it brought.

    Exit code 2 when something could not be had.

    Example: leancat fetch --instead https://github.com/a/b=../mirrors/b
    """
    read = load_catalogue(catalogue or find_claims(Path.cwd()))
    other = _instead(instead)
    folder = store()
    if folder is None:
        hint = "set LEANCAT_CACHE to a file in a folder of your own"
        raise InputError(Problem("there is no cache that nobody else can write into", hint=hint))
    exact = frozenset(wanted(read))
    failed: list[Problem] = []
    named = (*wanted(read), *(linked(read) if links else ()))
    for each in dict.fromkeys(named):
        if is_here(folder, each):
            stdout().print(f"{each}: here", markup=False)
        elif dry_run:
            stdout().print(f"{each}: {inert(each.repo)}", markup=False)
        else:
            address = other.get(label(each.repo), each.repo)
            failed += _fetched(folder, each, address, most * _MB, named=each not in exact)
    if failed:
        raise InputError(failed)
    if not named:
        stderr().print("no backing names another repository", markup=False)
    return 0


def _fetched(folder: Path, each: Wanted, address: str, most: int, *, named: bool) -> list[Problem]:
    """Fetch one; what is wrong with it does not keep the others."""
    try:
        bring(folder, each, address, most, named=named)
    except LeancatError as error:
        return [Problem(f"{each}: {p.message}", hint=p.hint) for p in error.problems]
    stdout().print(f"{each}: fetched", markup=False)
    return []


def _instead(words: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for word in words:
        repo, sign, place = word.partition("=")
        if not sign or not repo or not place:
            hint = "--instead https://github.com/a/b=/folder/of/a/clone"
            raise UsageError(Problem(f"--instead {word} names no repository and place", hint=hint))
        found[label(repo)] = place
    return found
