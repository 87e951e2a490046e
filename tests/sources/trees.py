"""Trees of files in memory, as the readers of sources take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.base.errors import InputError, Problem


class Memory:
    """Files by path; a text is its UTF-8 bytes."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self._files = {p: t if isinstance(t, bytes) else t.encode() for p, t in files.items()}

    def paths(self) -> Iterator[str]:
        """All files, sorted."""
        return iter(sorted(self._files))

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        if path not in self._files:
            raise InputError(Problem("cannot be read", path))
        return self._files[path]

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self._files
