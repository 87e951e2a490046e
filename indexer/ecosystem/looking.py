"""One repository, laid out as files → the rows of the dataset that it makes."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from indexer import __version__
from indexer.app.gating import Given, Ground, judged, read
from indexer.app.partial_index import load_outline
from indexer.app.survey import Survey
from indexer.base.errors import CatalogueError, InputError, LeancatError, Problem
from indexer.base.files import DiskFiles, read_file
from indexer.claims.records import Catalogue, ClaimKind, Config, ProjectEntry
from indexer.ecosystem.clones import Clone
from indexer.ecosystem.records import Entry, Row, Tables
from indexer.gate import asserted
from indexer.judge.records import ClaimReport
from indexer.lake.project import find_projects, has_lean_files, module_files, read_project
from indexer.lean.records import Module
from indexer.scan import loader
from indexer.scan.cache import PROGRAM, sources_hash
from indexer.scan.options import ScanOptions
from indexer.scan.records import Index, ProjectIndex
from indexer.scan.serialization import ModulePart
from indexer.troubles import Effect, Trouble


def made_by() -> str:
    """The version of leancat and of its sources, on which rows hang."""
    return f"{__version__} {sources_hash(PROGRAM)[:16]}"


def look(entry: Entry, clone: Clone, cache: Path | None) -> Tables:
    """The rows of a repository.  Raises LeancatError where it holds no Lean that can be read."""
    options = ScanOptions(jobs=1, cache=cache)
    given, unread = _read(clone.tree, options)
    survey, now = judged(given)
    found = [*asserted.findings(now), *asserted.unmarked(now)]
    whole = given.scanned.whole()
    rows = _Rows(entry.name, clone.tree)
    rows.add_projects(whole.projects, survey.troubles.all)
    for claim in survey.report.claims:
        rows.add_claim(claim)
    for each in found:
        rows.add(
            "findings",
            *(each.rule, each.level.value, (each.claims or ("",))[0], each.declaration),
            *(each.path, each.line or 0, each.message),
        )
    rows.tables["repositories"] = [_repository(entry, clone, survey, whole, rows.tables, unread)]
    return rows.tables


def scan_part(tree: Path, part: tuple[int, int], cache: Path) -> None:
    """Scan one part of a large repository into the cache, from which it is taken later."""
    number, parts = part
    for folder in _folders(tree):
        project = read_project(folder, id=folder.name)
        sources = [loader.SourceFile(*pair) for pair in module_files(project)]
        loader.scan_parts(
            DiskFiles(folder), sources[number::parts], ModulePart.WORDS, jobs=1, cache=cache
        )


def size(tree: Path) -> int:
    """Bytes of Lean."""
    files = DiskFiles(tree)
    return sum((files.root / p).stat().st_size for p in files.paths() if p.endswith(".lean"))


def _folders(tree: Path) -> tuple[Path, ...]:
    found = find_projects(tree)
    return found or ((tree,) if has_lean_files(tree) else ())


def _read(tree: Path, options: ScanOptions) -> tuple[Given, str]:
    """What is there to be judged; where its claims cannot be read, everything else, and why."""
    place = Ground((tree / "catalogue").resolve(), tree.resolve())
    try:
        return read(place, options), ""
    except CatalogueError as error:
        first = error.problems[0]
        keeps_none = first.message == "no such folder" and first.path == str(place.catalogue)
        reason = "" if keeps_none else str(first)
    folders = _folders(tree)
    if not folders:
        raise InputError(Problem("there are no .lean files here"))
    names = [Path(os.path.relpath(folder, tree)).as_posix() for folder in folders]
    entries = tuple(ProjectEntry(n if n != "." else tree.name, f"../{n}") for n in names)
    catalogue = Catalogue(str(place.catalogue), Config(projects=entries))
    outline = load_outline(catalogue, jobs=1, cache=options.cache)
    return Given(place, catalogue, (), {}, (), (), outline, None), reason


class _Rows:
    """Rows by table, with the name of the repository in front and no path of this machine."""

    def __init__(self, name: str, tree: Path) -> None:
        self.tables: Tables = defaultdict(list)
        self._name = name
        self._here = re.compile(f"{re.escape(str(tree.resolve()))}/?")

    def add(self, table: str, *values: object) -> None:
        """Add a row."""
        self.tables[table].append((self._name, *map(self._clean, values)))

    def _clean(self, value: object) -> object:
        if isinstance(value, str):
            text = value.encode("utf-8", "replace").decode()
            return self._here.sub("", text)
        return [self._clean(each) for each in value] if isinstance(value, list) else value

    def add_projects(self, projects: Iterable[ProjectIndex], troubles: Iterable[Trouble]) -> None:
        """Modules, declarations and sorries."""
        held: dict[tuple[str, str, str], list[Trouble]] = defaultdict(list)
        for trouble in troubles:
            held[tuple(trouble.ref)].append(trouble)  # type: ignore[index]
        for index in projects:
            project = index.project.id
            behind = _imports_sorry(index.modules)
            for module in index.modules:
                self._add_module(project, module, index.reachable, behind)
                for d in module.declarations:
                    found = held.get((project, module.name, d.name), ())
                    self.add(
                        "declarations",
                        *(project, module.name, d.name, d.kind, d.keyword, module.path),
                        *(d.line, d.column, d.end_line, d.visibility, d.approximate, d.sorry),
                        sorted({t.rule.id for t in found if t.certain}),
                        sorted({t.rule.id for t in found if not t.certain}),
                    )
                for s in module.sorries:
                    self.add(
                        "sorries",
                        *(project, module.name, module.path, s.line, s.column),
                        *(s.end_line, s.end_column, s.form, s.owner, s.in_statement),
                    )

    def _add_module(
        self, project: str, module: Module, built: frozenset[str], behind: frozenset[str]
    ) -> None:
        self.add(
            "modules",
            *(project, module.name, module.path, module.sha256, module.lines, module.size),
            module.name in built,
            sorted(i.name for i in module.imports),
            len(module.sorries),
            module.name in behind,
        )

    def add_claim(self, report: ClaimReport) -> None:
        """A claim, with what its author says of it."""
        claim, said = report.claim, report.claim.asserted
        self.add(
            "claims",
            *(claim.id, claim.title, claim.kind.value, claim.family),
            *(said.source if said else "catalogue", claim.place.path, claim.place.line or 0),
            *(report.standing.value, report.standing.covered, report.reason),
            *(bool(said and said.stated), bool(said and said.proved)),
            [backing.name for backing in report.backings],
            sorted({*report.flags, *(f for b in report.backings for f in b.flags)}),
        )


def _imports_sorry(modules: Iterable[Module]) -> frozenset[str]:
    """The modules that hold a sorry, or import one that does, by any number of steps."""
    users: dict[str, list[str]] = defaultdict(list)
    stack = []
    for module in modules:
        for each in module.imports:
            users[each.name].append(module.name)
        if module.sorries:
            stack.append(module.name)
    found = set(stack)
    while stack:
        for user in users[stack.pop()]:
            if user not in found:
                found.add(user)
                stack.append(user)
    return frozenset(found)


def _repository(
    entry: Entry, clone: Clone, survey: Survey, whole: Index, tables: Tables, unread: str
) -> Row:
    projects = [p.project for p in whole.projects]
    report = survey.report
    own = {project.name for project in projects}
    required = {_named(d.name, d.url) for p in projects for d in p.dependencies}
    claims = [c for c in report.claims if c.claim.kind is ClaimKind.THEOREM]
    modules = tables["modules"]
    return (
        *(entry.name, entry.where, entry.revision, clone.commit, clone.seconds, made_by()),
        *("done", "", unread, _licence(clone.tree)),
        sorted({p.toolchain for p in projects if p.toolchain}),
        sorted(name for name in required if name.split(" ")[0] not in own),
        sorted(own),
        *(len(projects), len(modules), sum(len(p.unread) for p in whole.projects)),
        *(sum(row[5] for row in modules), sum(row[6] for row in modules)),
        len(tables["declarations"]),
        sum(row[4] == "theorem" for row in tables["declarations"]),
        len(tables["sorries"]),
        *(_holding(survey, Effect.AXIOM), _holding(survey, Effect.COMPILED)),
        *(len(claims), report.covered.done, report.unsettled, len(tables["findings"])),
    )


def _holding(survey: Survey, effect: Effect) -> int:
    """Declarations that have a certain trouble of a kind."""
    found = {t.ref for t in survey.troubles.all if t.certain and t.rule.effect is effect}
    return len(found)


def _named(name: str, url: str | None) -> str:
    """A dependency as `name address`, the address without its protocol and ending."""
    address = re.sub(r"^[a-z]+://|^git@|\.git$", "", url or "").replace(":", "/")
    return f"{name} {address}".strip()


# --- licences -------------------------------------------------------------------------------------

_LICENCES: Mapping[str, str] = {
    "Apache-2.0": r"Apache License\s+Version 2\.0",
    "AGPL-3.0": r"GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3",
    "LGPL-3.0": r"GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3",
    "GPL-3.0": r"GNU GENERAL PUBLIC LICENSE\s+Version 3",
    "GPL-2.0": r"GNU GENERAL PUBLIC LICENSE\s+Version 2",
    "MPL-2.0": r"Mozilla Public License,? (?:Version|v\.) ?2\.0",
    "MIT": r"Permission is hereby granted, free of charge",
    "BSD-3-Clause": r"Redistribution and use in source and binary forms[\s\S]*Neither the name",
    "BSD-2-Clause": r"Redistribution and use in source and binary forms",
    "CC0-1.0": r"CC0 1\.0 Universal",
    "CC-BY-SA-4.0": r"Attribution-ShareAlike 4\.0",
    "CC-BY-4.0": r"Attribution 4\.0 International",
    "Unlicense": r"free and unencumbered software released into the public domain",
}


def _licence(tree: Path) -> str:
    """The SPDX identifier of the licence at the top; "other" for an unknown one, "" for none."""
    names = sorted(p.name for p in tree.iterdir() if p.is_file())
    for name in names:
        if re.match(r"(?i)(licen[cs]e|copying|unlicense)", name):
            with suppress(LeancatError):
                text = read_file(tree / name).decode("utf-8", "replace")
                found = (id for id, words in _LICENCES.items() if re.search(words, text, re.I))
                return next(found, "other")
    return ""
