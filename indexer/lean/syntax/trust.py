"""What a command shows of trust: in compiled code, in a kernel that is skipped, in programs that
may leave something in a proof.
"""

from __future__ import annotations

from collections.abc import Mapping

from indexer.lean.names import canonical
from indexer.lean.syntax.declaration import Head
from indexer.lean.syntax.keywords import (
    ADMITTING,
    FORGES,
    QUOTED_SORRY,
    SPELLS,
    SWALLOWED,
    TAKEN_BACK,
    TAKES_BACK,
    TRUST,
    UNCHECKED,
    asks_native,
)
from indexer.lean.syntax.lexer import is_doc
from indexer.lean.syntax.programs import drops_errors, quotes_sorry, sets_scene, takes_back
from indexer.lean.syntax.sorries import SORRY_WORDS, admitting
from indexer.lean.syntax.source import Source

_ATTRIBUTES = frozenset({"implemented_by", "extern", "csimp"})
_RUNS = frozenset("run_cmd run_elab run_meta initialize builtin_initialize".split())


class Trust:
    """What is asked of the commands of one file, as far as its vocabulary gives cause to ask."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._words = TRUST.intersection(source.plain_vocabulary)
        self._renamed: dict[str, str] = {}  # other names of what is trusted
        self._has_sorry = not SORRY_WORDS.isdisjoint(source.plain_vocabulary)
        self._admitting = ADMITTING & source.vocabulary
        self._forges = any(word in source.text for word in FORGES)
        self._may_ask_native = "native" in source.vocabulary
        self._may_take_back = TAKES_BACK in source.vocabulary

    def rename(self, start: int, end: int) -> None:
        """`open Lean renaming ofReduceBool → x` gives what is trusted another name."""
        words = self._source.words
        for at in range(start + 2, end - 1) if self._words else ():
            if words[at] in ("→", "->"):
                old = canonical(words[at - 1])
                if old in self._words:
                    self._renamed[canonical(words[at + 1])] = old

    def of_declaration(
        self, head: Head, signature: int, body: int, end: int, marks: tuple[str, ...]
    ) -> tuple[str, ...]:
        """What a declaration's text shows, and those of the `marks` around it that hold for it."""
        words = self._source.words
        found: list[str] = []
        if self._words:
            found += [w for w in head.modifiers if w == "unsafe"]
            attributes = (w for a, b in head.attributes for w in words[a:b])
            found += [w for w in attributes if w in _ATTRIBUTES]
            found += sorted(self._trusted(body, end))
            found += sorted(self._trusted(signature, body))
        if self._admitting:
            found += admitting(self._source.code, signature, end, self._admitting)
        is_example = words[head.keyword] == "example"  # which brings nothing into any theorem
        found += [mark for mark in marks if mark != SWALLOWED or not is_example]
        if self._may_ask_native and asks_native(words[signature:end]):
            found.append("native_decide")
        if self._may_take_back and takes_back(words[signature:body], words[body:end]):
            found.append(TAKEN_BACK)
        return tuple(dict.fromkeys(found))

    def of_quotation(
        self, kind: str, given: Mapping[str, object], body: int, end: int
    ) -> tuple[str, ...]:
        """A program without a sorry of its own that makes code with one may leave it in a proof;
        `given` are the words of its body."""
        may_quote = self._has_sorry and kind == "def" and "sorry" in given
        is_quoted = may_quote and quotes_sorry(self._source.words[body:end])
        return (QUOTED_SORRY,) if is_quoted else ()

    def of_prefix(self, start: int, end: int) -> tuple[str, ...]:
        """What a command says about trust in the one that is joined to it by `in`."""
        words = self._source.words
        if words[start] == "set_option" and words[start + 2] == "true":
            return tuple(self._trusted(start + 1, start + 2))
        return (SWALLOWED,) if self._swallows(start, end) else ()

    def _swallows(self, start: int, end: int) -> bool:
        """Whether a prefix is a `#guard_msgs` that drops errors or expects one."""
        words = self._source.words[start:end]
        if words[:2] != ["#", "guard_msgs"]:
            return False
        before = self._source.words[start - 1] if start else ""
        return drops_errors(words[2:]) or "error:" in (before if is_doc(before) else "")

    def adds_unseen(self, word: str, at: int, end: int) -> bool:
        """Whether a command goes round the kernel, or runs a program that quotes what is no
        proof."""
        words = self._source.spelled(at, end)
        if self._forges and any(w.rpartition(".")[2] in FORGES for w in words):
            return True
        runs = word in _RUNS or (word == "#" and words[1:2] == ["eval"])
        return runs and (
            "axiom" in words
            or sets_scene(words)
            or not SORRY_WORDS.isdisjoint(words)
            or not SPELLS.isdisjoint(w.rpartition(".")[2] for w in words)
        )

    def _trusted(self, start: int, end: int) -> frozenset[str]:
        words = self._source.spelled(start, end)
        if self._renamed:
            words = [self._renamed.get(w, w) for w in words]
        found = self._words.intersection(words)
        if UNCHECKED in found and all(
            words[at + 1 : at + 2] == ["false"] for at, w in enumerate(words) if w == UNCHECKED
        ):
            return found - {UNCHECKED}  # it is switched off
        return found
