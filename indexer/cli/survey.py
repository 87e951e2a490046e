"""`leancat survey LIST --out DIR`: many repositories in one pass; `--sql` asks what came of it."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import click

from indexer.base.errors import Problem, UsageError
from indexer.base.inert import inert
from indexer.cli.console import progress, write_data
from indexer.scan.cache import default_path

_NEEDED = ("distributed", "pyarrow", "duckdb")


def _number(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    if math.isnan(value):  # which is neither too small nor too large
        raise click.BadParameter("it is not a number")
    return value


@click.command(name="survey")
@click.argument(
    "list_", metavar="[LIST]", required=False, type=click.Path(path_type=Path, dir_okay=False)
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the dataset (data/) and of the site (site/).",
)
@click.option("--sql", help="Answer a question to the dataset, as CSV, and do nothing else.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask cluster, such as tcp://host:8786.")
@click.option(
    "--workers", type=click.IntRange(min=1), help="Processes on this machine (default: all cores)."
)
@click.option(
    "--cache",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file of the cache, on a path that all workers reach (default: leancat's own).",
)
@click.option("--no-cache", is_flag=True, help="Read everything anew.")
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, max=100_000, min_open=True),
    callback=_number,
    default=30,
    show_default=True,
    help="What one task on a repository may take.",
)
@click.option(
    "--memory",
    type=click.FloatRange(min=0.25, max=100_000),
    callback=_number,
    default=8,
    show_default=True,
    help="What it may take of memory, in GiB.",
)
def command(
    list_: Path | None,
    out: Path,
    sql: str | None,
    scheduler: str | None,
    workers: int | None,
    cache: Path | None,
    no_cache: bool,
    minutes: float,
    memory: float,
) -> int:
    """Survey the repositories of a LIST: sorries, axioms, claims and what they rest on.

    A line of LIST is a folder, an address that git knows, or owner/name[@rev]; a name may stand
    before it.  The lists of Reservoir and SorryDB are read, too.  A repository that cannot be
    surveyed stands in the dataset with its reason.  A second run does what is missing, has failed,
    or has a new commit; what the list no longer names is taken out.

    Exit code 1 when a repository could not be surveyed.

    Example: leancat survey packages.txt --out survey
    """
    _need_extra()
    from indexer.ecosystem.questions import Questions, as_csv

    if sql is not None:
        with Questions(out / "data") as asked:
            write_data(as_csv(asked.answer(sql)))
        return 0
    if list_ is None:
        raise UsageError(Problem("no LIST is given", hint="leancat survey LIST --out DIR"))
    if scheduler and workers:
        raise UsageError(Problem("--workers is for this machine, --scheduler for a cluster"))
    from indexer.ecosystem.dataset import Dataset
    from indexer.ecosystem.engine import Settings, survey
    from indexer.ecosystem.lists import read_list
    from indexer.ecosystem.pages import write_site
    from indexer.ecosystem.records import Answer, Entry, Limits

    entries = read_list(list_)
    dataset = Dataset(out)
    limits = Limits(seconds=minutes * 60, memory=int(memory * 2**30))
    kept = None if no_cache else (cache.absolute() if cache else default_path())
    settings = Settings(workers, scheduler, kept, limits)
    with progress("surveying") as update:

        def told(over: int, entry: Entry, answer: Answer) -> None:
            update(over, len(entries))
            if answer.state == "failed":
                click.echo(f"{inert(entry.name)}: {inert(answer.reason)}", err=True)

        tally = survey(entries, dataset, settings, told)
    dataset.keep(entry.name for entry in entries)
    page = write_site(dataset.data, out / "site")
    click.echo(f"{tally.done} surveyed, {tally.same} as before, {tally.failed} failed: {page}")
    return 1 if tally.failed else 0


def _need_extra() -> None:
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        hint = "pip install 'leancat[survey]'"
        raise UsageError(Problem(f"survey needs {', '.join(missing)}", hint=hint))
