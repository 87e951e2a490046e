"""Catalogue, baseline and workflow for an existing Lean project."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path

from indexer.app import gating
from indexer.app.importing import source_tables
from indexer.app.origin import source
from indexer.base import git
from indexer.base.documents import toml_text
from indexer.base.errors import InputError, Problem
from indexer.base.files import DiskFiles
from indexer.base.inert import inert
from indexer.base.writing import Folder, refuse_links, write_file
from indexer.claims.records import Tolerated
from indexer.gate import baseline, tolerances, upkeep
from indexer.gate.trust import rule_of
from indexer.lake.project import find_projects, module_files, read_project
from indexer.scan.options import PLAIN, ScanOptions
from indexer.sources.claims import holding

_WORKFLOW = ".github/workflows/leancat.yml"
_REQUIREMENT = "leancat @ $LEANCAT_SOURCE"
_VARIABLE = "${{ vars.LEANCAT_SOURCE }}"
"""A variable of the user's repository, where the address of leancat is not known here."""
_CREDENTIALS = "          persist-credentials: false\n"


@dataclass(frozen=True, slots=True)
class Planned:
    """A file to write: where, and what."""

    path: Path
    text: str

    @property
    def asks_for_variable(self) -> bool:
        """Whether the address of leancat is to be set in the repository."""
        return _VARIABLE in self.text


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was accepted of what is there: by folders (`wholesale`), and how many declarations of
    how many files; `there` entries were there before, and then nothing was."""

    there: int = 0
    wholesale: tuple[Tolerated, ...] = ()
    declarations: int = 0
    files: int = 0


@dataclass(frozen=True, slots=True)
class Setup:
    """What is to be written for the project in a folder of the repository `top`."""

    folder: Path
    top: Path
    planned: tuple[Planned, ...]
    is_fresh: bool  # whether there is no configuration yet

    def write(self) -> list[tuple[Planned, bool]]:
        """Write what is not there yet; tells of each file whether it was not.  Raises UsageError
        where a link stands in a place, before anything is written."""
        with Folder.open(self.top) as place:
            baselines = Planned(self.folder / "catalogue" / baseline.FOLDER, "")
            for each in (*self.planned, baselines):  # half a set-up helps nobody
                place.has(self._below(each))
            return [(p, place.create(self._below(p), p.text.encode())) for p in self.planned]

    def _below(self, plan: Planned) -> str:
        return plan.path.relative_to(self.top).as_posix()

    def accept(self, reason: str, options: ScanOptions = PLAIN) -> Accepted:
        """Accept all there is; a baseline that has entries is left to accept and prune.  Where a
        folder holds a great many of a kind, a fresh configuration tolerates them together."""
        place = gating.ground(self.folder / "catalogue")
        now = gating.look(place, options, claims=False)
        if now.entries:
            return Accepted(there=len(now.entries))
        found = [(hole, now.path(hole.project, hole.path), rule_of(hole)) for hole in now.holes]
        wholesale = tuple(tolerances.proposed(found, reason)) if self.is_fresh else ()
        single = [
            hole
            for hole, path, rule in found
            if not tolerances.reason_for(hole, path, rule, wholesale)
        ]
        entries = upkeep.entries_for(single, reason=reason)
        if wholesale:
            _tolerate(place.catalogue / "leancat.toml", wholesale)
        baseline.write_first(place.catalogue, entries)
        files = sum(len(project.modules) for project in now.index.projects)
        return Accepted(0, wholesale, len(entries), files)


def setup(folder: Path, *, workflow: bool, requirement: str | None = None) -> Setup:
    """What is to be written for the project in a folder: a catalogue, if there is none, and, if
    wanted, a GitHub `workflow`, which gives the `requirement` to pip (default: where this leancat
    came from).  Raises InputError where there is no project, UsageError for a link."""
    refuse_links(folder)
    folder = folder.resolve()
    top = git.repository(folder) or folder
    planned = [*_catalogue(folder), *([_workflow(top, requirement)] if workflow else [])]
    return Setup(folder, top, tuple(planned), not planned[0].path.exists())


def _catalogue(folder: Path) -> Iterator[Planned]:
    """The files of a catalogue that is not there yet; a claims folder is never added to."""
    root = folder / "catalogue"
    kept = holding(DiskFiles(folder))
    tables = "".join(_projects(folder)) + source_tables(kept)
    yield Planned(root / "leancat.toml", _template("leancat.toml") + tables)
    if not kept and not (root / "claims").exists():
        yield Planned(root / "claims" / "main.yaml", _template("claims.yaml"))


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


def _workflow(top: Path, requirement: str | None) -> Planned:
    text = _template("leancat.yml").replace("REQUIREMENT", requirement or _REQUIREMENT)
    text = text.replace("ORIGIN", _origin())
    if (top / ".gitmodules").is_file():
        text = text.replace(_CREDENTIALS, f"{_CREDENTIALS}          submodules: recursive\n")
    return Planned(top / _WORKFLOW, text)


def _origin() -> str:
    """Where the workflow finds leancat: the git address in LEANCAT_SOURCE, or the one that this
    leancat was installed from."""
    given = os.environ.get("LEANCAT_SOURCE", "")
    if re.fullmatch(r"git\+https://[\w.~/@:%+-]+", given):
        return given
    return source() or _VARIABLE


def _template(name: str) -> str:
    return resources("indexer.app").joinpath("skeleton", name).read_text("utf-8")


def _tolerate(file: Path, wholesale: Iterable[Tolerated]) -> None:
    """Add tolerances to the configuration that was written just now."""
    text = file.read_text("utf-8")
    for each in wholesale:
        text += f"\n[[tolerances]]\nfolder = {toml_text(each.folder)}\n"
        text += f"rule = {toml_text(each.rule)}\nreason = {toml_text(each.reason)}\n"
    write_file(file, text.encode())
