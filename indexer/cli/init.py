"""`leancat init`: catalogue, baseline and workflow for an existing Lean project, in one step."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path

import click

from indexer.app import gating
from indexer.app.origin import source
from indexer.base import git
from indexer.base.documents import toml_text
from indexer.base.errors import InputError, Problem
from indexer.base.files import DiskFiles
from indexer.base.inert import inert
from indexer.base.writing import Folder, refuse_links, write_file
from indexer.claims.records import SourceEntry, Tolerated
from indexer.cli.console import scan_options
from indexer.gate import baseline, tolerances, upkeep
from indexer.gate.trust import rule_of
from indexer.lake.project import find_projects, module_files, read_project
from indexer.scan.options import ScanOptions
from indexer.sources.claims import holding

_WORKFLOW = ".github/workflows/leancat.yml"
_REASON = "was there when leancat was set up"


@dataclass(frozen=True, slots=True)
class _Planned:
    """A file to write: where, what, and what to call it."""

    path: Path
    text: str


@click.command(name="init")
@click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path()
)
@click.option(
    "--reason", default=_REASON, show_default=True, help="The reason noted for today's sorries."
)
@click.option("--workflow/--no-workflow", default=True, help="Write the GitHub workflow.")
@click.option(
    "--requirement",
    default=None,
    metavar="SPEC",
    help="What the workflow gives to pip install (default: where this leancat came from).",
)
@click.option("--even-in-ci", is_flag=True, help="Write although CI is set.")
@scan_options
def command(
    folder: Path,
    reason: str,
    workflow: bool,
    requirement: str | None,
    even_in_ci: bool,
    options: ScanOptions,
) -> int:
    """Set leancat up in an existing Lean project.

    Writes catalogue/ with a first claim to replace, or with the claims that a blueprint or the like
    holds already as its sources, accepts every sorry, axiom and use of compiled
    code that is there today, and adds a GitHub workflow that fails on new ones.  Nothing that is
    there already is overwritten.

    Example: leancat init --no-workflow
    """
    gating.refuse_in_ci(os.environ, even_in_ci)
    refuse_links(folder)
    folder = folder.resolve()
    top = git.repository(folder) or folder
    planned = [*_catalogue(folder)]
    if workflow:
        planned.append(_workflow(top, requirement))
    fresh = not planned[0].path.exists()
    with Folder.open(top) as place:
        _refuse_links(place, [*planned, _Planned(folder / "catalogue" / baseline.FOLDER, "")])
        for plan in planned:
            new = place.create(_below(plan, place), plan.text.encode())
            shown = Path(os.path.relpath(plan.path, folder)).as_posix()
            click.echo(f"{'wrote' if new else 'kept':<8} {shown}")
            if new and _VARIABLE in plan.text:
                click.echo("         set the variable LEANCAT_SOURCE of your repository for it")
    ground = gating.ground(folder / "catalogue")
    _accept(ground, reason, fresh=fresh, options=options)
    return 0


def _catalogue(folder: Path) -> Iterator[_Planned]:
    """The files of a catalogue that is not there yet; a claims folder is never added to."""
    root = folder / "catalogue"
    kept = holding(DiskFiles(folder))
    tables = "".join((*_projects(folder), *map(source_table, kept)))
    yield _Planned(root / "leancat.toml", _template("leancat.toml") + tables)
    if not kept and not (root / "claims").exists():
        yield _Planned(root / "claims" / "main.yaml", _template("claims.yaml"))


def source_table(entry: SourceEntry) -> str:
    """A table of `leancat.toml` for claims that are kept already, so that nothing is copied."""
    path = f"path = {toml_text(f'../{entry.path}')}\n"
    return f"\n[[sources]]\nkind = {toml_text(entry.kind)}\n{path}"


def _projects(folder: Path) -> Iterator[str]:
    """A table for each project, so that its id does not depend on the name of a checkout."""
    found = [root for root in find_projects(folder) or (folder,) if _has_modules(root)]
    if not found:
        raise InputError(
            Problem("there is no Lean project here", str(folder), hint="name its folder")
        )
    taken: set[str] = set()
    for root in found:
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", read_project(root, id=root.name).name).strip(".-")
        name = name if name and name not in taken else gating.below(root, folder).replace("/", "-")
        taken.add(name)
        path = Path(os.path.relpath(root, folder / "catalogue")).as_posix()
        if inert(path) != path:
            hint = "rename it; leancat.toml cannot name it"
            raise InputError(Problem("no plain text is the name of this folder", path, hint=hint))
        yield f'\n[[projects]]\nid = "{name}"\npath = "{path}"\n'


def _has_modules(root: Path) -> bool:
    """Whether there is anything to scan: a package may hold a lakefile and nothing else."""
    return bool(module_files(read_project(root, id=root.name)))


def _workflow(top: Path, requirement: str | None) -> _Planned:
    text = _template("leancat.yml").replace("REQUIREMENT", requirement or _REQUIREMENT)
    text = text.replace("ORIGIN", _origin())
    if (top / ".gitmodules").is_file():
        text = text.replace(_CREDENTIALS, f"{_CREDENTIALS}          submodules: recursive\n")
    return _Planned(top / _WORKFLOW, text)


_REQUIREMENT = "leancat @ $LEANCAT_SOURCE"
_VARIABLE = "${{ vars.LEANCAT_SOURCE }}"
"""A variable of the user's repository, where the address of leancat is not known here."""


def _origin() -> str:
    """Where the workflow finds leancat: the git address in LEANCAT_SOURCE, or the one that this
    leancat was installed from."""
    given = os.environ.get("LEANCAT_SOURCE", "")
    if re.fullmatch(r"git\+https://[\w.~/@:%+-]+", given):
        return given
    return source() or _VARIABLE


_CREDENTIALS = "          persist-credentials: false\n"


def _template(name: str) -> str:
    return resources("indexer.cli").joinpath("skeleton", name).read_text("utf-8")


def _refuse_links(place: Folder, planned: Iterable[_Planned]) -> None:
    """Look at all places before anything is written: half a set-up helps nobody."""
    for plan in planned:
        place.has(_below(plan, place))


def _below(plan: _Planned, place: Folder) -> str:
    return plan.path.relative_to(place.path).as_posix()


def _tolerate(file: Path, wholesale: Iterable[Tolerated]) -> None:
    """Add tolerances to the configuration that was written just now."""
    text = file.read_text("utf-8")
    for each in wholesale:
        text += f"\n[[tolerances]]\nfolder = {toml_text(each.folder)}\n"
        text += f"rule = {toml_text(each.rule)}\nreason = {toml_text(each.reason)}\n"
        click.echo(f"accepted {each.rule} in {each.folder}/: {each.reason}")
    write_file(file, text.encode())


def _accept(place: gating.Ground, reason: str, *, fresh: bool, options: ScanOptions) -> None:
    """Accept all there is; a baseline that has entries is left to accept and prune.  Where a folder
    holds a great many of a kind, a `fresh` configuration tolerates them together."""
    now = gating.look(place, options, claims=False)
    if now.entries:
        click.echo(f"kept     catalogue/{baseline.FOLDER}/ ({len(now.entries)} entries)")
        return
    found = [(hole, now.path(hole.project, hole.path), rule_of(hole)) for hole in now.holes]
    wholesale = list(tolerances.proposed(found, reason)) if fresh else []
    single = [
        hole for hole, path, rule in found if not tolerances.reason_for(hole, path, rule, wholesale)
    ]
    entries = upkeep.entries_for(single, reason=reason)
    if wholesale:
        _tolerate(place.catalogue / "leancat.toml", wholesale)
    baseline.write_first(place.catalogue, entries)
    files = sum(len(project.modules) for project in now.index.projects)
    click.echo(f"accepted {len(entries)} declarations of {files} files in catalogue/baseline/")
    click.echo("next: leancat check, then commit catalogue/ and the workflow")
