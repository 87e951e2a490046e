"""Puts the data, the pages and the includes into the folder of a Jekyll site.

Only files that leancat wrote are written over or removed; whatever else the site holds is its
author's.  All of it is looked at before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.base.errors import Problem, UsageError
from indexer.base.files import read_file
from indexer.base.inert import inert_bytes
from indexer.base.writing import Folder
from indexer.jekyll import data
from indexer.site.addresses import addresses
from indexer.site.facts import SiteInput, facts_of

_SHIPPED = Path(__file__).resolve().parent / "files"
_OWNED = ("_data/leancat", "_claims", "_includes/leancat", "assets/leancat")
_HOOK = "_includes/hook/bib.liquid"
_CONFIGS = ("_config.yml", "_config.yaml", "_config.toml")
_COLLECTION = re.compile(
    r"^(?:[ \t]+claims[ \t]*:|\[collections\.claims\]|.*\bclaims\b.*output)", re.M
)
_HEAD = 400
"""Characters at the start of a file in which it says who wrote it."""


@dataclass(frozen=True, slots=True)
class Fed:
    """How many files were written, were there already, and were removed; and what the site's author
    should do by hand."""

    new: int
    kept: int
    gone: int
    notes: tuple[str, ...]


def feed(given: SiteInput, folder: Path) -> Fed:
    """Bring a Jekyll site up to date.

    Raises UsageError when `folder` is no Jekyll site or holds, where leancat writes, files of
    somebody else; InputError when it cannot be read or written.
    """
    config = _config(folder)
    facts = facts_of(given, addresses(given.report, given.index, given.source))
    wanted = {path: inert_bytes(text) for path, text in data.files(facts)}
    wanted |= dict(_shipped())
    with Folder.open(folder) as root:
        notes = [*_notes(root, config, given)]
        if not _is_ours(root, _HOOK):
            del wanted[_HOOK]
        _refuse_foreign(root, wanted)
        stale = [path for path in _present(root) if path not in wanted and _is_ours(root, path)]
        new = sum(root.write(path, content) for path, content in sorted(wanted.items()))
        for path in stale:
            root.remove(path)
    return Fed(new, len(wanted) - new, len(stale), tuple(notes))


def _config(root: Path) -> str:
    for name in _CONFIGS:
        if (root / name).is_file():
            return read_file(root / name).decode("utf-8", "replace")
    hint = f"name the folder that has {_CONFIGS[0]}"
    raise UsageError(Problem("is no Jekyll site", str(root), hint=hint))


def _shipped() -> Iterator[tuple[str, bytes]]:
    """The includes and the style sheet, which are the same for every site."""
    for file in sorted(_SHIPPED.rglob("*")):
        if file.is_file():
            yield file.relative_to(_SHIPPED).as_posix(), file.read_bytes()


def _notes(root: Folder, config: str, given: SiteInput) -> Iterator[str]:
    if not _COLLECTION.search(config):
        yield "add the claims to the collections in _config.yml, as claims: {output: true}"
    if not _is_ours(root, _HOOK):
        yield f"{_HOOK} is your own; add {{% include leancat/bib.html %}} to it"
    if not given.report.catalogue.config.site_url:
        yield 'links stay inside this site until leancat.toml has site_url = "https://…"'


# --- whose files ----------------------------------------------------------------------------------


def _present(root: Folder) -> Iterator[str]:
    """The files in the folders that are leancat's to fill."""
    for folder in _OWNED:
        yield from root.files(folder)


def _is_ours(root: Folder, path: str) -> bool:
    """Whether leancat wrote a file, or may: there is none yet."""
    content = root.read(path)
    return content is None or data.MARK.encode() in content[:_HEAD]


def _refuse_foreign(root: Folder, wanted: Iterable[str]) -> None:
    problems: list[Problem] = []
    for path in wanted:
        try:
            if not _is_ours(root, path):
                problems.append(Problem("is not leancat's", path, hint="move it out of the way"))
        except UsageError as error:  # a link on the way
            problems += error.problems
    if problems:
        raise UsageError(list(dict.fromkeys(problems)))
