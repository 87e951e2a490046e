"""Files of which it is noted what was asked; what was made of them holds as long as they say so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress

from indexer.base.errors import InputError
from indexer.base.files import Files

Asked = tuple[tuple[str, str, str], ...]
"""What was asked ("paths", "read", "exists"), of which path, and a hash of the answer."""


class Watched:
    """Files of which it is noted what was asked, and what the answer was."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.asked: dict[tuple[str, str], str] = {}

    def paths(self) -> Iterable[str]:
        """All files."""
        found = [*self._files.paths()]
        self.asked["paths", ""] = _hash("\0".join(found).encode("utf-8", "surrogateescape"))
        return found

    def read(self, path: str) -> bytes:
        """The bytes of one file. Raises InputError when it cannot be read."""
        try:
            data = self._files.read(path)
        except InputError as error:
            self.asked["read", path] = f"refused: {error}"
            raise
        self.asked["read", path] = _hash(data)
        return data

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        found = self._files.exists(path)
        self.asked["exists", path] = str(found)
        return found

    def all(self) -> Asked:
        """What was asked, with what it was about, and the answer."""
        return tuple((*question, said) for question, said in self.asked.items())


def still(files: Files, asked: Asked) -> bool:
    """Whether all that was asked of some files would be answered so again."""
    watched = Watched(files)
    return all(_answer(watched, what, path) == said for what, path, said in asked)


def _answer(watched: Watched, what: str, path: str) -> str:
    with suppress(InputError):  # as it may have been before
        getattr(watched, what)(*([path] if path else []))
    return watched.asked.get((what, path), "")


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
