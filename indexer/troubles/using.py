"""Which declarations use notation or a macro that leaves a sorry or trusts compiled code, found
without the use graph.

A check of a tree as large as Mathlib wants to know just this of all declarations, and what they use
of a few only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.lean.names import canonical
from indexer.lean.records import Declaration
from indexer.lean.syntax.keywords import TRUSTING, UNCHECKED
from indexer.lean.syntax.programs import sets_scene, spreads_scene
from indexer.lean.syntax.sorries import OPTIONS
from indexer.names.behind import RUN
from indexer.names.notation import Notation, Notations, plain_words, words_of
from indexer.names.visibility import Visibility
from indexer.scan.records import Ref
from indexer.troubles.records import SCENE, SORRY, SPREAD, Use

_AT_USE = TRUSTING - {"axiom"}
"""Marks that count where notation is used; an axiom counts where it is added."""
_OPTIONS = OPTIONS | {UNCHECKED}


def uses(
    visibility: Visibility, notations: Notations, marks: Mapping[Ref, frozenset[str]]
) -> dict[Ref, tuple[Use, ...]]:
    """For every declaration that uses notation with `marks` what it uses."""
    return dict(_Search(visibility, notations, marks).users())


def signs(visibility: Visibility) -> frozenset[frozenset[str]]:
    """The words that are written where such notation is used; each set is one alternative, and the
    empty one stands for everywhere."""
    notations = Notations(visibility)
    marks = left_behind(notations)
    found: set[frozenset[str]] = set()
    for notation in notations.all:
        if notation.ref in marks:
            everywhere = _is_unasked(notations, notation) or _is_behind_others(notation)
            found.update([frozenset()] if everywhere else notation.triggers)
    return frozenset(found)


def left_behind(notations: Notations) -> dict[Ref, frozenset[str]]:
    """What notation leaves behind by itself, or by other notation that it expands to: a sorry, or
    words that trust compiled code."""
    own = {n.ref: frozenset(_own_marks(n)) for n in notations.all}
    found = {ref: marks for ref, marks in own.items() if marks}
    if not found:
        return {}
    expands = {
        notation.ref: {
            used.ref for used in notations.used(notation.expansion, notation.number, notation.start)
        }
        for notation in notations.all
    }
    grown = True
    while grown:
        grown = False
        for ref, to in expands.items():
            had = found.get(ref, frozenset())
            more = had.union(*(found[each] for each in to & found.keys()))
            if more != had:
                found[ref], grown = more, True
    return found


def _own_marks(notation: Notation) -> Iterator[str]:
    if notation.leaves.sorries and not notation.is_code:  # what is computed text cannot tell
        yield SORRY
    yield from _AT_USE.intersection(notation.leaves.trusts)
    yield from _OPTIONS.intersection(map(canonical, notation.expansion))
    if sets_scene(plain_words(notation.text)):
        yield SCENE
    if spreads_scene(plain_words(notation.text)):
        yield SPREAD


def _is_unasked(notations: Notations, notation: Notation) -> bool:
    """Whether Lean runs it by itself, so that no word sets it off."""
    return notation in set(notations.used(frozenset(), notation.number, notation.start))


def _is_behind_others(notation: Notation) -> bool:
    """Whether it gives a tactic that other words run a further meaning."""
    return any(not RUN.isdisjoint(trigger) for trigger in notation.triggers)


class _Search:
    """Looks for the users of troubled notation."""

    def __init__(
        self,
        visibility: Visibility,
        notations: Notations,
        marks: Mapping[Ref, frozenset[str]],
    ) -> None:
        self._visibility = visibility
        self._notations = notations
        self._marks = marks
        self._troubled = [n for n in notations.all if n.ref in marks]
        self._signs = {word for n in self._troubled for words in n.triggers for word in words}
        self._signs |= {f".{sign}" for sign in self._signs}
        self._characters = frozenset(sign for sign in self._signs if len(sign) == 1)

    def users(self) -> Iterator[tuple[Ref, tuple[Use, ...]]]:
        """The declarations in question; most are passed over at a glance."""
        if not self._troubled:
            return
        everywhere = any(_is_unasked(self._notations, n) for n in self._troubled)
        sources = {notation.number for notation in self._troubled}
        for number, (project, module) in enumerate(self._visibility.modules):
            if not any(self._visibility.may_see(number, source) for source in sources):
                continue
            for declaration in module.declarations:
                if everywhere or self._shows(declaration):
                    used = tuple(self._used(declaration, number))
                    if used:
                        yield Ref(project.project.id, module.name, declaration.name), used

    def _shows(self, declaration: Declaration) -> bool:
        """Whether any word that sets trouble off is written there: no miss, and quickly told."""
        return (
            declaration.keyword in self._signs
            or not self._signs.isdisjoint(declaration.body_names)
            or not self._signs.isdisjoint(declaration.statement_names)
            or (bool(self._characters) and self._shows_symbol(declaration))
        )

    def _shows_symbol(self, declaration: Declaration) -> bool:
        texts = (declaration.statement, *declaration.symbols)
        return any(not self._characters.isdisjoint(text) for text in texts)

    def _used(self, declaration: Declaration, number: int) -> Iterator[Use]:
        symbols = (c for c in set(declaration.statement) if not c.isalnum())
        written = words_of(declaration) | frozenset(symbols)
        for notation in self._notations.used(written, number, declaration.start):
            if notation.ref in self._marks:
                yield Use(notation, self._marks[notation.ref])
