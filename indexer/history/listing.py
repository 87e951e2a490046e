"""A commit's Lean files where links or submodules lead to some: its whole tree, as on disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.base.git import open_revision


@dataclass(frozen=True, slots=True)
class Listing:
    """The Lean files of a commit, path → object; `homes` are the repositories of those objects,
    and `unread` the submodules that are not checked out here."""

    files: Mapping[str, str]
    homes: Mapping[str, Path]
    unread: tuple[str, ...] = ()


def listing(top: Path, commit: str, folders: Iterable[str]) -> Listing:
    """The Lean files below some folders ("" or ending in a slash), links and submodules followed as
    a scan of a checkout does.  Raises RevisionError when objects are missing."""
    revision = open_revision(top, commit)
    files: dict[str, str] = {}
    homes: dict[str, Path] = {}
    for folder in folders:
        for path, home, oid in revision.files.at(folder).blobs():
            if path.endswith(".lean"):
                files[folder + path] = oid
                homes[oid] = home
    return Listing(files, homes, tuple(revision.files.unread))
