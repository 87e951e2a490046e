"""What gives the names of a module: its declarations without what they say.

That is a twentieth of the records.  It is enough to tell where a name is declared and what the
words of a statement may name, in any module, whatever is read of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from msgspec import Struct, msgpack, structs

from indexer.base.closures import reached
from indexer.lean.names import ancestors, canonical, halves, last_component
from indexer.lean.records import Alias, Declaration, Module, Scope
from indexer.lean.syntax.generated import made, made_by, may_make


class Named(Struct, frozen=True, array_like=True, gc=False):
    """A declaration without what it says; see `Declaration`.  `makes` has the last components of
    the names that its attributes make."""

    name: str
    kind: str
    start: int
    visibility: str
    modifiers: tuple[str, ...]
    attributes: tuple[str, ...]
    members: tuple[str, ...]
    parents: tuple[str, ...]
    approximate: bool
    after_exit: bool
    makes: tuple[str, ...]


class ModuleNames(Struct, frozen=True, array_like=True, gc=False):
    """What gives the names of one module, in canonical spelling; `late` are attributes by commands
    of their own that make names of what stands elsewhere, `makes` the last components of these."""

    declared: tuple[Named, ...]
    aliases: tuple[Alias, ...]
    late: tuple[Scope, ...]
    makes: tuple[str, ...] = ()


NAMELESS = ModuleNames((), (), ())
"""A module that declares nothing."""

_write = msgpack.Encoder().encode
decode_names: Callable[[bytes], ModuleNames] = msgpack.Decoder(ModuleNames).decode
"""The names in the bytes that `encode_names` wrote; only for bytes this very program wrote."""


def encode_names(module: Module) -> bytes:
    """What gives the names of a module, as bytes."""
    late = tuple(s for s in module.scopes if s.kind == "attribute" and may_make(s.text))
    makes = dict.fromkeys(name for scope in late for name in _made_late(scope.text))
    declared = {declaration.name for declaration in module.declarations}
    return _write(
        ModuleNames(
            tuple(map(_named, module.declarations)),
            tuple(alias for alias in module.aliases if alias.name not in declared),
            late,
            tuple(makes),
        )
    )


def _made_late(text: str) -> Iterator[str]:
    """The last components of what `[to_additive] a b` makes of a and b, whatever these are."""
    inside, _, names = text.removeprefix("[").partition("]")
    for name in names.split():
        for kind in ("theorem", "structure"):
            yield from (last_component(each.name) for each in made_by(inside, name, kind))


def _named(declaration: Declaration) -> Named:
    return Named(
        canonical(declaration.name),
        declaration.kind,
        declaration.start,
        declaration.visibility,
        declaration.modifiers,
        declaration.attributes,
        tuple(map(canonical, declaration.members)),
        declaration.parents,
        declaration.approximate,
        declaration.after_exit,
        tuple(dict.fromkeys(last_component(each.name) for each in made(declaration))),
    )


@dataclass(frozen=True, slots=True)
class Naming:
    """What gives the names of all modules of an index, in the order of these."""

    modules: Sequence[ModuleNames]

    def called(self, parts: Iterable[str]) -> list[ModuleNames]:
        """Each module with no more than what can be meant by a name whose last component is one of
        `parts`: what is called or makes names so, what such an alias stands for, and what tells how
        a made name is translated."""
        wanted = self._wanted(parts)
        kept = [[one for one in m.declared if _is_called(one, wanted)] for m in self.modules]
        names = {halves(one.name)[0] for declared in kept for one in declared}
        around = {outer for name in names for outer in ancestors(name)}
        return [
            structs.replace(
                module, declared=tuple(_with_partners(module, declared, wanted, around))
            )
            for module, declared in zip(self.modules, kept, strict=True)
        ]

    def calls(self, part: str) -> bool:
        """Whether anything is called by, or given, a name with this last component."""
        return any(
            part in module.makes
            or any(last_component(alias.name) == part for alias in module.aliases)
            or any(_is_called(one, {part}) for one in module.declared)
            for module in self.modules
        )

    def making(self, parts: Iterable[str]) -> Iterator[int]:
        """The places of the modules that make names of these last components of what stands
        elsewhere."""
        wanted = set(parts)
        for at, module in enumerate(self.modules):
            if not wanted.isdisjoint(module.makes):
                yield at

    def _wanted(self, parts: Iterable[str]) -> Set[str]:
        """The last components with those of what aliases and late attributes speak of."""
        targets: dict[str, set[str]] = {}
        for module in self.modules:
            for alias in module.aliases:
                targets.setdefault(last_component(alias.name), set()).add(
                    last_component(alias.target)
                )
        found = set(reached(parts, lambda part: targets.get(part, ())))
        late = (s.text for m in self.modules if not found.isdisjoint(m.makes) for s in m.late)
        return found.union(
            *(map(last_component, text.partition("]")[2].split()) for text in (*late,))
        )


def _is_called(one: Named, parts: Set[str]) -> bool:
    """Whether a declaration, a part of it or what it makes has one of these last components."""
    return (
        halves(one.name)[1] in parts
        or any(halves(name)[1] in parts for name in one.members)
        or not parts.isdisjoint(one.makes)
    )


def _with_partners(
    module: ModuleNames, kept: Iterable[Named], parts: Set[str], around: Set[str]
) -> Iterable[Named]:
    """What is kept of a module, and the namespaces `around` it, which may have a partner."""
    if not any(one.name in around for one in module.declared):
        return kept
    return (one for one in module.declared if one.name in around or _is_called(one, parts))


def with_names(outline: Module, names: ModuleNames) -> Module:
    """A module that is known in outline, with what gives its names."""
    declared = (
        Declaration(
            name=one.name,
            kind=one.kind,
            keyword=one.kind,
            line=0,
            column=0,
            start_line=0,
            start_column=0,
            end_line=0,
            end_column=0,
            start=one.start,
            end=one.start,
            name_start=one.start,
            signature=one.start,
            body=one.start,
            visibility=one.visibility,
            approximate=one.approximate,
            modifiers=one.modifiers,
            attributes=one.attributes,
            members=one.members,
            parents=one.parents,
            after_exit=one.after_exit,
        )
        for one in names.declared
    )
    return structs.replace(
        outline, declarations=tuple(declared), aliases=names.aliases, scopes=names.late
    )
