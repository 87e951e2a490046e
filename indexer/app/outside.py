"""Proofs that live in other repositories: which are fetched, and what they are worth there.

A repository is kept in the user's cache as git fetched it, one commit each, and never checked out:
its files are read from git's objects.  Only `bring` touches the network.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import msgspec

from indexer import __version__
from indexer.app.survey import judge
from indexer.base import fetching, git
from indexer.base.closures import reached
from indexer.base.errors import InputError, LeancatError, Problem
from indexer.base.fetching import Limits
from indexer.base.files import Files
from indexer.base.git_tree import RevisionFiles
from indexer.base.inert import inert
from indexer.base.writing import Folder
from indexer.claims.links import is_commit, label, parse_link
from indexer.claims.records import Backing, Catalogue, Claim, Config
from indexer.judge.outside import NothingOutside, OutsideReport, not_looked_at
from indexer.judge.records import BackingReport, Standing
from indexer.lake import project as projects
from indexer.lake.records import Dependency
from indexer.lean.records import Module
from indexer.names.table import Entry
from indexer.review.normal_form import ALGORITHMS, CURRENT
from indexer.scan import loader
from indexer.scan.cache import PROGRAM, Cache, default_path, private, sources_hash
from indexer.scan.records import Index, ProjectIndex
from indexer.scan.source_texts import texts

FOLDER = "fetched"
MOST_LEAN_BYTES = 1_000_000_000
"""Bytes of Lean files that one commit may hold."""
_LIMITS = Limits(pack=2_000_000_000, memory=6_000_000_000, seconds=1800)
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """A commit of a repository that backings name."""

    repo: str
    rev: str

    def __str__(self) -> str:
        return f"{label(self.repo)}@{self.rev[:12] if is_commit(self.rev) else self.rev}"


def wanted(catalogue: Catalogue) -> tuple[Wanted, ...]:
    """What the backings of a catalogue name outside of it, each once, in order."""
    backings = (b for claim in catalogue.claims for b in claim.backing if b.repo)
    return tuple(dict.fromkeys(Wanted(b.repo, b.rev) for b in backings))


def linked(catalogue: Catalogue) -> tuple[Wanted, ...]:
    """The repositories to which the links of a source's claims lead, at the commit, branch or tag
    that each names."""
    claims = (c.asserted for c in catalogue.claims if c.asserted)
    found = (parse_link(link.url) for said in claims for link in said.links)
    return tuple(dict.fromkeys(Wanted(each.repo, each.rev) for each in found if each and each.rev))


def files_at_hand(top: Path, own: str, folder: Path | None, each: Wanted) -> RevisionFiles | None:
    """The files of a commit, as fetched or in the repository at `top`, which is `own` (see
    `own_repository`); None where it is not at hand."""
    for place, name in _places(top, own, folder, each):
        with suppress(LeancatError):
            return git.open_revision(place, name).files
    return None


def linked_commit(top: Path, own: str, folder: Path | None, each: Wanted) -> str:
    """The commit whose files these are, "" where they are not at hand."""
    for place, name in _places(top, own, folder, each):
        if is_commit(each.rev) and name == fetching.FETCHED:
            return each.rev
        with suppress(LeancatError):
            return git.commit_called(place, name)
    return ""


def _places(top: Path, own: str, folder: Path | None, each: Wanted) -> Iterator[tuple[Path, str]]:
    """Repositories that may have a commit, and how each calls it."""
    if own == label(each.repo):
        yield top, each.rev
    if folder is not None and is_here(folder, each):
        yield folder / _key(each), fetching.FETCHED


def own_repository(top: Path) -> str:
    """What the repository here was cloned from: `github.com/a/b`, "" where that is not known."""
    remote = label(git.checkout(top).remote)
    return remote.rpartition("@")[2].replace(":", "/", 1)


def store() -> Path | None:
    """The folder that holds what was fetched, beside the scan cache; None for a user without a
    cache, or with one in which others can plant."""
    beside = default_path()
    if beside is None:
        return None
    folder = beside.parent / FOLDER
    if not folder.exists():
        return folder
    try:
        return folder if private(folder / "any") else None
    except (LeancatError, OSError):
        return None


def is_here(folder: Path | None, each: Wanted) -> bool:
    """Whether a commit was fetched."""
    return folder is not None and (folder / _key(each) / ".git").is_dir()


def bring(
    folder: Path, each: Wanted, address: str, most: int | None = None, *, named: bool = False
) -> None:
    """Fetch a commit from an address, which is an URL or a folder here, unless it is there already;
    at most `most` bytes of it.  One that is `named` may be a branch or a tag, for what it is now.
    Raises LeancatError where it cannot be had."""
    if not named and not is_commit(each.rev):
        raise InputError(Problem(f"{each.rev} is not the whole name of a commit", each.repo))
    limits = replace(_LIMITS, pack=most or _LIMITS.pack)
    with Folder.open(folder, make=True) as place:
        if not private(folder / "any"):
            raise InputError(Problem("others can write there", str(folder)))
        name = _key(each)
        if place.has(name):
            return
        beside = f"{name}-{os.getpid()}"
        place.remove_tree(beside)
        try:
            with place.enter(beside) as own:
                here = Path(address)
                if "://" not in address and here.is_dir():  # a folder can be called `https:`
                    found = fetching.copy_commit(here, each.rev, own.path, limits)
                else:
                    found = fetching.fetch_commit(address, each.rev, own.path, limits)
                if is_commit(each.rev):
                    _refuse_other(found, each)
                _refuse_more(own.path, found)
            if not place.has(name):  # another one may have been quicker
                place.rename(beside, name)
        finally:
            place.remove_tree(beside)


def _refuse_other(found: str, each: Wanted) -> None:
    if found != each.rev:
        raise InputError(Problem(f"{each.rev[:12]} names no commit there", each.repo))


def _refuse_more(top: Path, commit: str) -> None:
    """Few bytes can name many: what is to be read is counted before."""
    lean = [oid for path, oid in fetching.files_of(top, commit).items() if path.endswith(".lean")]
    sizes = fetching.sizes_of(top, lean)
    if sum(sizes.get(oid, 0) for oid in lean) > MOST_LEAN_BYTES:
        raise InputError(Problem(f"holds more than {MOST_LEAN_BYTES:,} bytes of Lean"))


def _key(each: Wanted) -> str:
    return hashlib.sha256(f"{each.repo}\0{each.rev}".encode()).hexdigest()[:24]


class Repositories:
    """The fetched repositories of a catalogue, each read when it is asked for.

    What a proof is worth at one commit never changes, so that answers are kept in the scan cache.
    """

    def __init__(self, catalogue: Catalogue, folder: Path | None, cache: Path | None) -> None:
        self._folder = folder
        self._cache = cache
        self._allowed = catalogue.config.allowed_axioms
        self._keywords = catalogue.config.keywords
        self._open: dict[Wanted, _Repository] = {}

    def judged(self, claim: Claim, backing: Backing) -> OutsideReport:
        """An external backing, judged where it lives."""
        each = Wanted(backing.repo, backing.rev)
        if not is_here(self._folder, each):
            return not_looked_at(backing, "it was not fetched; leancat fetch brings it")
        question, basis = self._asked(claim, backing)
        known = self._known(question, basis)
        if known is None:
            try:
                if each not in self._open:
                    self._open[each] = self._load(each)
                known = self._open[each].judged(claim, backing)
            except LeancatError as error:
                why = inert(str(error.problems[0]).replace(str(self._folder), ""))[:300]
                return not_looked_at(backing, f"it cannot be read: {why}")
            self._keep(question, basis, known)
        return replace(known, report=replace(known.report, backing=backing))

    def _load(self, each: Wanted) -> _Repository:
        assert self._folder is not None
        top = self._folder / _key(each)
        return _Repository(each, top, self._cache, self._allowed, self._keywords)

    def _asked(self, claim: Claim, backing: Backing) -> tuple[str, str]:
        """The question that is asked of a repository, and all that its answer hangs on."""
        asked = (*_place_of(backing), str(backing.role), str(claim.kind))
        basis = (sources_hash(PROGRAM), __version__, sys.version, self._allowed, self._keywords)
        return f"outside {json.dumps(asked)}", hashlib.sha256(repr(basis).encode()).hexdigest()

    def _known(self, question: str, basis: str) -> OutsideReport | None:
        if self._cache is None:
            return None
        with Cache(self._cache) as remembered:
            data = remembered.answer(question, basis)
        try:
            return msgspec.msgpack.decode(data, type=OutsideReport) if data else None
        except msgspec.MsgspecError:
            return None  # written by another msgspec

    def _keep(self, question: str, basis: str, found: OutsideReport) -> None:
        if self._cache is not None:
            with Cache(self._cache) as remembered, suppress(UnicodeEncodeError):
                remembered.remember_answer(question, basis, msgspec.msgpack.encode(found))


def _place_of(backing: Backing) -> tuple[str, ...]:
    return backing.repo, backing.rev, backing.path, backing.module or "", backing.decl


class _Repository:
    """A fetched commit, scanned; what backs a claim is judged in the Lake project that holds it."""

    def __init__(
        self,
        each: Wanted,
        top: Path,
        cache: Path | None,
        allowed: Iterable[str],
        keywords: Iterable[str],
    ) -> None:
        """Raises RevisionError where the commit is not there."""
        self._each = each
        self._cache = cache
        self._config = Config(allowed_axioms=tuple(allowed), keywords=tuple(keywords))
        self._files = git.open_revision(top, fetching.FETCHED).files
        self._top = top
        self._scanned: dict[str, ProjectIndex] = {}

    def judged(self, claim: Claim, backing: Backing) -> OutsideReport:
        """The backing as it stands there."""
        foreign = self._foreign(backing)
        if foreign:
            return not_looked_at(backing, foreign)
        where = self._with_required(self._folders(backing.path))
        module = backing.module
        if backing.path:
            module = next(
                (m.name for p, m in _modules(where) if self._at(p, m) == backing.path), None
            )
            if module is None:
                return _missing(backing, f"{backing.path} is no file of {backing.where}")
        asked = replace(backing, project=None, module=module, repo="", rev="", path="")
        seen = _seen_from(Index(tuple(where)), module, backing.decl)
        single = replace(claim, backing=(asked,), aliases=(), papers=(), asserted=None)
        survey = judge(
            Catalogue(root=str(self._top), config=self._config, claims=(single,)),
            seen,
            evidence={},
            pins=(),
            sources=texts(seen, {p.project.id: self._below(p) for p in where}),
            paragraphs=lambda _: {},
            replays=(),
            registered=(),
            outside=NothingOutside(),
        )
        report = survey.judge.claim(single).backings[0]
        entry = survey.uses.entries.get(report.ref) if report.ref else None
        if entry is not None and backing.path and self._at(*_home(where, entry)) != backing.path:
            return _missing(backing, f"{backing.path} does not declare `{backing.decl}`")
        read = ALGORITHMS[CURRENT](survey.judge.reader).pieces(entry) if entry else {}
        return OutsideReport(self._told(report, where, backing), read)

    def _foreign(self, backing: Backing) -> str:
        """Why a repository is none of Lean 4's, "" where it is."""
        old = [p for p in ("leanpkg.toml", "leanpkg.path") if self._files.exists(p)]
        if old:
            return f"it is of Lean 3 ({old[0]}), which leancat does not read"
        for folder in self._folders(backing.path):
            path = posixpath.join(folder, "lean-toolchain")
            wanted = (
                self._files.read(path)[:200].decode("utf-8", "replace")
                if self._files.exists(path)
                else ""
            )
            if re.search(r"lean:v?3\.", wanted):
                return f"it is of {wanted.strip()}, which leancat does not read"
        return ""

    @cached_property
    def _packages(self) -> tuple[str, ...]:
        return projects.project_folders(self._files) or ("",)

    def _folders(self, path: str) -> tuple[str, ...]:
        """The folders of the projects that may hold what is asked for."""
        if not path:
            return self._packages
        around = [f for f in self._packages if not f or path.startswith(f"{f}/")]
        return (max(around, key=len, default=""),)

    def _with_required(self, folders: Iterable[str]) -> list[ProjectIndex]:
        """Projects with those that they require from folders of the same repository."""
        return [self._project(folder) for folder in reached(folders, self._requiring)]

    def _requiring(self, folder: str) -> Iterator[str]:
        """The folders here of what the project in a folder requires."""
        for each in self._project(folder).project.dependencies:
            there = self._required(folder, each)
            if there is not None:
                yield there

    def _required(self, folder: str, each: Dependency) -> str | None:
        """The folder here of what the project in a folder requires, None where it is elsewhere."""
        if each.url or not each.path:
            return None
        there = posixpath.normpath(posixpath.join(folder, each.path))
        there = "" if there == "." else there
        lakefiles = (posixpath.join(there, name) for name in projects.LAKEFILES)
        return there if any(map(self._files.exists, lakefiles)) else None

    def _project(self, folder: str) -> ProjectIndex:
        if folder not in self._scanned:
            root = self._top / folder
            files = self._files.at(f"{folder}/" if folder else "")
            id = f"{label(self._each.repo)}{f'/{folder}' if folder else ''}"
            project = projects.read_project(
                root, id=id, keywords=self._config.keywords, files=files
            )
            self._scanned[folder] = loader.load_project(project, cache=self._cache, files=files)
        return self._scanned[folder]

    def _below(self, index: ProjectIndex) -> Files:
        folder = self._folder_of(index)
        return self._files.at(f"{folder}/" if folder else "")

    def _folder_of(self, index: ProjectIndex) -> str:
        path = Path(index.project.root).relative_to(self._top.resolve()).as_posix()
        return "" if path == "." else path

    def _at(self, index: ProjectIndex, module: Module) -> str:
        """The path of a module from the top of the repository."""
        return posixpath.join(self._folder_of(index), module.path)

    def _told(
        self, report: BackingReport, where: list[ProjectIndex], backing: Backing
    ) -> BackingReport:
        """A report in the paths of the other repository, of which nothing has a page here."""
        folders = {p.project.id: self._folder_of(p) for p in where}
        steps = tuple(
            replace(s, project=None, path=posixpath.join(folders.get(s.project or "", ""), s.path))
            if s.path
            else replace(s, project=None)
            for s in report.witness
        )
        path = report.path
        if path is not None and report.ref is not None:
            path = posixpath.join(folders[report.ref.project], path)
        told = replace(
            report, backing=backing, ref=None, cone=(), witness=steps, path=path,
            reason=f"in {backing.where}: {report.reason}",
        )  # fmt: skip
        unread = [u.path for p in where for u in p.unread]
        if told.standing.covered and unread:
            reason = f"in {backing.where} {unread[0]} could not be read"
            return replace(told, standing=Standing.UNSETTLED, reason=reason)
        packages = sorted(
            {
                each.name
                for p in where
                for each in p.project.dependencies
                if self._required(self._folder_of(p), each) is None
            }
        )
        if told.standing.covered and packages:
            named = ", ".join(packages[:_MOST_NAMED]) + (
                ", …" if len(packages) > _MOST_NAMED else ""
            )
            return replace(told, reason=f"{told.reason}; its packages were not read: {named}")
        return told


def _modules(where: Iterable[ProjectIndex]) -> Iterator[tuple[ProjectIndex, Module]]:
    return ((p, m) for p in where for m in p.modules)


def _home(where: Iterable[ProjectIndex], entry: Entry) -> tuple[ProjectIndex, Module]:
    return next(p for p in where if p.project.id == entry.ref.project), entry.module


def _missing(backing: Backing, reason: str) -> OutsideReport:
    return OutsideReport(BackingReport(backing, Standing.MISSING, reason))


def _seen_from(index: Index, module: str | None, decl: str) -> Index:
    """The projects with those modules alone that a module imports, directly or not (without one,
    those that declare the name, or one that it may be part of): nothing else can be used there."""
    imports: dict[str, list[str]] = {}
    for _, each in _modules(index.projects):
        imports.setdefault(each.name, []).extend(i.name for i in each.imports)
    starts = [module] if module in imports else []
    if module is None:
        last = decl.rpartition(".")[2]
        starts = [m.name for _, m in _modules(index.projects) if _may_declare(m, decl, last)]
    if not starts:
        return index  # so that a name that is meant is suggested
    found = reached(starts, lambda name: filter(imports.__contains__, imports[name]))
    return index.only(lambda _, each: each.name in found)


def _may_declare(module: Module, decl: str, last: str) -> bool:
    return any(
        d.name == decl or decl.startswith(f"{d.name}.") or d.name.endswith(last)
        for d in module.declarations
    )
