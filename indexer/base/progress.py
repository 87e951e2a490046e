"""Who is told how far some work is, without knowing who does it or how it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

Progress = Callable[[int, int], None]
"""Told how many things of how many are done."""

Watch = Callable[[str], AbstractContextManager[Progress]]
"""Asked before some work, in words for what is done, for whom to tell."""


@contextmanager
def unwatched(_what: str) -> Iterator[Progress]:
    """A watch that nobody keeps."""
    yield lambda _done, _total: None
