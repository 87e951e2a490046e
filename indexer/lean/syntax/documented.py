"""The kinds that Lean's documentation shows (doc-gen4, DocGen4/Process/DocInfo.lean).

They are the kernel's, but for what an attribute makes an instance or a class, be it a theorem, and
wherever in the file that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from indexer.lean.records import Scope
from indexer.lean.syntax.lexer import is_ident, lex

_MAKES = ("instance", "class")
CLASS_INDUCTIVE = "class inductive"


def given_later(scopes: Sequence[Scope]) -> Mapping[str, str]:
    """Names that `attribute [instance] x` and `attribute [class] X` speak of → what they make of
    them; a name may stand for any that the open namespaces allow."""
    found: dict[str, str] = {}
    for scope in scopes:
        attributes, _, names = scope.text.partition("]")
        if scope.kind == "attribute":
            for kind in _made(attributes):
                for name in filter(is_ident, lex(names)[0]):
                    found |= dict.fromkeys(_meanings(name, scope.namespace), kind)
    return found


def kind(
    name: str, kind: str, keyword: str, attributes: Sequence[str], later: Mapping[str, str]
) -> str:
    """The kind that documentation shows of a declaration."""
    if keyword == CLASS_INDUCTIVE:
        return "class"
    made = next((made for attribute in attributes for made in _made(attribute)), None)
    return made or later.get(name, kind)


def _made(attributes: str) -> Iterator[str]:
    """What a list of attributes makes of a declaration, everywhere."""
    for attribute in attributes.strip("[").split(","):
        words = attribute.split()
        if words and words[0] in _MAKES:
            yield words[0]


def _meanings(name: str, namespace: str) -> Iterator[str]:
    yield name.removeprefix("_root_.")
    parts = namespace.split(".") if namespace else []
    for count in range(len(parts), 0, -1):
        yield ".".join((*parts[:count], name))
