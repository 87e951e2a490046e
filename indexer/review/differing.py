"""Where two readings of a declaration differ, whatever bound names are called and definitions have
been renamed to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from indexer.lean.names import canonical
from indexer.lean.syntax.keywords import DECLARATIONS, NEVER_NAMES
from indexer.lean.syntax.lexer import is_ident
from indexer.names.opened import opened
from indexer.names.scopes import scope_chain
from indexer.names.table import Entry
from indexer.review.normal_form import DECLARED, STATEMENT
from indexer.review.unnamed import CORE_TYPES
from indexer.terms.alpha import normal
from indexer.terms.fingerprint import MEANINGLESS, notation_form


@cache
def _idle_option() -> re.Pattern[str]:
    names = "|".join(map(re.escape, MEANINGLESS))
    return re.compile(rf" option (?:{names})\S* \S+")


def differing(
    before: Mapping[str, str], after: Mapping[str, str], is_gone: Callable[[str], bool]
) -> list[str]:
    """The parts in which two readings differ, whatever bound names are called and definitions have
    been renamed to; the statement first, then by name.

    `is_gone` tells whether no declaration has a name any more: only such a one can have been
    renamed.
    """
    left = {part: words for part, words in before.items() if after.get(part) != words}
    right = {part: words for part, words in after.items() if before.get(part) != words}
    if not left and not right:
        return []
    old = {part: _comparable(part, words) for part, words in left.items()}
    new = {part: _comparable(part, words) for part, words in right.items()}
    old, renamed = _renamed(old, new, is_gone)
    parts = old.keys() | new.keys()
    changed = (part for part in parts if old.get(part) != new.get(part))
    back = {now: was for was, now in renamed.items()}
    return sorted(
        {back.get(part, part) for part in changed}, key=lambda part: (part != STATEMENT, part)
    )


def normal_statement(text: str) -> tuple[str, ...]:
    """A statement that was read, as statements are compared."""
    return _comparable(STATEMENT, text)


def names_packages(text: str, is_known: Callable[[str], bool]) -> bool:
    """Whether words that were read hold a name that is neither bound nor the projects' own, nor one
    of Lean's that nobody opens a namespace for."""
    found = normal(text.split(), statement=text.startswith("theorem "))
    plain = {*NEVER_NAMES, *DECLARATIONS, *CORE_TYPES, "True", "False"}
    return any(is_ident(w) and w not in plain and not is_known(canonical(w)) for w in found)


def opened_around(entry: Entry) -> frozenset[str]:
    """What is open where a declaration stands: the namespaces it is in among them."""
    found = set()
    for scope in scope_chain(entry.module, entry.declaration.scope):
        if scope.kind == "open":
            found.update(opened(scope.text))
        elif scope.namespace:
            found.add(scope.namespace)
    return frozenset(found)


def _comparable(part: str, text: str) -> tuple[str, ...]:
    """The words of a part as they are compared."""
    if part.startswith("notation "):
        return tuple(notation_form(text).split())
    return normal(_idle_option().sub("", text).split(), statement=text.startswith("theorem "))


def _renamed(
    old: Mapping[str, tuple[str, ...]],
    new: Mapping[str, tuple[str, ...]],
    is_gone: Callable[[str], bool],
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """The old parts under the names that their definitions have now, and those parts that were
    renamed.  A definition was renamed when its name is gone and one has come that says the same of
    itself and of all others that were renamed."""
    left = [p for p in old if p not in new and p.startswith(DECLARED) and is_gone(_name(p))]
    came = [p for p in new if p not in old and p.startswith(DECLARED)]
    names: dict[str, str] = {}
    parts: dict[str, str] = {}
    grown = bool(left and came)
    while grown:
        said = defaultdict(list)
        for part in came:
            said[_of_itself(new[part], _name(part))].append(part)
        grown = False
        for part in left:
            found = said.get(_of_itself(_under(old[part], names), _name(part)), [])
            if len(found) == 1:
                parts[part], names[_name(part)] = found[0], _name(found[0])
                grown = True
        left = [p for p in left if p not in parts]
        came = [p for p in came if p not in parts.values()]
    moved = {parts.get(part, part): _under(words, names) for part, words in old.items()}
    return moved, parts


def _name(part: str) -> str:
    return part.removeprefix(DECLARED)


def _of_itself(words: Iterable[str], name: str) -> tuple[str, ...]:
    """Words in which a definition's own name is `self`."""
    last = name.rpartition(".")[2]
    return tuple("self" if word in (name, last) else word for word in words)


def _under(words: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """Words under new names of definitions, of their fields and constructors too."""
    return tuple(_renamed_word(word, names) for word in words) if names else tuple(words)


def _renamed_word(word: str, names: Mapping[str, str]) -> str:
    if word in names:
        return names[word]
    head, _, last = word.rpartition(".")
    return f"{names[head]}.{last}" if head in names else word


def claim_words(text: str) -> str:
    """A claim's own statement as it is compared: white space folded."""
    return " ".join(text.split())
