"""The questions an agent may ask, and their answers as plain data; knows nothing of the protocol.

Every answer is small: lists come in pages.  Errors have a code that does not change, so that a
program can tell them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from indexer.app.answers import Answers
from indexer.app.warm import Warm
from indexer.base.errors import (
    CatalogueError,
    InputError,
    LeancatError,
    Problem,
    RevisionError,
    UsageError,
)
from indexer.formats.answers import SCHEMA, Json
from indexer.formats.json import finding_data, summary_data
from indexer.formats.summary import worth_telling

PAGE = 20
"""Items of a page, where nobody says how many."""

MOST = 100
"""Items of a page at most; lists inside an item are cut at `PAGE`."""

_CODES: tuple[tuple[type[LeancatError], str], ...] = (
    (UsageError, "unknown-name"),
    (CatalogueError, "catalogue-unreadable"),
    (InputError, "sources-unreadable"),
    (RevisionError, "no-such-revision"),
)
_MOST_PROBLEMS = 20


class BadArgumentError(LeancatError):
    """An argument that is none: a cursor of another state, a limit out of range."""


def failure(error: LeancatError) -> Json:
    """An error as data: `code` is one of unknown-name, bad-argument, catalogue-unreadable,
    sources-unreadable, no-such-revision, failed."""
    code = next((code for kind, code in _CODES if isinstance(error, kind)), "failed")
    if isinstance(error, BadArgumentError):
        code = "bad-argument"
    problems = [
        {
            "message": p.message,
            "path": p.path,
            "line": p.line,
            "column": p.column,
            "hint": p.hint,
        }
        for p in error.problems[:_MOST_PROBLEMS]
    ]
    more = len(error.problems) - len(problems)
    return {"schema": SCHEMA, "error": {"code": code, "problems": problems, "more": more}}


Item = TypeVar("Item")


def _as_it_is(_: Answers, item: Any) -> Json:
    return cast("Json", item)


class Tools:
    """The tools over a survey that is kept warm. All raise LeancatError."""

    def __init__(self, warm: Warm) -> None:
        self._warm = warm

    def claim(self, id: str) -> Json:
        """A claim: its words, its standing and why, what backs it with file and line."""
        asked = self._warm.answers()
        return _short({"schema": SCHEMA, **asked.claim(asked.one_claim(id))})

    def claims_of(self, declaration: str, limit: int = PAGE, cursor: str = "") -> Json:
        """The claims that a declaration backs, and those whose statements depend on it."""
        return self._page(lambda a: a.claims_of(declaration), limit, cursor)

    def why(self, name: str) -> Json:
        """Why a claim or declaration stands as it does: the path to the sorry or axiom."""
        return _short({"schema": SCHEMA, **self._warm.answers().why(name)})

    def impact(self, declaration: str, limit: int = PAGE, cursor: str = "") -> Json:
        """Claims that fall with a declaration ("falls" for certain, "may-fall" where text cannot
        tell), and claims whose statements change meaning with it ("changes-meaning")."""
        return self._page(lambda a: a.impact(declaration), limit, cursor)

    def open_work(self, limit: int = PAGE, cursor: str = "") -> Json:
        """Sorries: those that can be proved now first, then by the claims that wait for them."""
        return self._page(Answers.open_work, limit, cursor)

    def may_i_change(self, declaration: str) -> Json:
        """Whether a statement is pinned by a review, and by which claims; the proof is free."""
        return _short({"schema": SCHEMA, **self._warm.answers().may_i_change(declaration)})

    def find(self, words: str, limit: int = PAGE, cursor: str = "") -> Json:
        """Claims and declarations that hold all words in id, name, text or statement."""
        parts = words.split()
        if not parts:
            raise BadArgumentError(Problem("no words", hint="give words that are looked for"))
        return self._page(lambda a: a.hits(parts), limit, cursor, Answers.hit)

    def check(self, base: str = "", limit: int = PAGE, cursor: str = "") -> Json:
        """What fails now: new sorries, changed statements, lost claims; against the baseline, or
        against the git revision `base`."""
        result = self._warm.check(base or None)
        found = [finding_data(f) for f in worth_telling(result)]
        page = self._page(lambda _: found, limit, cursor)
        return {"schema": SCHEMA, "summary": summary_data(result), **page}

    def sources(self, limit: int = PAGE, cursor: str = "") -> Json:
        """Where claims come from, and the projects that were read."""
        return self._page(Answers.sources, limit, cursor)

    def _page(
        self,
        ask: Callable[[Answers], Iterable[Item]],
        limit: int,
        cursor: str,
        tell: Callable[[Answers, Item], Json] = _as_it_is,
    ) -> dict[str, Any]:
        """A page of what is asked for; `tell` makes of each item of it what is answered."""
        if not 1 <= limit <= MOST:
            raise BadArgumentError(Problem(f"limit is {limit}", hint=f"1 to {MOST}"))
        answers = self._warm.answers()
        items = list(ask(answers))
        tag = self._warm.tag()
        start = _offset(cursor, tag)
        end = start + limit
        return {
            "schema": SCHEMA,
            "total": len(items),
            "items": [_short(tell(answers, item)) for item in items[start:end]],
            "next": f"{tag}.{end}" if end < len(items) else None,
        }


def _offset(cursor: str, tag: str) -> int:
    """Where a page begins. A cursor belongs to one state of the files: pages of two states do not
    go together."""
    if not cursor:
        return 0
    state, _, offset = cursor.partition(".")
    if not offset.isdecimal() or len(offset) > 9:
        raise BadArgumentError(Problem("no cursor of leancat", hint="give `next` as it came"))
    if state != tag:
        raise BadArgumentError(
            Problem("files changed since that page", hint="begin again without a cursor")
        )
    return int(offset)


def _short(item: Json) -> Json:
    """An item whose lists have at most a page each; `cut` says how many there were."""
    cut: dict[str, int] = {}
    short: Json = {}
    for key, value in item.items():
        if isinstance(value, list):
            if len(value) > PAGE:
                cut[key] = len(value)
            short[key] = [_short(v) if isinstance(v, dict) else v for v in value[:PAGE]]
        else:
            short[key] = value
    return {**short, "cut": cut} if cut else short
