"""What a statement may depend on though no word of it leads there: instances of Lean's own classes,
default instances, programs for the syntax of others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.judge.reading import Reader
from indexer.lean.syntax.keywords import NEVER_NAMES
from indexer.lean.syntax.lexer import is_ident
from indexer.names.automation import WITHOUT_MEANING, attributes
from indexer.names.notation import plain_kind
from indexer.names.resolver import Resolver, Spot
from indexer.names.table import Entry
from indexer.usegraph.instances import Instance

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
CORE_TYPES = frozenset(
    "Nat Int Fin Bool Char String List Array Option Prod Sum Unit PUnit Empty PEmpty Float Float32 "
    "Rat BitVec UInt8 UInt16 UInt32 UInt64 USize Int8 Int16 Int32 Int64 ISize Prop Type Sort "
    "Subtype Sigma PSigma PProd Except Id IO Vector ByteArray Substring Quot Quotient Function "
    "Name Thunk Task Ordering".split()
)


def is_for_values(instance: Instance) -> bool:
    """Whether an instance is left out of what a statement depends on, and yet holds a value."""
    name = instance.type_class.rpartition(".")[2]
    return name in WITHOUT_MEANING and bool(_ASKED_BY.get(name))


def may_ask_for(type_class: str, written: frozenset[str]) -> bool:
    """Whether some word of those written may ask for an instance of a class."""
    name = type_class.rpartition(".")[2]
    signs = _ASKED_BY.get(name, ())
    if not signs:
        return name not in WITHOUT_MEANING
    numeral = "0" in signs and any(word[0].isdigit() for word in written)
    last = {part for word in written for part in word.rpartition(".")[2:]}
    return numeral or any(w.startswith(sign) for w in (*written, *last) for sign in signs)


class Unnamed:
    """What a statement may depend on though no word or type of it leads there; `how` are the
    attributes by which it does."""

    def __init__(self, entry: Entry, how: str = "", instance: Instance | None = None) -> None:
        self.entry = entry
        self.how = how
        self._instance = instance

    def is_written(self, written: frozenset[str]) -> bool:
        """Whether a statement with these words may depend on it."""
        return self._instance is None or may_ask_for(self._instance.type_class, written)


def unnamed(reader: Reader) -> Iterator[Unnamed]:
    """Instances of Lean's own classes on Lean's own types, default instances, and programs for the
    syntax of others."""
    uses = reader.uses
    for instance in uses.instances:
        if _is_core(instance, reader):
            yield Unnamed(instance.entry, _default(instance.entry), instance)
        elif _default(instance.entry):
            yield Unnamed(instance.entry, _default(instance.entry))
    yield from _late_defaults(reader)
    own = {notation.kind for notation in uses.notations.values()}
    for entry in uses.entries.values():
        if entry.declaration.attributes:
            for attribute in entry.declaration.attributes:
                for parts in attributes(attribute):
                    program = len(parts) > 1 and parts[0].removeprefix("builtin_") in _PROGRAMS
                    if program and plain_kind(parts[-1]) not in own:
                        yield Unnamed(entry, f"@[ {' '.join(parts)} ]")


def _late_defaults(reader: Reader) -> Iterator[Unnamed]:
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
                    yield Unnamed(entry, f"attribute {inside} ]")


_PROGRAMS = frozenset({"macro", "term_elab"})


def _default(entry: Entry) -> str:
    """The attribute that makes an instance a default one, "" for none."""
    found = (a for a in entry.declaration.attributes if "default_instance" in a)
    return " ".join(f"@[ {a} ]" for a in found)


def _is_core(instance: Instance, reader: Reader) -> bool:
    """Whether an instance gives a class of Lean's own a meaning on Lean's own types, or on any."""
    entry = instance.entry
    name = instance.type_class
    if name.rpartition(".")[2] not in _ASKED_BY or instance.anchors or reader.meaning(name, entry):
        return False
    bound = {n for b in reader.statement(entry).binders for n in b.names}
    written = (w for w in instance.words if is_ident(w) and w not in NEVER_NAMES)
    types = (w for w in written if w != name and w not in bound and w not in ("True", "False"))
    return all(w in CORE_TYPES or (w[0].islower() and len(w) == 1) for w in types)
