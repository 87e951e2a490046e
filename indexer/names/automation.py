"""What tactics may use without naming it: which attribute puts a declaration in which set, and
which words of a proof draw on it.

A tactic such as `simp` may use every lemma of its set that is in sight.  Text cannot tell which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from indexer.lean.syntax.commands import CLOSERS, OPENERS, is_doc
from indexer.names.notation import plain_words, plainly

STATEMENT, PROOF, IMPLICIT = "statement", "proof", "implicit"
ANY_SET = "any set"  # what a program draws on, of which text cannot tell
ANY_THEOREM = "any theorem"  # what a tactic that searches may come to
INSTANCES = "instances"  # what type class search may come to
DERIVED = "instances of classes that `deriving` knows"
ELSEWHERE = "programs for the syntax of others"
ASKED_FOR = frozenset({ANY_SET, ANY_THEOREM, DERIVED, ELSEWHERE, INSTANCES})
"""Sets that no program draws on but where it asks for them."""
NO_PROGRAMS = frozenset({ANY_THEOREM, DERIVED, INSTANCES})
"""Sets of which nobody runs what they hold."""
SEARCHES = frozenset("exact? apply? rw? rw?? rewrite? try? observe observe? have?".split())
"""Tactics that search through all theorems."""


def label(name: str) -> str:
    """What people call a set."""
    if name[0] == ".":
        return f"a field `{name}` of any type"
    return _LABELS.get(name, f"the {name} set")


_LABELS = {
    INSTANCES: "type class search",
    DERIVED: "type class search",
    ANY_SET: "a program of its own",
    ANY_THEOREM: "a tactic that searches",
    ELSEWHERE: "a program that gives Lean's own syntax another meaning",
}


"""A use graph: what uses → what it uses → how, the strongest that applies."""

# Tactic → the sets it draws on, beside a set of its own name.
_SIMP = ("simp", "simprocs", "congr")
TACTICS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys("norm_num norm_num1 field_simp ring_nf simproc".split(), (*_SIMP, "norm_num")),
    **dict.fromkeys("norm_cast push_cast exact_mod_cast mod_cast assumption_mod_cast".split(),
                    ("norm_cast", "push_cast", "coe", *_SIMP)),
    **dict.fromkeys("zify qify rify lift".split(), (*_SIMP, "norm_cast", "push_cast")),
    **dict.fromkeys("aesop aesop_cat cat_disch aesop_graph aesop_mat".split(),
                    ("aesop", "ext", *_SIMP)),
    **dict.fromkeys("ext ext1 funext congr_ext".split(), ("ext",)),
    "grind": ("grind", "simprocs", "ext"),
    **dict.fromkeys(("rfl", "apply_rfl"), ("refl",)),
    "symm": ("symm",),
    "calc": ("trans",),
    "decide": ("simp",),
    "rel": ("gcongr",),
    "bv_decide": ("bv_normalize", "simp"),
    **dict.fromkeys("mvcgen mspec mintro mvcgen_trivial".split(), ("spec", "simp", "congr")),
    "tauto": _SIMP,
    "push_neg": ("push",),
    "split": ("split", "simp"),
    "conv": ("simp", "congr"),
    **dict.fromkeys(("induction", "induction'"), ("induction_eliminator",)),
    **dict.fromkeys(("cases", "cases'", "rcases", "obtain", "rintro"), ("cases_eliminator",)),
    "omega_nat": ("simp",),
    "fun_prop": ("fun_prop",),
    "cbv": ("cbv_eval",),
    **dict.fromkeys("measurability continuity".split(), ("aesop", *_SIMP)),
}  # fmt: skip
_SIMPLIFIES = ("simp", "dsimp")  # what the names of tactics that simplify begin with

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

# Classes that `deriving` makes instances of; a type rests on none of them.
DERIVABLE = frozenset(
    "DecidableEq BEq Hashable Inhabited Nonempty Repr Ord LawfulBEq ReflBEq Fintype ToJson "
    "FromJson ToExpr ToString TypeName Countable Encodable".split()
)


def sets_of(words: Iterable[str], known: frozenset[str]) -> frozenset[str]:
    """The sets that a proof with these words may draw on; `known` are the sets there are.  A set
    that is called after a tactic is that tactic's, as `zify_simps` is."""
    return frozenset[str]().union(*(_sets_of_word(word, known) for word in words))


@lru_cache(maxsize=65_536)
def _sets_of_word(written: str, known: frozenset[str]) -> frozenset[str]:
    word = plainly(written)
    simp = _SIMP if word.startswith(_SIMPLIFIES) else ()
    found = (*TACTICS.get(word, ()), *_called_after(known).get(word, ()), *simp)
    return known.intersection(found)


def words_drawing_on(name: str, known: frozenset[str]) -> Iterator[str]:
    """The words, without `?` or `!`, with which a proof may draw on one of the `known` sets; on
    what `simp` draws on may do so every word that `simplifies`, too."""
    for sets_by_word in (TACTICS, _called_after(known)):
        yield from (word for word, sets in sets_by_word.items() if name in sets)


def simplifies(words: str) -> bool:
    """Whether any of some joined words may be a tactic that simplifies."""
    return any(word in words for word in _SIMPLIFIES)


@lru_cache(maxsize=8)
def _called_after(known: frozenset[str]) -> Mapping[str, list[str]]:
    """Word → the sets that are called so, or after it: `a_b_c` after `a_b` and after `a`."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in known:
        parts = name.split("_")
        for end in range(1, len(parts) + 1):
            found["_".join(parts[:end])].append(name)
    return found


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
