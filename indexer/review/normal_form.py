"""The normal form of what a reviewer has read: a statement and the definitions it depends on.

A form is words without layout, comments and documentation, in which every name of the projects is
written in full.  So it survives reformatting, moved files and another `open`, and it changes when a
word comes to mean something else, though it is still written the same.  Each algorithm that ever
made a pin stays here under its name, so that a better one leaves old pins as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache, partial
from operator import attrgetter

from indexer.judge.proofs import holds_no_data
from indexer.judge.reading import Reader
from indexer.lean.records import DERIVING
from indexer.lean.syntax.lexer import is_ident
from indexer.names.notation import Notation
from indexer.names.resolver import Resolver, Spot
from indexer.names.scopes import scope_chain
from indexer.names.table import Entry
from indexer.review.unnamed import Unnamed, is_for_values, may_ask_for, unnamed
from indexer.review.wording import instance_attributes, piece, statement_words, taken_over
from indexer.scan.records import Ref
from indexer.terms.fingerprint import PROPOSITIONS, spelled
from indexer.terms.fingerprint import words as words_of
from indexer.usegraph.instances import Instance

STATEMENT = "statement"
DECLARED = "definition "
RIVALS = "precedence of instances"

ABROAD = "instances of packages"

_ONLY_HERE = frozenset({"local", "scoped", "-"})
_RANK = attrgetter("rank")
_PRIORITY = re.compile(r"\(\s*priority\s*:=[^)]*\)")

Pieces = dict[str, str]
"""What was read, in parts: "statement", "definition N" for every definition, "notation N",
"precedence of instances" where several of one class compete, and "instances of packages" that
attributes make or unmake."""


class Words1:
    """The first algorithm: words.  A definition that many statements depend on is read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._definitions: dict[Ref, tuple[str, str]] = {}
        self._attributes: list[tuple[int, str]] | None = None

    def pieces(self, entry: Entry) -> Pieces:
        """What one reads who reads a statement."""
        found = {STATEMENT: " ".join(self._says(entry))}
        for ref in self._reader.uses.cone(entry.ref):
            if self._is_proof(ref):
                continue
            name, form = self._form(entry, ref)
            # two private definitions of one name are told apart by what they say
            found[name] = self._both(found[name], form) if name in found else form
        rivals = " ; ".join(self._rivals(entry))
        return {**found, RIVALS: rivals} if rivals else found

    def _says(self, entry: Entry) -> Iterator[str]:
        return statement_words(self._reader, entry)

    def _form(self, _entry: Entry, ref: Ref) -> tuple[str, str]:
        """The name and the words of what a declaration depends on."""
        return self._definition(ref)

    @staticmethod
    def _both(one: str, other: str) -> str:
        return f"{one} ; {other}"

    def _is_proof(self, _ref: Ref) -> bool:
        """Whether what something depends on is left out, for it is a proof."""
        return False

    def _rivals(self, entry: Entry) -> Iterator[str]:
        """Instances of one class in a statement's cone: which one Lean takes hangs on their
        priorities, on what attributes say of them, and on their order, the last one first."""
        uses = self._reader.uses
        cone = frozenset(uses.cone(entry.ref))
        groups: dict[tuple[str, frozenset[Ref]], list[Entry]] = defaultdict(list)
        for instance in uses.instances:
            if instance.entry.ref in cone and not self._is_proof(instance.entry.ref):
                groups[instance.type_class, instance.anchors].append(instance.entry)
        for (name, _), entries in sorted(groups.items(), key=lambda item: item[0][0]):
            entries = sorted(filter(partial(self._in_force, entry), entries), key=_RANK)
            told = [f"{e.ref.name}{self._priority(e)}" for e in entries]
            late = list(self._switched(entry, {e.ref.name.rpartition(".")[2] for e in entries}))
            if len(told) > 1 or late or any(self._is_scoped(e) for e in entries):
                yield " ".join((name, ":", *told, *late))

    def _in_force(self, _entry: Entry, _instance: Entry) -> bool:
        """Whether a declaration may take an instance of its cone."""
        return True

    def _is_scoped(self, _instance: Entry) -> bool:
        """Whether an instance is there only where its namespace is open."""
        return False

    def _priority(self, entry: Entry) -> str:
        """` (priority := low)`, which stands between `instance` and the name; "" for none."""
        text = self._reader.sources(entry.ref) or ""
        found = _PRIORITY.search(text[entry.declaration.start : entry.declaration.body])
        return f" {found[0]}" if found else ""

    def _switched(self, entry: Entry, names: set[str]) -> Iterator[str]:
        """What attributes that a statement sees say of some instances."""
        visibility = self._reader.uses.table.visibility
        here = entry.number
        if self._attributes is None:
            self._attributes = list(instance_attributes(visibility))
        for number, text in self._attributes:
            named = {word.rpartition(".")[2] for word in text.partition("]")[2].split()}
            if names & named and (number == here or visibility.may_see(here, number)):
                yield text

    def _definition(self, ref: Ref) -> tuple[str, str]:
        if ref not in self._definitions:
            self._definitions[ref] = piece(self._reader, ref)
        return self._definitions[ref]


class Words2(Words1):
    """The second: what of a definition is a proof is left out; instances that only show, pick or
    compare values are read where the statement asks for one; and so is what gives Lean's own signs
    and types another meaning, which no word of a statement tells of."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self._unnamed: list[Unnamed] | None = None
        self._proofs: dict[Ref, bool] = {}
        self._values: list[Instance] | None = None
        self._scoped: dict[Ref, bool] = {}
        self._beneath: dict[Ref, list[Ref]] = {}

    def pieces(self, entry: Entry) -> Pieces:
        """What one reads who reads a statement."""
        found = super().pieces(entry)
        abroad = " ; ".join(sorted(set(self._marked_abroad(entry))))
        if abroad:
            found[ABROAD] = abroad
        sees = self._reader.uses.table.sees
        perhaps = [each for each in self._all_unnamed() if sees(entry, each.entry)]
        perhaps = [each for each in perhaps if self._in_force(entry, each.entry)]
        values = [i for i in self._for_values(entry) if sees(entry, i.entry)]
        derived = list(self._derived(entry))
        if not perhaps and not values and not derived:
            return found
        written = frozenset(" ".join(found.values()).split())
        for name, type_name in derived:
            if may_ask_for(name, written):
                found[f"definition {type_name}, {name}"] = f"deriving instance {name}"
        for instance in values:
            if may_ask_for(instance.type_class, written):
                found.setdefault(*self._definition(instance.entry.ref))
                self._add_cone(found, instance.entry)
        for each in perhaps:
            if each.is_written(written):
                name, form = self._definition(each.entry.ref)
                found[name] = f"{each.how} {form}" if each.how else form
                self._add_cone(found, each.entry)
        return found

    def _add_cone(self, found: Pieces, entry: Entry) -> None:
        """What an instance gives that no word leads to depends on what it is made of."""
        uses = self._reader.uses
        if entry.ref not in self._beneath:
            named = (ref for ref, _ in uses.out(entry.ref))
            all_ = dict.fromkeys(each for ref in named for each in (ref, *uses.cone(ref)))
            self._beneath[entry.ref] = [ref for ref in all_ if self._is_read(ref)]
        for ref in self._beneath[entry.ref]:
            found.setdefault(*self._definition(ref))

    def _is_read(self, ref: Ref) -> bool:
        """Whether somebody reads a definition or notation who wants to know what is meant."""
        entry = self._reader.uses.entries.get(ref)
        if entry is None:
            return ref in self._reader.uses.notations
        return entry.declaration.kind not in PROPOSITIONS and not self._is_proof(ref)

    def _says(self, entry: Entry) -> Iterator[str]:
        return statement_words(self._reader, entry, taken_over(self._reader, entry))

    def _form(self, entry: Entry, ref: Ref) -> tuple[str, str]:
        """Of notation that is set off alike all that is in force: the last one goes first."""
        alike = self._reader.uses.alike.get(ref, ())
        here = [n.text for n in alike if self._has(entry, n)]
        if len(here) < 2:
            return self._definition(ref)
        return f"notation {ref.name}", " ; ".join(" ".join(spelled(t.split())) for t in here)

    def _has(self, entry: Entry, notation: Notation) -> bool:
        """Whether a notation stands above a declaration, if it is of the same file."""
        if notation.module is not entry.module:
            return not notation.local
        return notation.start <= entry.declaration.start

    def _in_force(self, entry: Entry, instance: Entry) -> bool:
        namespace = instance.module.scopes[instance.declaration.scope].namespace
        return not self._is_scoped(instance) or self._reader.activates(namespace, entry)

    def _is_scoped(self, instance: Entry) -> bool:
        if instance.ref not in self._scoped:
            text = self._reader.sources(instance.ref) or ""
            head = text[instance.declaration.start : instance.declaration.body]
            found = "scoped" in head and "scoped" in words_of(head.partition(":")[0])
            self._scoped[instance.ref] = found
        return self._scoped[instance.ref]

    @staticmethod
    def _both(one: str, other: str) -> str:
        return " ; ".join(sorted((*one.split(" ; "), other)))

    def _is_proof(self, ref: Ref) -> bool:
        if ref not in self._proofs:
            entry = self._reader.uses.entries.get(ref)
            self._proofs[ref] = entry is not None and holds_no_data(self._reader, entry)
        return self._proofs[ref]

    def _marked_abroad(self, entry: Entry) -> Iterator[str]:
        """What attributes in force make an instance, or none any more, of declarations of packages:
        no word of the statement tells, and the same words may mean another norm or order."""
        visibility = self._reader.uses.table.visibility
        here = entry.number
        if self._attributes is None:
            self._attributes = list(instance_attributes(visibility))
        if not self._attributes:
            return
        chain = scope_chain(entry.module, entry.declaration.scope)
        texts = [s.text for s in chain if s.kind == "attribute" and "instance" in s.text]
        for number, text in self._attributes:
            everywhere = _ONLY_HERE.isdisjoint(words_of(text.partition("]")[0]))
            if everywhere and number != here and visibility.may_see(here, number):
                texts.append(text)
        for text in texts:
            inside, _, names = text.removeprefix("[").partition("]")
            if "instance" in words_of(inside):
                for name in names.split():
                    if name.rpartition(".")[2] not in self._own_instances and not _is_idle(name):
                        yield f"[{inside}] {name}"

    def _derived(self, entry: Entry) -> Iterator[tuple[str, str]]:
        """Class and type of `deriving instance C for T` that a statement about T sees."""
        if not self._deriving:
            return
        cone = frozenset(self._reader.uses.cone(entry.ref))
        sees = self._reader.uses.table.sees
        for classes, made_for in self._deriving:
            if made_for.ref in cone and sees(entry, made_for):
                yield from ((name, made_for.ref.name) for name in classes)

    @cached_property
    def _deriving(self) -> list[tuple[list[str], Entry]]:
        """The classes and the type of each `deriving instance A, B for T`, as a command."""
        table = self._reader.uses.table
        found: list[tuple[list[str], Entry]] = []
        for project, module in table.visibility.modules:
            for at, scope in enumerate(module.scopes):
                if scope.kind != DERIVING:
                    continue
                classes, _, types = scope.text.partition(" for ")
                resolver = Resolver(table, module, project)
                for name in filter(is_ident, types.split()):
                    named = resolver.resolve(name, Spot(at, module.size + 1)).named
                    found += [(list(filter(is_ident, classes.split())), one) for one in named]
        return found

    @cached_property
    def _own_instances(self) -> frozenset[str]:
        return frozenset(i.entry.ref.name.rpartition(".")[2] for i in self._reader.uses.instances)

    def _for_values(self, entry: Entry) -> Iterator[Instance]:
        """Instances of the projects' own types from which something may take its value."""
        if self._values is None:
            listed = self._reader.uses.instances
            self._values = [i for i in listed if is_for_values(i) and i.anchors]
        if self._values:
            cone = frozenset(self._reader.uses.cone(entry.ref))
            yield from (i for i in self._values if i.anchors <= cone)

    def _all_unnamed(self) -> list[Unnamed]:
        if self._unnamed is None:
            self._unnamed = list(unnamed(self._reader))
        return self._unnamed

    def _definition(self, ref: Ref) -> tuple[str, str]:
        if ref not in self._definitions:
            self._definitions[ref] = piece(self._reader, ref, proofs=False)
        return self._definitions[ref]


def _is_idle(name: str) -> bool:
    """Whether an instance only decides, which changes no meaning."""
    return name.startswith("Classical.") or name.endswith("ropDecidable")


ALGORITHMS: Mapping[str, Callable[[Reader], Words1]] = {"words1": Words1, "words2": Words2}
CURRENT = "words2"


@lru_cache(maxsize=1)
def current_form(reader: Reader) -> Words1:
    """The form in which what is read is pinned now.  One looks through the whole index, so that it
    is made once for all the claims of a reader."""
    return ALGORITHMS[CURRENT](reader)
