"""Addresses of repositories and of files in them, as the web pages of forges have them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

_LINES = re.compile(r"L(\d{1,9})(?:C\d+)?(?:-L?(\d{1,9})(?:C\d+)?)?")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Link:
    """What an address on the web names: a repository, and in it perhaps a revision (a commit, a
    branch, a tag), a path ("" for none, a folder's or a file's) and the lines from `first` to
    `last` (0 for none)."""

    repo: str
    rev: str = ""
    path: str = ""
    first: int = 0
    last: int = 0
    lines: str = ""  # what stands behind the `#`, as written


def label(repo: str) -> str:
    """A repository for people: `github.com/a/b`."""
    bare = repo.partition("://")[2] or repo
    return bare.rstrip("/").removesuffix(".git")


def is_commit(rev: str) -> bool:
    """Whether a revision is the whole name of a commit."""
    return _COMMIT.fullmatch(rev) is not None


def parse_link(url: str) -> Link | None:
    """What an address of GitHub, GitLab or Codeberg names; None for any other address, as that of
    a forum or a gist.  A branch whose name holds a slash cannot be told from a folder: then the
    first part is taken for the branch."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    steps = [unquote(step) for step in parts.path.strip("/").split("/")]
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme not in ("http", "https") or host not in _FORGES or len(steps) < 2:
        return None
    name = steps[1].removesuffix(".git")
    if not (_NAME.fullmatch(steps[0]) and _NAME.fullmatch(name)):
        return None
    repo = f"https://{host}/{steps[0]}/{name}"
    rest = [step for step in steps[2:] if step]
    if rest[:1] == ["-"]:  # as GitLab has it
        rest = rest[1:]
    if rest[:1] == ["src"] and rest[1:2] in (["branch"], ["commit"], ["tag"]):  # as Codeberg has it
        rest = ["blob", *rest[2:]]
    if not rest:
        return Link(repo)
    if rest[0] not in _VIEWS or len(rest) < 2 or not _NAME.fullmatch(rest[1]):
        return None
    found = _LINES.fullmatch(parts.fragment)
    first = int(found[1]) if found else 0
    last = int(found[2]) if found and found[2] else first
    return Link(repo, rest[1], "/".join(rest[2:]), first, last, parts.fragment)


_VIEWS = ("blob", "tree", "raw", "blame")
_NAME = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.+-]{0,99}")
_FORGES = frozenset({"github.com", "gitlab.com", "codeberg.org"})


def file_address(repo: str, rev: str, path: str, line: int | None) -> str:
    """Where a file of a repository can be read on the web, "" where that is not known."""
    if not repo.startswith("https://"):
        return ""
    base = repo.rstrip("/").removesuffix(".git")
    host = label(repo).partition("/")[0]
    if host not in _FORGES or not path:
        return base
    way = {"gitlab.com": "-/blob/", "codeberg.org": "src/commit/"}.get(host, "blob/")
    lines = f"#L{line}" if line else ""
    return f"{base}/{way}{quote(rev, safe='')}/{quote(path)}{lines}"
