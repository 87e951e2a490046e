"""The name Lean gives an anonymous instance, as far as its text tells.

Lean names it after the elaborated type: `inst`, the constants of the type in the order of its
applications, each once and none that the namespace says already, `Of` and the instances it asks
for; and `_project` when all of these are somebody else's [lean4: Lean/Elab/DeclNameGen].
Elaboration knows implicit arguments and what notation stands for and this does not, so the result
is always marked approximate.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from indexer.lean.syntax.commands import BRACKETS, OPENERS, skip_brackets
from indexer.lean.syntax.lexer import is_ident

_LONGEST = 200  # words of a signature beyond which no name is made

# Infix notation, what it stands for, loosest first; those of one row bind alike.
_INFIX: tuple[dict[str, str], ...] = (
    {"→": "Forall"},
    {"↔": "Iff"},
    {"∨": "Or"},
    {"∧": "And"},
    {"=": "Eq", "≠": "Ne", "<": "Lt", "≤": "Le", ">": "Gt", "≥": "Ge", "∈": "Mem", "⊆": "Subset"},
    {"∘": "Comp", "::": "Cons"},
    {"++": "HAppend"},
    {"+": "HAdd", "-": "HSub", "⊕": "Sum"},
    {"*": "HMul", "/": "HDiv", "%": "HMod", "×": "Prod", "∩": "Inter"},
    {"^": "HPow"},
)
_SIGNS = {sign: (rank, name) for rank, row in enumerate(_INFIX) for sign, name in row.items()}
_VARIABLE = re.compile(r"(?:[A-Zα-ωΑ-Ω𝕜𝓀a-z]|cmp)[\d₀-₉'!?]*")  # what binders are mostly called
_BINDING = frozenset({"∀", "∃", "fun", "λ", "Σ", "Π"})
_SORTS = frozenset({"Type", "Sort", "Prop"})

# Constants of Lean and its standard library that instances are mostly about.
_CORE = frozenset(
    "Add AddSemigroup Alternative And AndOp Append Applicative Array BEq BaseIO Bind BitVec "
    "Bool ByteArray ByteSlice Char Coe CoeDep CoeFun CoeHTCT CoeHead CoeOut CoeSort CoeTail "
    "CommandElabM CoreM Decidable DecidableEq DecidableLE DecidableLT DecidablePred "
    "DecidableRel Div Dvd EIO EST EStateM EmptyCollection Eq EquivBEq Except ExceptT Exists "
    "Expr False Fin Float Float32 ForIn ForM Forall FromJson Functor GetElem HAdd HAnd HAppend "
    "HDiv HMod HMul HOr HPow HSub HasEquiv HasSubset HashMap HashSet Hashable IO Id Iff "
    "Inhabited Insert Int Int16 Int32 Int64 Int8 IntCast Inter LE LT LawfulApplicative "
    "LawfulBEq LawfulFunctor LawfulHashable LawfulMonad Le Lean List Lt Max Mem Membership "
    "MetaM Min Mod Monad MonadBacktrack MonadExcept MonadLift MonadLiftT MonadReader MonadState "
    "MonadStateOf Mul Name NameSet Nat NatCast Ne NeZero Neg Nonempty Not OfNat One Option "
    "OptionT Or Ord Ordering OrientedOrd PartialEquivBEq Pow Prod Prop Pure Quot RBMap Rat Raw "
    "ReaderT ReflBEq Repr SDiff SMul ST Seq Setoid Sigma Singleton Sort StateM StateRefT' "
    "StateT Std Stream String Sub Subarray Subsingleton Substring Subtype Sum Syntax TacticM "
    "TermElabM Thunk ToBool ToExpr ToFormat ToJson ToMessageData ToString Trans TransOrd "
    "TreeMap TreeSet True Type UInt16 UInt32 UInt64 UInt8 USize Union Unit Vector "
    "WellFoundedRelation Xor Zero".split()
)
# Classes that take instances of others as parameters, which are then not named themselves.
_RESTS_ON = re.compile(r"(?:Lawful|Refl|Equiv|PartialEquiv|Trans|Oriented|Linear)(\w*)")
_OFTEN_UNDER = frozenset({"Monad", "BEq", "Ord"})
_UNDER_HASH = frozenset({"BEq", "Hashable"})


def name(
    signature: Sequence[str],
    *,
    namespace: str,
    variables: Collection[str],
    declared: Collection[str],
    root: str,
) -> str:
    """A guess at the name, without the namespace: `signature` is the words after `instance`,
    `variables` what `variable` commands name, `declared` the last parts of names that the file
    declares, `root` the first part of the module's name."""
    if len(signature) > _LONGEST:
        return "inst"
    colon = _find(signature, ":")
    groups = list(_groups(signature[:colon]))
    around = [part for part in namespace.split(".") if part]
    reader = _InstanceNamer(set(around), _bound(groups).union(variables), declared)
    stated = _without_binders(signature[colon + 1 :])
    words = ["".join(reader.words(stated))]
    for at in range(len(groups) - 1, -1, -1):  # Lean visits the innermost binder first
        typed = _asked(groups[at])
        if typed and not _is_needed(typed, [*groups[at + 1 :], stated]):
            words.insert(1, "".join(reader.words(_without_binders(typed))))
    core = (reader.said | set(around)).isdisjoint(declared) and not reader.said - _CORE
    foreign = core and not set(around) - _CORE and root != "Init"
    suffix = f"_{root[:1].lower()}{root[1:]}" if root and foreign else ""
    return "inst" + "Of".join(word for word in words if word) + suffix


def _without_binders(words: Sequence[str]) -> Sequence[str]:
    """A type without the variables that it begins with: `∀ x, …`, `(x : T) → …`."""
    while words:
        if words[0] in ("∀", "Π"):
            words = words[_find(words, ",") + 1 :]
        elif (
            words[0] in OPENERS
            and ":" in words[: (arrow := _find(words, "→"))]
            and (arrow == skip_brackets(words, 0, len(words)) < len(words))
        ):
            words = words[arrow + 1 :]
        else:
            break
    return words


def _asked(binder: Sequence[str]) -> Sequence[str]:
    """The class that an instance binder asks for; nothing for other binders."""
    if binder[0] != "[":
        return ()
    named = len(binder) > 2 and binder[2] == ":"
    return binder[3:-1] if named else binder[1:-1]


def _is_needed(typed: Sequence[str], later: Sequence[Sequence[str]]) -> bool:
    """Whether something after an instance binder takes that instance as its argument."""
    given = typed[0].rpartition(".")[2]
    for word in (word.rpartition(".")[2] for group in later for word in group):
        above = _RESTS_ON.fullmatch(word)
        if above and (given in _OFTEN_UNDER or above[1][:3] == given[:3] != ""):
            return True
        if word in ("HashMap", "HashSet", "LawfulHashable") and given in _UNDER_HASH:
            return True
    return False


@dataclass(slots=True)
class _InstanceNamer:
    """Names types; `seen` are the constants that are named already, `bound` the variables,
    `declared` the names that the file declares."""

    seen: set[str]
    bound: frozenset[str]
    declared: Collection[str]
    said: set[str] = field(default_factory=set)

    def words(self, words: Sequence[str]) -> Iterator[str]:
        """What the constants of a term add to a name, in Lean's order."""
        if not words:
            return
        if words[0] in _BINDING or words[0] == "¬":
            yield from self._prefixed(words)
            return
        at = _loosest(words)
        if at > 0:
            yield from self._infix(_SIGNS[words[at]][1], words[:at], words[at + 1 :])
            return
        at = 0
        while at < len(words):
            after = skip_brackets(words, at, len(words)) if words[at] in OPENERS else at + 1
            if words[at] in _BINDING:
                yield from self._prefixed(words[at:])
                return
            if after > at + 1:
                yield from self._bracketed(words[at:after])
            else:
                yield from self._word(words[at])
            at = after

    def _infix(self, sign: str, left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
        if sign == "Forall":
            yield sign
            binder = left[0] in ("(", "{", "⦃", "[") and ":" in left
            if not binder:  # what the body depends on is not named
                yield from self.words(left)
        else:
            yield from self._say(sign)
            yield from self.words(left)
        yield from self.words(right)

    def _prefixed(self, words: Sequence[str]) -> Iterator[str]:
        if words[0] == "¬":
            yield from self._say("Not")
            yield from self.words(words[1:])
            return
        if words[0] in ("∀", "Π"):
            yield "Forall"
        elif words[0] in ("∃", "Σ"):
            yield from self._say("Exists" if words[0] == "∃" else "Sigma")
        arrow = next((at for at, word in enumerate(words) if word in (",", "=>", "↦")), len(words))
        yield from self.words(words[arrow + 1 :])

    def _bracketed(self, words: Sequence[str]) -> Iterator[str]:
        inner = words[1:-1]
        if words[0] == "(" and "·" not in inner[:1]:
            part = inner[_find(inner, ":=") + 1 :] if _find(inner, ":=") < len(inner) else inner
            yield from self.words(part[: _find(part, ":")])
        elif words[0] == "(":
            sign = next((_SIGNS[word][1] for word in inner if word in _SIGNS), "")
            yield from self._say(sign) if sign else ()
        elif words[0] == "{" and "//" in inner:
            yield from self._say("Subtype")
            yield from self.words(inner[inner.index("//") + 1 :])

    def _word(self, word: str) -> Iterator[str]:
        if word[0].isdigit():
            yield from self._say("OfNat")
            yield from self._say("Nat")
        elif word in _SORTS or (
            is_ident(word)
            and word not in self.bound
            and (word in self.declared or not _VARIABLE.fullmatch(word))
        ):
            yield from self._say(word.rpartition(".")[2].strip("«»"))

    def _say(self, constant: str) -> Iterator[str]:
        if constant and constant not in self.seen and constant != "_":
            self.seen.add(constant)
            self.said.add(constant)
            yield constant[:1].upper() + constant[1:]


def _groups(words: Sequence[str]) -> Iterator[Sequence[str]]:
    at = 0
    while at < len(words):
        after = skip_brackets(words, at, len(words)) if words[at] in BRACKETS else at + 1
        if after > at + 1:
            yield words[at:after]
        at = after


def variables(words: Sequence[str]) -> frozenset[str]:
    """The names that binders such as `(a b : T)` and `(c)` introduce."""
    return _bound(list(_groups(words)))


def _bound(groups: Iterable[Sequence[str]]) -> frozenset[str]:
    found = set[str]()
    for group in groups:
        colon = _find(group[1:-1], ":") + 1
        if group[0] != "[" or colon < len(group) - 1:
            found.update(group[1:colon])
    return frozenset(found)


def _find(words: Sequence[str], sign: str) -> int:
    """Index of the first `sign` outside brackets; the length when there is none."""
    found = _first_of(words, {sign: ""})
    return found if found >= 0 else len(words)


def _loosest(words: Sequence[str]) -> int:
    """Index of the first of the infix signs that bind loosest, outside brackets and before any
    `fun`; 0 when there is none."""
    found, least, at = 0, len(_INFIX), 0
    while at < len(words) and words[at] not in _BINDING:
        rank = _SIGNS[words[at]][0] if words[at] in _SIGNS else least
        if at and rank < least:
            found, least = at, rank
        at = skip_brackets(words, at, len(words)) if words[at] in OPENERS else at + 1
    return found


def _first_of(words: Sequence[str], signs: Collection[str]) -> int:
    at = 0
    while at < len(words):
        if words[at] in signs:
            return at
        at = skip_brackets(words, at, len(words)) if words[at] in OPENERS else at + 1
    return -1
