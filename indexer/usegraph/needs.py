"""What must occur in a proof before a lemma that nobody names can be of use there.

`simp` rewrites with a lemma where its left side matches a term, and a left side matches only where
its own constants are, and something of the types of its variables.  An `abbrev` is no such
constant, since Lean sees through it; what is Lean's own or a library's cannot be told to be absent.
Where it is not known how a tactic looks for its lemmas, nothing is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from indexer.lean.syntax.commands import CLOSERS, OPENERS
from indexer.lean.syntax.lexer import is_ident
from indexer.lean.syntax.programs import last
from indexer.names.automation import DERIVED, INSTANCES
from indexer.names.resolver import Resolver, Spot
from indexer.names.table import Entry
from indexer.scan.records import Ref
from indexer.terms.fingerprint import Binder, binders, words
from indexer.usegraph.built import Build
from indexer.usegraph.instances import folded, stays_folded

# Sets whose members are found by the left side of an equation, by either side, by all of the
# conclusion, or by the program that a triple speaks of.
_LEFT = frozenset(
    "simp simprocs congr norm_num push bv_normalize zify_simps rify_simps qify_simps field_simps "
    "cbv_eval mfld_simps monad_norm parity_simps reassoc".split()
)
_EITHER = frozenset("norm_cast push_cast coe".split())
_ALL = frozenset(
    "ext gcongr positivity continuity measurability fun_prop refl symm trans mono bound "
    "aesop".split()
)
_SPEC, _GRIND = "spec", "grind"
_UNFOLDS = frozenset({"simp", _GRIND})  # a definition in one of these stands for its equations
_RUNS_FORWARD = ("forward", "destruct", "cases", "simp")  # in an `aesop` attribute


# Classes of Lean's own and Mathlib's that are asked for by a sign: nobody who writes neither the
# sign nor a name with the class in it asks for them.
_SIGNS = {
    "Inv": "⁻", "SMul": "•", "Neg": "-", "Sub": "-", "Mul": "*", "Add": "+", "Div": "/", "Pow": "^",
    "LE": "≤≥", "LT": "<>", "Membership": "∈∉", "HasSubset": "⊆⊇", "Union": "∪", "Inter": "∩",
    "Dvd": "∣", "Max": "⊔", "Min": "⊓", "Top": "⊤", "Bot": "⊥", "HasCompl": "ᶜ", "Star": "⋆",
    "Norm": "‖", "HSMul": "•", "HMul": "*", "HAdd": "+", "HSub": "-", "HDiv": "/", "HPow": "^",
}  # fmt: skip


class Needs:
    """Answers for one use graph: (set, member's node) → nodes that must occur."""

    def __init__(self, built: Build) -> None:
        self._built = built
        self._known: dict[tuple[str, int], frozenset[int]] = {}
        self._instances = built.instances
        self._resolvers = built.reading.resolvers
        self._owners: dict[str, dict[int, int]] = {}

    def __call__(self, name: str, node: int) -> frozenset[int]:
        """The nodes without which this member of this set is of no use."""
        found = self._known.get((name, node))
        if found is None:  # asked again for every sort of trouble
            found = self._known[name, node] = self._needed(name, node)
        return found

    def _needed(self, name: str, node: int) -> frozenset[int]:
        ref = self._built.nodes[node].ref
        if name == INSTANCES or (name == DERIVED and ref in self._instances):
            of_variables = self._of(name, self._built.entries[ref])
            return self._nodes({*self._instances[ref].anchors, *of_variables}) - {node}
        if name[0] == "." or name == DERIVED:
            if name not in self._owners:
                self._owners[name] = {m.node: m.owner for m in self._built.members[name]}
            owner = self._owners[name][node]
            return frozenset({owner} if owner >= 0 else ())
        entry = self._built.entries.get(ref)
        if entry is None:
            return frozenset()
        if entry.declaration.kind not in ("theorem", "axiom"):  # its own equations, or itself
            is_itself = name in _UNFOLDS and stays_folded(entry.declaration)
            return frozenset({node} if is_itself else ())
        return self._nodes(self._of(name, entry)) - {node}

    def signs(self, name: str, node: int) -> frozenset[str]:
        """Words of which one must be written where an instance is asked for; empty for any."""
        given = self._class_of(node) if name == INSTANCES else ""
        return frozenset({given, given.lower(), *_SIGNS[given]} if given in _SIGNS else ())

    def asks(self, at: int, member: int) -> bool:
        """Whether a type may ask for an instance: what it is made of asks for none but those of
        classes that it names, or whose sign it holds."""
        given = self._class_of(member)
        return not self.written(at).isdisjoint({given, *_SIGNS.get(given, "")})

    def _class_of(self, node: int) -> str:
        """The last component of an instance's class; "" for what is none."""
        instance = self._instances.get(self._built.nodes[node].ref)
        return last(instance.type_class) if instance else ""

    def written(self, at: int) -> frozenset[str]:
        """The signs of a declaration, one by one, and the parts of the names in it."""
        entry = self._built.entries.get(self._built.nodes[at].ref)
        if entry is None:
            return frozenset()
        declaration = entry.declaration
        names = (*declaration.statement_names, *declaration.body_names)
        parts = (part for name in names for piece in name.split(".") for part in piece.split("_"))
        return frozenset((*declaration.statement, *"".join(declaration.symbols), *parts))

    def _nodes(self, refs: Iterable[Ref]) -> frozenset[int]:
        return frozenset(self._built.numbers[ref] for ref in refs)

    def _of(self, name: str, entry: Entry) -> Iterable[Ref]:
        number = entry.number
        own, rest = binders(words(entry.declaration.statement))
        bound = [*self._resolvers.variables(number).of(entry.declaration), *own]
        inside, conclusion = _conclusion(rest[1:] if rest[:1] == [":"] else rest)
        bound += inside
        spot = Spot(entry.declaration.scope, entry.declaration.start, entry.ref.name)

        def of(tokens: Sequence[str]) -> set[Ref]:
            return set(self._constants(tokens, bound, self._resolvers.of(number), spot))

        left, right = _sides(conclusion)
        if name in _LEFT or (name == _GRIND and _rewrites(entry)):
            return of(left)
        if name in _EITHER:
            return of(left) & of(right)
        if name in (INSTANCES, DERIVED) or (
            name in _ALL and not (name == "aesop" and _looks_forward(entry))
        ):
            return of(conclusion)
        return of(_program(conclusion)) if name == _SPEC else ()

    @staticmethod
    def _constants(
        tokens: Sequence[str], bound: Sequence[Binder], resolver: Resolver, spot: Spot
    ) -> Iterator[Ref]:
        """The constants among the words of a term, and those of the types of its variables."""
        names = {name for binder in bound for name in binder.names}
        written = [t for t in tokens if is_ident(t)]
        used = {w.partition(".")[0] for w in written} & names
        waiting = list(used)
        for name in waiting:  # a variable is there only with what its type speaks of
            for binder in bound:
                if name in binder.names:
                    fresh = {w.partition(".")[0] for w in binder.type if is_ident(w)} & names
                    waiting += fresh - used
                    used |= fresh
        yield from folded(
            (w for w in written if w.partition(".")[0] not in names), (), resolver, spot
        )
        types = {name: binder.type[0] for binder in bound if binder.type for name in binder.names}
        for word in written:  # a field of a variable is that of its type
            head, dot, rest = word.partition(".")
            if dot and is_ident(types.get(head) or " ") and types[head] not in names:
                for owner in resolver.resolve(types[head], spot).named[:1]:
                    field = f"_root_.{owner.ref.name}.{rest.partition('.')[0]}"
                    yield from folded((field,), (), resolver, spot)
        for binder in bound:
            if binder.bracket != "[" and not used.isdisjoint(binder.names):
                yield from folded(filter(is_ident, binder.type), names, resolver, spot)


def _rewrites(entry: Entry) -> bool:
    """Whether `grind` looks for the left side of an equation."""
    return any(word.split()[:2] == [_GRIND, "="] for word in entry.declaration.attributes)


def _looks_forward(entry: Entry) -> bool:
    text = " ".join(entry.declaration.attributes)
    return any(word in text for word in _RUNS_FORWARD)


def _conclusion(tokens: Sequence[str]) -> tuple[list[Binder], list[str]]:
    """What stands behind the last `→` and the last `∀ …,` of a statement, and the binders of the
    latter."""
    rest = list(tokens)
    bound: list[Binder] = []
    while rest:
        if rest[0] == "∀":
            comma = _outside(rest, ",")
            bracketed, plain = binders(rest[1:comma])
            if not bracketed:
                names = list(_until_colon(plain))
                bracketed = [Binder("(", tuple(names), tuple(plain[len(names) + 1 :]))]
            bound += bracketed
            rest = rest[comma + 1 :]
            continue
        arrow = _outside(rest, "→")
        if arrow >= len(rest):
            break
        rest = rest[arrow + 1 :]
    return bound, rest


def _until_colon(tokens: Sequence[str]) -> Iterator[str]:
    for token in tokens:
        if not is_ident(token):
            return
        yield token


def _sides(tokens: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Both sides of an equivalence or an equation; all there is, and nothing, of anything else."""
    for sign in ("↔", "="):
        at = _outside(tokens, sign)
        if at < len(tokens):
            return tokens[:at], tokens[at + 1 :]
    return tokens, ()


def _program(tokens: Sequence[str]) -> Sequence[str]:
    """The middle of `⦃P⦄ program ⦃Q⦄`."""
    if "⦄" not in tokens or "⦃" not in tokens:
        return ()
    return tokens[tokens.index("⦄") + 1 : len(tokens) - 1 - tokens[::-1].index("⦃")]


def _outside(tokens: Sequence[str], sign: str) -> int:
    """The index of the first such word outside brackets; the length for none."""
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token in OPENERS) - (token in CLOSERS)
        if depth == 0 and token == sign:
            return at
    return len(tokens)
