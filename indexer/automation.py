"""What a proof may use without naming it: simp sets and the like, and instances.

A tactic such as `simp` may use every lemma of its set that is in sight, and type class search every
instance.  Text cannot tell which; so each set becomes a chain of nodes in the use graph, one for
each member and one for each module that imports some, and whoever may draw on the set leads to the
node that holds just what was there at that place.  The chains cost as much as the sets, not as much
as sets times users.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from indexer.lean.commands import CLOSERS, OPENERS, is_doc
from indexer.model import Ref
from indexer.notation import plain_words, plainly
from indexer.resolve import Entry
from indexer.visibility import Visibility

STATEMENT, PROOF, IMPLICIT = "statement", "proof", "implicit"

Edges = dict[Ref, dict[Ref, str]]
"""A use graph: what uses → what it uses → how, the strongest that applies."""

# Tactic → the sets it draws on, beside a set of its own name.
_SIMP = ("simp", "simprocs")
TACTICS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys("simp simpa simp_all dsimp simp_rw simp_arith simp! simp_all! simpa!".split(),
    _SIMP),
    **dict.fromkeys("norm_num norm_num1 field_simp".split(), (*_SIMP, "norm_num")),
    **dict.fromkeys("norm_cast push_cast exact_mod_cast mod_cast assumption_mod_cast".split(),
                    ("norm_cast", "push_cast", "coe")),
    **dict.fromkeys("zify qify rify lift".split(), (*_SIMP, "norm_cast", "push_cast")),
    "aesop": ("aesop", "ext", *_SIMP),
    "ext": ("ext",),
    "ext1": ("ext",),
    "funext": ("ext",),
    "grind": ("grind", "simprocs"),
    **dict.fromkeys(("rfl", "apply_rfl"), ("refl",)),
    "symm": ("symm",),
    "calc": ("trans",),
    "decide": ("simp",),
    "positivity": ("positivity",),
    "bv_decide": ("bv_normalize", "simp"),
    "tauto": _SIMP,
    "push_neg": ("push",),
    "split": ("split", "simp"),
    "conv": ("simp",),
    **dict.fromkeys(("induction", "induction'"), ("induction_eliminator",)),
    **dict.fromkeys(("cases", "cases'", "rcases", "obtain", "rintro"), ("cases_eliminator",)),
    **dict.fromkeys("exact apply rw try hint observe".split(), ()),
    "omega_nat": ("simp",),
    "measurability": ("measurability", "aesop"),
    "continuity": ("continuity", "aesop"),
}  # fmt: skip

# Attributes that put nothing at the disposal of a tactic.
_INERT = frozenset(
    "inline always_inline specialize reducible irreducible semireducible deprecated export init "
    "implemented_by extern csimp builtin_init macro tactic term_elab command_elab builtin_tactic "
    "inherit_doc nolint simps to_additive to_dual expose noinline never_extract app_unexpander "
    "app_delab delab unused_variables_ignore_fn attr default_instance instance local scoped high "
    "low prio priority mk_iff elab_as_elim elab_without_expected_type match_pattern pp_nodot class "
    "builtin_macro combinator_parenthesizer combinator_formatter noexpose command_parser "
    "run_builtin_parser_attribute_hooks extensionality computed_fields term_parser "
    "tactic_parser".split()
)
# Classes that say how to print, compare or pick a value: what a statement means hangs on none.
WITHOUT_MEANING = frozenset(
    "Repr ReprAtom ToString ToFormat ToExpr ToJson FromJson Hashable LawfulHashable Inhabited "
    "Nonempty ToMessageData MonadQuotation DecidableEq Decidable DecidablePred DecidableRel "
    "Subsingleton Fact IsEmpty Std.ToFormat Lean.ToExpr Quote Lean.Quote".split()
)


def sets_of(words: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """The sets that a proof with these words may draw on; `known` are the sets there are."""
    known = frozenset(known)
    words = frozenset(map(plainly, words))
    drawn = {s for word in words & TACTICS.keys() for s in TACTICS[word]}
    return known & (drawn | words)


Attribute = tuple[str, ...]
"""One attribute in its words, strings left out: ("simp",), ("aesop", "safe", "apply")."""


@lru_cache(maxsize=16_384)
def attributes(text: str) -> tuple[Attribute, ...]:
    """The attributes that stand in one `@[…]`."""
    return tuple(_parted([w for w in plain_words(text) if w[0] != '"' and not is_doc(w)]))


def _parted(words: Sequence[str]) -> Iterator[Attribute]:
    """What the commas part that stand in no brackets."""
    depth = start = 0
    for at, word in enumerate((*words, ",")):
        depth += (word in OPENERS) - (word in CLOSERS)
        if (word == "," and depth <= 0) or at == len(words):
            if at > start:
                yield tuple(words[start:at])
            start = at + 1


def attribute_sets(attribute: Attribute) -> Iterator[str]:
    """The sets that an attribute puts a declaration in: `simp`, `grind =`, `aesop safe apply`, and
    what `to_additive (attr := simp, norm_cast)` hands on."""
    words = attribute
    while words and words[0] in ("local", "scoped"):
        words = words[1:]
    for name in (words[:1], *_handed_on(words)):
        if name and name[0][0].isalpha() and name[0] not in _INERT:
            yield name[0]


def _handed_on(words: Attribute) -> Iterator[Attribute]:
    at = words.index("attr") + 1 if "attr" in words else len(words)
    if words[at : at + 1] == (":=",):
        inside = words[at + 1 :]
        depth = accumulate((w in OPENERS) - (w in CLOSERS) for w in inside)
        end = next((n for n, d in enumerate(depth) if d < 0), len(inside))
        yield from _parted(inside[:end])


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance: `type_class` as written, and the project's own types without which type class
    search never comes to it (none: it may serve everybody who sees it)."""

    entry: Entry
    type_class: str
    anchors: frozenset[Ref]
    words: frozenset[str] = frozenset()

    @property
    def gives_meaning(self) -> bool:
        """Whether a statement may mean something else when this instance says something else."""
        return self.type_class.rpartition(".")[2] not in WITHOUT_MEANING


@dataclass(frozen=True, slots=True)
class Member:
    """A declaration in a set, and the offset in its module from which it is there."""

    start: int
    ref: Ref


class Chains:
    """Builds the chains of sets in a use graph; `labels` gives each of their nodes a name for
    people.  Members of a set are given by the number of the module that adds them."""

    def __init__(self, edges: Edges, visibility: Visibility) -> None:
        self.edges = edges
        self.visibility = visibility
        self.labels: dict[Ref, str] = {}
        self._links: dict[tuple[str, int], tuple[list[int], list[Ref]]] = {}
        self._bases: dict[tuple[str, int], Ref | None] = {}

    def link(
        self, name: str, number: int, members: Sequence[Member], before: int | None
    ) -> Ref | None:
        """The node that leads to the members of one module which stand before offset `before`
        (None: to all), None for none."""
        key = (name, number)
        if key not in self._links:
            self._links[key] = self._chain(name, number, members)
        starts, links = self._links[key]
        count = len(links) if before is None else bisect_left(starts, before)
        return links[count - 1] if count else None

    def _chain(
        self, name: str, number: int, members: Sequence[Member]
    ) -> tuple[list[int], list[Ref]]:
        ordered = sorted(members, key=lambda m: (m.start, str(m.ref)))
        links = [self._node(name, number, at) for at in range(len(ordered))]
        for at, member in enumerate(ordered):
            self._edge(links[at], member.ref)
            if at:
                self._edge(links[at], links[at - 1])
        return [m.start for m in ordered], links

    def imported(
        self, name: str, number: int, members: Mapping[int, Sequence[Member]]
    ) -> Ref | None:
        """The node that leads to all members which a module imports, None for none."""
        unfinished = self._unfinished(name, number) if (name, number) not in self._bases else ()
        for here in unfinished:
            below = [self._top(name, n, members) for n in self.visibility.imports[here]]
            found = list(dict.fromkeys(ref for ref in below if ref is not None))
            if len(found) > 1:
                node = self._node(name, here, -1)
                for ref in found:
                    self._edge(node, ref)
                found = [node]
            self._bases[name, here] = found[0] if found else None
        return self._bases[name, number]

    def _unfinished(self, name: str, number: int) -> list[int]:
        """The module and what it imports, as far as not done yet, imports first."""
        seen = {number}
        stack = [number]
        while stack:
            for following in self.visibility.imports[stack.pop()]:
                if following not in seen and (name, following) not in self._bases:
                    seen.add(following)
                    stack.append(following)
        return sorted(
            (n for n in seen if (name, n) not in self._bases), key=self.visibility.order.__getitem__
        )

    def _top(self, name: str, number: int, members: Mapping[int, Sequence[Member]]) -> Ref | None:
        """The node that leads to all that a module adds or imports."""
        base = self._bases.get((name, number))
        own = self.link(name, number, members.get(number, ()), None)
        if own is None or base is None:
            return own or base
        self._edge(self._links[name, number][1][0], base)
        return own

    def _node(self, name: str, number: int, at: int) -> Ref:
        project, module = self.visibility.modules[number]
        place = f"its first {at + 1}" if at >= 0 else "imported"
        node = Ref(project.project.id, module.name, f"{name} ({place})")
        self.edges.setdefault(node, {})
        self.labels[node] = name
        return node

    def _edge(self, start: Ref, end: Ref) -> None:
        if start != end:
            self.edges[start][end] = IMPLICIT


def grouped(members: Iterable[tuple[str, int, Member]]) -> dict[str, dict[int, list[Member]]]:
    """Members by set and by number of module."""
    found: dict[str, dict[int, list[Member]]] = defaultdict(lambda: defaultdict(list))
    for name, number, member in members:
        found[name][number].append(member)
    return found
