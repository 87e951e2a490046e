"""The normal form of what a reviewer has read: a statement and the definitions it depends on.

A form is words without layout, comments and documentation, in which every name of the projects is
written in full.  So it survives reformatting, moved files and another `open`, and it changes when a
word comes to mean something else, though it is still written the same.  Each algorithm that ever
made a pin stays here under its name, so that a better one leaves old pins as they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache, partial

from indexer.judge.proofs import holds_no_data, without_proofs
from indexer.judge.reading import Reader, bound_inside, without_proof_of_end
from indexer.lean.names import canonical
from indexer.lean.records import DERIVING
from indexer.lean.syntax.keywords import DECLARATIONS, NEVER_NAMES
from indexer.lean.syntax.lexer import is_ident
from indexer.names.automation import WITHOUT_MEANING, Instance, attributes
from indexer.names.notation import Notation, plain_kind
from indexer.names.opened import opened
from indexer.names.resolver import Resolver, Spot
from indexer.names.scopes import scope_chain
from indexer.names.table import Entry
from indexer.names.visibility import Visibility
from indexer.scan.records import Ref
from indexer.terms.alpha import normal, used
from indexer.terms.fingerprint import (
    MEANINGLESS,
    PROPOSITIONS,
    Binder,
    included_at,
    needed,
    notation_form,
    spelled,
)
from indexer.terms.fingerprint import binders as split_binders
from indexer.terms.fingerprint import words as words_of
from indexer.terms.propositions import without_default

STATEMENT = "statement"
DECLARED = "definition "
RIVALS = "precedence of instances"

ABROAD = "instances of packages"

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
        return _statement(self._reader, entry)

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
            entries = sorted(filter(partial(self._in_force, entry), entries), key=self._place)
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

    def _place(self, entry: Entry) -> tuple[int, int]:
        visibility = self._reader.uses.table.visibility
        return visibility.order[
            visibility.number(entry.project, entry.module)
        ], entry.declaration.start

    def _priority(self, entry: Entry) -> str:
        """` (priority := low)`, which stands between `instance` and the name; "" for none."""
        text = self._reader.sources(entry.ref) or ""
        found = _PRIORITY.search(text[entry.declaration.start : entry.declaration.body])
        return f" {found[0]}" if found else ""

    def _switched(self, entry: Entry, names: set[str]) -> Iterator[str]:
        """What attributes that a statement sees say of some instances."""
        visibility = self._reader.uses.table.visibility
        here = visibility.number(entry.project, entry.module)
        if self._attributes is None:
            self._attributes = list(_instance_attributes(visibility))
        for number, text in self._attributes:
            named = {word.rpartition(".")[2] for word in text.partition("]")[2].split()}
            if names & named and (number == here or visibility.may_see(here, number)):
                yield text

    def _definition(self, ref: Ref) -> tuple[str, str]:
        if ref not in self._definitions:
            self._definitions[ref] = _piece(self._reader, ref)
        return self._definitions[ref]


class Words2(Words1):
    """The second: what of a definition is a proof is left out; instances that only show, pick or
    compare values are read where the statement asks for one; and so is what gives Lean's own signs
    and types another meaning, which no word of a statement tells of."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self._unnamed: list[_Unnamed] | None = None
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
            if _may_ask_for(name, written):
                found[f"definition {type_name}, {name}"] = f"deriving instance {name}"
        for instance in values:
            if _is_asked_for(instance, written):
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
        return _statement(self._reader, entry, taken_over(self._reader, entry))

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
        here = visibility.number(entry.project, entry.module)
        if self._attributes is None:
            self._attributes = list(_instance_attributes(visibility))
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
            self._values = [i for i in listed if i.anchors and _is_for_values(i)]
        if self._values:
            cone = frozenset(self._reader.uses.cone(entry.ref))
            yield from (i for i in self._values if i.anchors <= cone)

    def _all_unnamed(self) -> list[_Unnamed]:
        if self._unnamed is None:
            self._unnamed = list(_unnamed(self._reader))
        return self._unnamed

    def _definition(self, ref: Ref) -> tuple[str, str]:
        if ref not in self._definitions:
            self._definitions[ref] = _piece(self._reader, ref, proofs=False)
        return self._definitions[ref]


_ONLY_HERE = frozenset({"local", "scoped", "-"})


def _is_idle(name: str) -> bool:
    """Whether an instance only decides, which changes no meaning."""
    return name.startswith("Classical.") or name.endswith("ropDecidable")


# Classes of Lean's own that hold data, with what is written where one is asked for: a sign, or the
# beginning of a word; "0" stands for any numeral, and for a class without any one never knows.
_ASKED_BY: Mapping[str, tuple[str, ...]] = {
    "Add": ("+",), "HAdd": ("+",), "Sub": ("-",), "HSub": ("-",), "Neg": ("-",), "Mul": ("*",),
    "HMul": ("*",), "Div": ("/",), "HDiv": ("/",), "Mod": ("%",), "HMod": ("%",), "Pow": ("^",),
    "HPow": ("^",), "NatPow": ("^",), "SMul": ("•",), "HSMul": ("•",), "Append": ("+",),
    "HAppend": ("+",), "LE": ("≤", "≥"), "LT": ("<", ">"), "Dvd": ("∣",), "OfNat": ("0",),
    "Zero": ("0",), "One": ("0",), "OfScientific": ("0",), "NatCast": (), "IntCast": (), "Coe": (),
    "CoeTail": (), "CoeHead": (), "CoeOut": (), "CoeFun": (), "CoeSort": (), "CoeDep": (),
    "CoeT": (), "CoeHTCT": (), "BEq": ("=", "!", "∈", "contains", "elem", "count"),
    "Membership": ("∈", "∉"), "HasSubset": ("⊆", "⊇"), "HasSSubset": ("⊂", "⊃"), "Union": ("∪",),
    "Inter": ("∩",), "SDiff": ("\\",), "Singleton": ("{",), "Insert": ("{",),
    "EmptyCollection": ("∅", "{"), "GetElem": ("[",), "GetElem?": ("[",), "Max": ("max", "⊔"),
    "Min": ("min", "⊓"), "Ord": ("compare", "max", "min", "<", "≤"), "HasEquiv": ("≈",),
    "Setoid": ("≈", "⟦", "Quotient"), "Inv": ("⁻",), "Complement": ("~",), "AndOp": ("&",),
    "HAnd": ("&",), "OrOp": ("|",), "HOr": ("|",), "XorOp": ("^",), "ShiftLeft": ("<",),
    "ShiftRight": (">",), "Functor": ("<", "map"), "Seq": ("<",), "Bind": (">", "do", "bind"),
    "Pure": ("pure", "do", "return"), "Monad": ("do", "pure", "bind", ">", "<"),
    "Applicative": ("pure", "<"), "SizeOf": ("sizeOf",), "Trans": ("calc",),
    "Inhabited": ("default", "!", "panic", "arbitrary", "getD", "head", "Inhabited"),
    "ToString": ("toString", "s!", "f!", "m!", "ToString"), "Repr": ("repr", "reprStr", "Repr"),
    "Hashable": ("hash", "Hashable"), "ToFormat": ("format", "f!"), "ToExpr": ("toExpr",),
    "ToJson": ("toJson",), "FromJson": ("fromJson",), "ToMessageData": ("toMessageData", "m!"),
    "ForIn": ("for",), "Stream": ("for",), "ToStream": ("for",), "Std.ToFormat": ("format", "f!"),
}  # fmt: skip
_CORE_TYPES = frozenset(
    "Nat Int Fin Bool Char String List Array Option Prod Sum Unit PUnit Empty PEmpty Float Float32 "
    "Rat BitVec UInt8 UInt16 UInt32 UInt64 USize Int8 Int16 Int32 Int64 ISize Prop Type Sort "
    "Subtype Sigma PSigma PProd Except Id IO Vector ByteArray Substring Quot Quotient Function "
    "Name Thunk Task Ordering".split()
)


def _is_for_values(instance: Instance) -> bool:
    """Whether an instance is left out of what a statement depends on, and yet holds a value."""
    name = instance.type_class.rpartition(".")[2]
    return name in WITHOUT_MEANING and bool(_ASKED_BY.get(name))


def _is_asked_for(instance: Instance, written: frozenset[str]) -> bool:
    """Whether some word may ask for an instance of this class."""
    return _may_ask_for(instance.type_class, written)


def _may_ask_for(type_class: str, written: frozenset[str]) -> bool:
    name = type_class.rpartition(".")[2]
    signs = _ASKED_BY.get(name, ())
    if not signs:
        return name not in WITHOUT_MEANING
    numeral = "0" in signs and any(word[0].isdigit() for word in written)
    last = {part for word in written for part in word.rpartition(".")[2:]}
    return numeral or any(w.startswith(sign) for w in (*written, *last) for sign in signs)


class _Unnamed:
    """What a statement may depend on though no word or type of it leads there; `how` are the
    attributes by which it does."""

    def __init__(self, entry: Entry, how: str = "", instance: Instance | None = None) -> None:
        self.entry = entry
        self.how = how
        self._instance = instance

    def is_written(self, written: frozenset[str]) -> bool:
        """Whether a statement with these words may depend on it."""
        return self._instance is None or _is_asked_for(self._instance, written)


def _unnamed(reader: Reader) -> Iterator[_Unnamed]:
    """Instances of Lean's own classes on Lean's own types, default instances, and programs for the
    syntax of others."""
    uses = reader.uses
    for instance in uses.instances:
        if not instance.anchors and _is_core(instance, reader):
            yield _Unnamed(instance.entry, _default(instance.entry), instance)
        elif _default(instance.entry):
            yield _Unnamed(instance.entry, _default(instance.entry))
    yield from _late_defaults(reader)
    own = {notation.kind for notation in uses.notations.values()}
    for entry in uses.entries.values():
        if entry.declaration.attributes:
            for attribute in entry.declaration.attributes:
                for parts in attributes(attribute):
                    program = len(parts) > 1 and parts[0].removeprefix("builtin_") in _PROGRAMS
                    if program and plain_kind(parts[-1]) not in own:
                        yield _Unnamed(entry, f"@[ {' '.join(parts)} ]")


def _late_defaults(reader: Reader) -> Iterator[_Unnamed]:
    """`attribute [default_instance] a b`."""
    table = reader.uses.table
    for project, module in table.visibility.modules:
        for at, scope in enumerate(module.scopes):
            inside, _, names = scope.text.partition("]")
            if scope.kind != "attribute" or "default_instance" not in inside:
                continue
            resolver = Resolver(table, module, project)
            for name in names.split():
                for entry in resolver.resolve(name, Spot(at, module.size + 1)).named:
                    yield _Unnamed(entry, f"attribute {inside} ]")


_PROGRAMS = frozenset({"macro", "term_elab"})


def _default(entry: Entry) -> str:
    """The attribute that makes an instance a default one, "" for none."""
    found = (a for a in entry.declaration.attributes if "default_instance" in a)
    return " ".join(f"@[ {a} ]" for a in found)


def _is_core(instance: Instance, reader: Reader) -> bool:
    """Whether an instance gives a class of Lean's own a meaning on Lean's own types, or on any."""
    entry = instance.entry
    name = instance.type_class
    if name.rpartition(".")[2] not in _ASKED_BY or reader.meaning(name, entry):
        return False
    bound = {n for b in reader.statement(entry).binders for n in b.names}
    written = (w for w in instance.words if is_ident(w) and w not in NEVER_NAMES)
    types = (w for w in written if w != name and w not in bound and w not in ("True", "False"))
    return all(w in _CORE_TYPES or (w[0].islower() and len(w) == 1) for w in types)


ALGORITHMS: Mapping[str, Callable[[Reader], Words1]] = {"words1": Words1, "words2": Words2}
CURRENT = "words2"


@lru_cache(maxsize=1)
def current_form(reader: Reader) -> Words1:
    """The form in which what is read is pinned now.  One looks through the whole index, so that it
    is made once for all the claims of a reader."""
    return ALGORITHMS[CURRENT](reader)


# --- comparing ------------------------------------------------------------------------------------


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
    plain = {*NEVER_NAMES, *DECLARATIONS, *_CORE_TYPES, "True", "False"}
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


# --- reading --------------------------------------------------------------------------------------


def _piece(reader: Reader, ref: Ref, *, proofs: bool = True) -> tuple[str, str]:
    """The name and the words of one thing that is read, with its `proofs` or without."""
    notation = reader.uses.notations.get(ref)
    if notation is not None:
        return f"notation {ref.name}", " ".join(spelled(notation.text.split()))
    entry = reader.uses.entries[ref]
    words = _definition(reader, entry) if proofs else _defined(reader, entry)
    return f"definition {ref.name}", " ".join(words)


def _instance_attributes(visibility: Visibility) -> Iterator[tuple[int, str]]:
    """`attribute [-instance] a` and its like, with the number of the module."""
    for number, (_, module) in enumerate(visibility.modules):
        for scope in module.scopes:
            if scope.kind == "attribute" and "instance" in scope.text.partition("]")[0]:
                yield number, scope.text


def _statement(
    reader: Reader, entry: Entry, binders: Iterable[Binder] | None = None
) -> Iterator[str]:
    """Kind, binders (those of `variable` too), conclusion, and the options in force."""
    read = reader.statement(entry)
    given = read.binders if binders is None else binders
    words = [w for b in given for w in b.words] + [":", *read.conclusion]
    yield entry.declaration.kind
    yield from _named(reader, entry, words)
    scopes = scope_chain(entry.module, entry.declaration.scope)
    options = (s.text for s in scopes if s.kind == "set_option")
    yield from sorted(f"option {o}" for o in options if not o.startswith(MEANINGLESS))


def _definition(reader: Reader, entry: Entry) -> Iterator[str]:
    """The same and, unlike a theorem's proof, the body."""
    yield from _statement(reader, entry)
    yield from _named(reader, entry, without_proof_of_end(reader.body(entry)))
    yield from sorted(a for a in entry.declaration.attributes if "implemented_by" in a)


def _defined(reader: Reader, entry: Entry) -> Iterator[str]:
    """The same, but for proofs in the body and for `variable`s that it only seems to mention."""
    body = without_proof_of_end(without_proofs(reader, entry))
    yield from _statement(reader, entry, taken_over(reader, entry, body))
    yield from _named(reader, entry, body)
    yield from sorted(a for a in entry.declaration.attributes if "implemented_by" in a)


def taken_over(reader: Reader, entry: Entry, body: Sequence[str] = ()) -> tuple[Binder, ...]:
    """A statement's binders without the `variable`s that it, and this body, do not mention."""
    given = reader.statement(entry).binders
    own = words_of(entry.declaration.statement)
    written = split_binders(own)[0]
    count = len(given) - len(written)
    if entry.declaration.kind in PROPOSITIONS:
        written = list(given[count:])  # what a caller may leave out of a theorem is his business
    else:
        written = [_filled_in(reader, entry, binder) for binder in written]
    names = [name for binder in given[:count] for name in binder.names]
    if not names:
        return (*given[:count], *written)
    mentioned = used([*own, *body], names)
    here = included_at(entry.module, entry.declaration)
    return (*needed(given[:count], {*mentioned, *here}), *written)


def _filled_in(reader: Reader, entry: Entry, binder: Binder) -> Binder:
    """A binder of a definition as it is written: who leaves an argument out gets its default.  How
    a hypothesis is proved that is left out says nothing."""
    plain = Binder(binder.bracket, binder.names, without_default(binder.type))
    default = binder.type[len(plain.type) :]
    return plain if default[1:2] == ("by",) and reader.is_law(plain.type, entry) else binder


def _named(reader: Reader, entry: Entry, words: Iterable[str]) -> Iterator[str]:
    """The words, names of the projects in full; names that are bound stay as they are."""
    words = tuple(words)
    bound = {n for b in reader.statement(entry).binders for n in b.names} | bound_inside(words)
    for word in spelled(words):
        named = reader.meaning(word, entry) if is_ident(word) and word not in bound else []
        yield named[0].ref.name if len(named) == 1 and _is_whole(word, named[0]) else word


def _is_whole(word: str, entry: Entry) -> bool:
    """Whether a word names the declaration itself, not a part or a field of it."""
    return entry.ref.name.rpartition(".")[2] == word.rpartition(".")[2]


def claim_words(text: str) -> str:
    """A claim's own statement as it is compared: white space folded."""
    return " ".join(text.split())
