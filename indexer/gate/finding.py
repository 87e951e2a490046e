"""What all findings share: the snapshot they are found in, their making and their weight."""

from __future__ import annotations

import hashlib
import re
import shlex
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import normpath
from typing import TYPE_CHECKING

from indexer.gate.baseline import BaselineEntry
from indexer.gate.holes import SORRY, Fingerprint, Hole, find_holes
from indexer.gate.records import Finding, FindingState, Level
from indexer.gate.rules import RULES
from indexer.judge.records import Report
from indexer.lean.names import canonical
from indexer.names.visibility import Visibility
from indexer.review.pins import Pin
from indexer.scan.records import Index, Ref
from indexer.terms.fingerprint import first_fingerprint
from indexer.troubles import Troubles

if TYPE_CHECKING:  # few catalogues have hubs, and to load what reads them takes its time
    from indexer.hubs.audit import Fault

FAILING = (FindingState.NEW, FindingState.STALE)


class DeclaredNames:
    """All declarations of an index, as project and full name; collected when first asked for, which
    a check that finds nothing out of place never does.

    `whole` gives the index with every module in full.
    """

    def __init__(self, whole: Callable[[], Index]) -> None:
        self.whole = whole
        self._names: frozenset[tuple[str, str]] | None = None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._all())

    def __contains__(self, name: object) -> bool:
        return name in self._all()

    def _all(self) -> frozenset[tuple[str, str]]:
        if self._names is None:
            self._names = frozenset(
                (project.project.id, declaration.name)
                for project in self.whole().projects
                for module in project.modules
                for declaration in module.declarations
                if not declaration.after_exit
            )
        return self._names


@dataclass(frozen=True, slots=True)
class Reviews:
    """What was reviewed, by id of the claim, and how to hold one reading against another: `read`
    gives what one reads now who reads a declaration, `differing` the parts in which two readings
    differ, `open_at` what is open around each part, and `names_packages` tells whether words hold a
    name that the projects have not.  `retitled` are the claims whose title or places in papers are
    not those reviewed."""

    pins: Mapping[str, Pin]
    read: Callable[[Ref], Mapping[str, str]]
    differing: Callable[[Mapping[str, str], Mapping[str, str]], list[str]]
    open_at: Callable[[Ref], Mapping[str, frozenset[str]]]
    names_packages: Callable[[str], bool]
    retitled: frozenset[str] = frozenset()
    record: Callable[[Ref], str] = lambda _ref: ""  # the compiler's of a statement, "" for none

    def opens(self, ref: Ref) -> Mapping[str, frozenset[str]]:
        """What is open around each part of what one reads; nothing of one that is not followed."""
        try:
            return self.open_at(ref)
        except KeyError:
            return {}

    def reads(self, ref: Ref) -> Mapping[str, str]:
        """What one reads now who reads a declaration; nothing of one that is not followed."""
        try:
            return self.read(ref)
        except KeyError:
            return {}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of a repository as the gate sees it.

    `uses` gives for each declaration every one it uses.  `names` holds all declarations
    that exist, as project and full name.  `folders` gives, by project id, the path of the project's
    root below the top of the repository ("" or "a/b/"); `catalogue` is the catalogue folder's, and
    `parent` that of the folder around it, from which the catalogue names its own files; `faults`
    are what hubs say that is not so, `reviewed` the ids of the claims that have a pin.
    """

    report: Report
    index: Index
    uses: Mapping[Ref, Iterable[Ref]]
    holes: tuple[Hole, ...]
    names: DeclaredNames
    entries: tuple[BaselineEntry, ...] = ()
    folders: Mapping[str, str] = field(default_factory=dict)
    catalogue: str = "catalogue/"
    faults: tuple[Fault, ...] = ()
    reviewed: tuple[str, ...] = ()
    reviews: Reviews | None = None

    @property
    def retitled(self) -> frozenset[str]:
        """The claims whose title or places in papers are not those that were reviewed."""
        return self.reviews.retitled if self.reviews else frozenset()

    def path(self, project: str, path: str) -> str:
        """A project's file, addressed from the top of the repository."""
        whole = self.folders.get(project, "") + path
        return normpath(whole) if path.startswith("../") else whole

    @property
    def parent(self) -> str:
        """The folder around the catalogue: "" or "a/b/"."""
        return self.catalogue[: self.catalogue.rstrip("/").rfind("/") + 1]


def take(
    report: Report,
    index: Index,
    uses: Mapping[Ref, Iterable[Ref]],
    *,
    fingerprint: Fingerprint,
    entries: tuple[BaselineEntry, ...] = (),
    folders: Mapping[str, str] | None = None,
    catalogue: str = "catalogue/",
    troubles: Troubles | None = None,
    faults: tuple[Fault, ...] = (),
    reviewed: Iterable[str] = (),
    reviews: Reviews | None = None,
    whole: Callable[[], Index] | None = None,
) -> Snapshot:
    """The snapshot of an index and its report, with the holes that its `troubles` make (default:
    they are looked for here).

    Modules that ask for no trust may stand in `index` without their declarations; `whole` then
    gives the index with them.
    """
    if troubles is None:
        troubles = Troubles(index, report.catalogue.config.allowed_axioms)
    whole = whole or (lambda: index)
    older = any(entry.statement.startswith("text1:") for entry in entries)
    former = {"former": first_fingerprint} if older else {}
    holes = find_holes(index, fingerprint, troubles, **former)
    meant = _meant(report, whole)
    holes = tuple(h for h in holes if h.kind != SORRY or (h.module, h.declaration) not in meant)
    return Snapshot(
        report,
        index,
        uses,
        holes,
        DeclaredNames(whole),
        entries,
        folders or {},
        catalogue,
        faults,
        tuple(sorted(reviewed)),
        reviews,
    )


def _meant(report: Report, whole: Callable[[], Index]) -> frozenset[tuple[str, str]]:
    """Module and name of the statements that a Challenge makes for a Solution to prove: their sorry
    is meant.  Nothing else in a Challenge is, and nothing that its Solution neither declares nor
    imports."""
    pairs = [meant for origin in report.catalogue.origins for meant in origin.meant]
    if not pairs:
        return frozenset()
    visibility = Visibility(whole())
    wanted = {name for _, _, name in pairs}
    homes: dict[str, list[int]] = defaultdict(list)
    named: dict[str, list[int]] = defaultdict(list)
    for number, (_, module) in enumerate(visibility.modules):
        named[module.name].append(number)
        for name in {canonical(d.name) for d in module.declarations} & wanted:
            homes[name].append(number)
    return frozenset(
        (challenge, name)
        for challenge, proof, name in pairs
        for there in homes[name]
        if there not in named[challenge]
        and any(visibility.may_see(here, there) for here in named[proof])
    )


def fails(finding: Finding) -> bool:
    """True for the findings that make a check fail."""
    return finding.level is Level.ERROR and finding.state in FAILING


def make(
    rule: str,
    message: str,
    *,
    identity: Iterable[str],
    state: FindingState = FindingState.NEW,
    about: str = "",
) -> Finding:
    """A finding with its rule's weight and way out; the identity survives moves and rewording.

    `about` is the name that the way out asks for, so that its command can be run as it stands.
    """
    text = "\0".join((rule, *identity))
    return Finding(
        rule=rule,
        level=RULES[rule].level,
        state=state,
        message=message,
        fingerprint=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        help=_way_out(rule, about),
    )


def _way_out(rule: str, about: str) -> str:
    words = RULES[rule].way_out
    return re.sub(r"\b(DECL|CLAIM|PATH)\b", lambda _: shlex.quote(about), words) if about else words


def some(names: Iterable[str], noun: str, most: int = 5) -> str:
    """`claim a is`, `3 claims (a, b, c) are`."""
    listed = sorted(names)
    if len(listed) == 1:
        return f"{noun} {listed[0]} is"
    more = ", …" if len(listed) > most else ""
    return f"{len(listed)} {noun}s ({', '.join(listed[:most])}{more}) are"
