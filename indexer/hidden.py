"""Which declarations use notation or a macro that leaves a sorry, found without the use graph.

A check of a tree as large as Mathlib wants to know just this of all declarations, and what they use
of a few only.  The answer is the one that `graph.Uses.hidden` gives.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.lean.keywords import FORGES
from indexer.lean.programs import LEAVES_SORRY
from indexer.lean.sorries import OPTIONS, WORDS
from indexer.model import Declaration, Index, Ref
from indexer.notation import Notation, Notations, heads, words_of
from indexer.visibility import Visibility

FORMS = frozenset({*WORDS, *OPTIONS, *LEAVES_SORRY, *FORGES})
"""Words one of which is in every expansion that leaves a sorry by itself."""


def hiding(index: Index) -> frozenset[Ref]:
    """The declarations that hold a sorry which their own text does not show."""
    visibility = Visibility(index)
    notations = Notations(visibility)
    return frozenset(_Search(visibility, notations, troubled(notations)).users())


def signs(visibility: Visibility) -> frozenset[frozenset[str]]:
    """The words that are written where such notation is used; each set is one alternative, and the
    empty one stands for everywhere."""
    notations = Notations(visibility)
    found: set[frozenset[str]] = set()
    for notation in troubled(notations):
        found.update([frozenset()] if is_unasked(notations, notation) else notation.triggers)
        if notation.declares:
            found.update(frozenset({word.strip('`"')}) for word in notation.expansion)
    return frozenset(found)


def troubled(notations: Notations) -> list[Notation]:
    """Notation that leaves a sorry itself, or by other notation that it expands to."""
    found = {notation.ref for notation in notations.all if notation.leaves_sorry}
    if not found:
        return []
    expands = {
        notation: {
            used.ref for used in notations.used(notation.expansion, notation.number, notation.start)
        }
        for notation in notations.all
    }
    grown = True
    while grown:
        more = {n.ref for n, to in expands.items() if n.ref not in found and to & found}
        found |= more
        grown = bool(more)
    return [notation for notation in notations.all if notation.ref in found]


def is_unasked(notations: Notations, notation: Notation) -> bool:
    """Whether Lean runs it by itself, so that no word sets it off."""
    return notation in set(notations.used(frozenset(), notation.number, notation.start))


class _Search:
    """Looks for the users of troubled notation."""

    def __init__(
        self, visibility: Visibility, notations: Notations, troubled: list[Notation]
    ) -> None:
        self._visibility = visibility
        self._notations = notations
        self._troubled = troubled
        self._refs = {notation.ref for notation in troubled}
        self._declaring = self._declared_by()
        self._signs = {word for n in troubled for words in n.triggers for word in words}
        self._signs |= self._declaring.keys()
        self._signs |= {f".{sign}" for sign in self._signs}
        self._characters = frozenset(sign for sign in self._signs if len(sign) == 1)

    def _declared_by(self) -> dict[str, list[Notation]]:
        """Names that only a troubled command can have declared, with those commands."""
        declaring = [notation for notation in self._troubled if notation.declares]
        if not declaring:
            return {}
        known = {
            part
            for _, module in self._visibility.modules
            for declaration in module.declarations
            for part in (declaration.name, declaration.name.rpartition(".")[2])
        }
        found: dict[str, list[Notation]] = {}
        for word, notations in self._notations.by_word.items():
            commands = [notation for notation in notations if notation in declaring]
            if commands and word not in known:
                found[word] = commands
        return found

    def users(self) -> Iterator[Ref]:
        """The declarations in question; most are passed over at a glance."""
        if not self._troubled:
            return
        everywhere = any(is_unasked(self._notations, n) for n in self._troubled)
        sources = {notation.number for notation in self._troubled}
        for number, (project, module) in enumerate(self._visibility.modules):
            if not any(self._visibility.may_see(number, source) for source in sources):
                continue
            for declaration in module.declarations:
                if (everywhere or self._shows(declaration)) and self._uses(declaration, number):
                    yield Ref(project.project.id, module.name, declaration.name)

    def _shows(self, declaration: Declaration) -> bool:
        """Whether any word that sets trouble off is written there: no miss, and quickly told."""
        return (
            declaration.keyword in self._signs
            or not self._signs.isdisjoint(declaration.body_names)
            or not self._signs.isdisjoint(declaration.statement_names)
            or (bool(self._characters) and self._shows_symbol(declaration))
            or (bool(self._declaring) and self._names_declared(declaration))
        )

    def _names_declared(self, declaration: Declaration) -> bool:
        names = (*declaration.body_names, *declaration.statement_names)
        return any(head in self._declaring for name in names for head in heads(name))

    def _shows_symbol(self, declaration: Declaration) -> bool:
        texts = (declaration.statement, *declaration.symbols)
        return any(not self._characters.isdisjoint(text) for text in texts)

    def _uses(self, declaration: Declaration, number: int) -> bool:
        symbols = (c for c in set(declaration.statement) if not c.isalnum())
        written = words_of(declaration) | frozenset(symbols)
        if any(
            n.ref in self._refs for n in self._notations.used(written, number, declaration.start)
        ):
            return True
        named = (h for word in written for h in heads(word)) if self._declaring else ()
        commands = (n for word in named for n in self._declaring.get(word, ()))
        return any(self._notations.in_force(n, number, declaration.start) for n in commands)
