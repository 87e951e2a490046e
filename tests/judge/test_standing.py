"""What a claim rests on: the verdicts of text and kernel, roles, and needs."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace

import pytest

from indexer.claims.records import Asserted, Backing, ClaimKind, Role
from indexer.evidence.records import ConstantEvidence, Freshness
from indexer.judge.records import Standing, Tally
from indexer.scan.records import Ref
from tests.trees import claim, describe, entry, judge, judged

LEAN = ("Classical.choice", "Quot.sound", "propext")


@dataclass(frozen=True)
class Kernel:
    """A compiler's record: axioms by name, of kind theorem where nothing else is said."""

    axioms: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str] = field(default_factory=dict)
    boundary: tuple[str, ...] = ()
    fresh: Set[tuple[str, str]] = frozenset({("p", "A")})

    def freshness(self, ref: Ref) -> Freshness:  # noqa: ARG002
        return Freshness.FRESH

    def recorded(self, ref: Ref) -> ConstantEvidence | None:
        return self.constant(ref)

    def constant(self, ref: Ref) -> ConstantEvidence | None:
        if ref.name not in self.axioms:
            return None
        kind = self.kinds.get(ref.name, "theorem")
        return ConstantEvidence(kind, self.axioms[ref.name], "kernel1:0", self.boundary)

    def misfit(self, ref: Ref) -> str | None:  # noqa: ARG002
        return None

    def toolchain(self, ref: Ref) -> str | None:  # noqa: ARG002
        return "4.28.0"


TEXT = {
    "clean": ("theorem claim (n : Nat) : n + 0 = n := rfl\n", "clean", "as far as the sources"),
    "sorry": ("theorem claim : 1 = 2 := sorry\n", "sorry", "it holds a sorry"),
    "sorry in the statement": ("theorem claim : sorry = 2 := rfl\n", "sorry", "its statement"),
    "tainted": (
        "theorem a : 1 = 2 := sorry\ntheorem claim : 1 = 2 := a\n",
        "tainted",
        "rests on a, which holds a sorry",
    ),
    "tainted perhaps": (
        "@[simp] theorem a : 1 = 2 := sorry\ntheorem claim : 1 = 2 := by simp\n",
        "unsettled",
        "text cannot tell: by the simp set it may use `a`, which holds a sorry; a build settles it",
    ),
    "axiom": ("axiom claim : 1 = 2\n", "assumes", "is an axiom"),
    "rests on an axiom": (
        "axiom a : 1 = 2\ntheorem claim : 1 = 2 := a\n",
        "assumes",
        "rests on a, which is an axiom",
    ),
    "native_decide": ("theorem claim : 5 % 2 = 1 := by native_decide\n", "assumes", "native_dec"),
    "unchecked": (
        "set_option debug.skipKernelTC true\ntheorem claim : 1 = 1 + 0 := rfl\n",
        "assumes",
        "debug.skipKernelTC",
    ),
    "a sorry is worse than an axiom": (
        "axiom a : 1 = 2\ntheorem b : 1 = 2 := sorry\ntheorem claim : 1 = 2 ∧ 1 = 2 := ⟨a, b⟩\n",
        "tainted",
        "rests on b",
    ),
    "a variable with a default of sorry": (
        "variable (h : 1 = 2 := by sorry)\ninclude h\ntheorem claim : 1 = 2 := h\n",
        "sorry",
        "the variable",
    ),
    "definition": ("def claim : Nat := 1\n", "partial", "is a def, not a theorem"),
    "opaque": ("opaque claim : Nat\n", "partial", "is an opaque, not a theorem"),
}  # fmt: skip


@pytest.mark.parametrize("case", TEXT.values(), ids=TEXT.keys())
def test_by_text(case: tuple[str, str, str]) -> None:
    text, standing, words = case
    report = describe(text)
    assert (str(report.standing), words in report.reason) == (standing, True), report.reason


def test_the_lakefile_s_options_count() -> None:
    judging = judge("theorem claim : 1 = 2 := by omega\n", options={"debug.byAsSorry": "true"})
    assert judging.describe(entry(judging.uses, "claim")).standing is Standing.SORRY


KERNEL = {
    "checked": ("theorem claim : 2 = 1 + 1 := rfl\n", LEAN, "checked", "only the standard axioms"),
    "a sorry that text does not see": (
        "theorem claim : 2 = 1 + 1 := by finish\n",
        ("sorryAx",),
        "sorry",
        "though the text shows no sorry",
    ),
    "a sorry that was not needed": (
        "theorem claim : 2 = 1 + 1 := by first | rfl | sorry\n",
        (),
        "checked",
        "only the standard axioms",
    ),
    "an axiom": ("theorem claim : 2 = 1 + 1 := by finish\n", ("gift",), "assumes", "rests on gift"),
    "an allowed axiom": ("theorem claim : 2 = 1 + 1 := rfl\n", ("known",), "checked", "standard"),
    "the kernel was gone round": (
        "set_option debug.skipKernelTC true in\ntheorem claim : 2 = 1 + 1 := rfl\n",
        (),
        "assumes",
        "debug.skipKernelTC",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", KERNEL.values(), ids=KERNEL.keys())
def test_by_kernel(case: tuple[str, tuple[str, ...], str, str]) -> None:
    text, axioms, standing, words = case
    judging = judge(text, evidence=Kernel({"claim": axioms}), allowed=("known",))
    report = judging.describe(entry(judging.uses, "claim"))
    assert (str(report.standing), words in report.reason) == (standing, True), report.reason
    assert report.axioms_exact
    assert report.axioms == tuple(sorted(axioms))


def test_what_the_kernel_does_not_know_is_not_built() -> None:
    judging = judge("theorem claim : 2 = 1 + 1 := rfl\n", evidence=Kernel({"other": ()}))
    report = judging.describe(entry(judging.uses, "claim"))
    assert report.standing is Standing.UNBUILT
    assert "holds no such declaration" in report.reason


def test_what_the_kernel_has_as_something_else_is_no_theorem() -> None:
    kernel = Kernel({"claim": ()}, {"claim": "def"})
    judging = judge("theorem claim : 2 = 1 + 1 := rfl\n", evidence=kernel)
    assert judging.describe(entry(judging.uses, "claim")).standing is Standing.PARTIAL


def test_the_kernel_s_sorry_is_led_back_to_where_the_text_has_it() -> None:
    text = (
        "structure S where\n  h : 1 = 2 := by sorry\ndef s : S := {}\n"
        "theorem claim : 1 = 2 := s.h\n"
    )
    kernel = Kernel(
        {"S": (), "s": ("sorryAx",), "claim": ("sorryAx",)}, {"S": "inductive", "s": "def"}
    )
    judging = judge(text, evidence=kernel)
    report = judging.describe(entry(judging.uses, "claim"))
    assert report.standing is Standing.TAINTED
    assert report.witness[-1].name == "S"


def test_packages_that_were_not_followed_are_named() -> None:
    kernel = Kernel({"claim": ()}, boundary=("mathlib@abc",))
    judging = judge("theorem claim : 2 = 1 + 1 := rfl\n", evidence=kernel)
    assert "beyond mathlib@abc" in judging.describe(entry(judging.uses, "claim")).reason


def test_text_and_kernel_that_disagree_are_reported() -> None:
    text = "theorem a : 1 = 1 + 0 := by first | rfl | sorry\ntheorem b : 1 = 2 := by finish\n"
    judging = judge(text, evidence=Kernel({"a": (), "b": ("sorryAx",)}))
    told = {d.ref.name: (d.text, d.kernel) for d in judging.report().disagreements}
    assert told == {"a": ("sorry", "clean"), "b": ("clean", "sorryAx")}


GOOD = "theorem good : 2 = 1 + 1 := rfl\n"
BAD = "theorem bad : 1 = 2 := sorry\n"


def special(name: str) -> Backing:
    return Backing(name, role=Role.SPECIAL_CASE)


@pytest.mark.parametrize(
    ("backings", "need_all", "standing"),
    [
        (("good", "bad"), True, "sorry"),
        (("good", "bad"), False, "clean"),
        (("good", special("bad")), True, "clean"),
        ((special("good"),), True, "partial"),
        ((special("bad"),), True, "sorry"),
        ((Backing("good", role=Role.SUPPORTS),), True, "partial"),
        ((Backing("good", role=Role.STRONGER),), True, "clean"),
        ((), True, "missing"),
        (("god",), True, "missing"),
    ],
)
def test_roles_and_needs(
    backings: tuple[Backing | str, ...], need_all: bool, standing: str
) -> None:
    assert str(judged(GOOD + BAD, claim(*backings, need_all=need_all)).standing) == standing


DEFINED = {
    "a def": ("def d : Nat := 5\n", "clean"),
    "a proposition": ("def d (n : Nat) : Prop := n < 5\n", "clean"),
    "a structure": ("structure d where\n  n : Nat\n", "clean"),
    "a class": ("class d (a : Type) where\n  op : a → a\n", "clean"),
    "an instance": ("instance d : Inhabited Nat := ⟨5⟩\n", "clean"),
    "a theorem": ("theorem d : 1 + 1 = 2 := rfl\n", "clean"),
    "a sorry": ("def d : Nat := sorry\n", "sorry"),
    "a sorry in a law": ("structure P where\n  h : 1 = 2\ndef d : P := ⟨sorry⟩\n", "sorry"),
    "rests on a sorry": ("def n : Nat := sorry\ndef d : Nat := n + 1\n", "tainted"),
    "an axiom": ("axiom d : Nat\n", "assumes"),
    "nothing": ("def e : Nat := 5\n", "missing"),
}


@pytest.mark.parametrize("text", DEFINED.values(), ids=DEFINED)
def test_a_definition_is_covered_where_nothing_it_rests_on_is_wrong(text: tuple[str, str]) -> None:
    asked = claim("d", kind=ClaimKind.DEFINITION)
    assert str(judged(text[0], asked).standing) == text[1]


def test_a_definition_is_in_no_tally_of_theorems() -> None:
    text = "def d : Nat := 5\ndef e : Nat := sorry\n" + GOOD
    claims = [
        claim("d", id="f.a", kind=ClaimKind.DEFINITION),
        claim("e", id="f.b", kind=ClaimKind.DEFINITION),
        claim("good", id="f.c"),
        claim("d", id="f.d"),
    ]
    report = judge(text, claims).report()
    assert (report.covered, report.definitions) == (Tally(1, 2), Tally(1, 2))
    assert report.families == {"f": Tally(1, 2)}
    assert report.beside == "0 checked, 1/2 definitions"
    assert [str(c.standing) for c in report.claims] == ["clean", "sorry", "clean", "partial"]


MADE = {
    "what it makes may be what is claimed": (
        "def d : Nat × Nat := (1, 2)\n",
        "d",
        "unsettled",
    ),
    "nor is one beside another": ("def d : Nat := 1\ndef e : Nat := 2\n", "d e", "unsettled"),
    "a theorem beside it speaks of it": ("def d : Nat := 1\n" + GOOD, "d good", "clean"),
    "a sorry stays one": ("def d : Nat := sorry\n" + GOOD, "d good", "sorry"),
    "a proposition may be false": ("def d (n : Nat) : Prop := n < n\n", "d", "partial"),
    "a type holds nothing": ("def d : Type := Nat\n", "d", "partial"),
    "nor does a structure": ("structure d where\n  n : Nat\n", "d", "partial"),
    "a law of one is a theorem": ("structure d where\n  n : Nat\n  l : n < 5\n", "d.l", "clean"),
}


@pytest.mark.parametrize("text", MADE.values(), ids=MADE)
def test_a_source_may_call_a_construction_a_theorem(text: tuple[str, str, str]) -> None:
    asked = replace(claim(*text[1].split()), asserted=Asserted("blueprint", "lem:x"))
    assert str(judged(text[0], asked).standing) == text[2]


def test_a_list_that_tells_no_kinds_means_what_it_names() -> None:
    asked = replace(claim("d"), asserted=Asserted("mathlib", "Chinese Remainder Theorem"))
    assert judged("def d : Nat × Nat := (1, 2)\n", asked).standing is Standing.CLEAN
    assert judged("def d : Prop := 1 = 2\n", asked).standing is Standing.PARTIAL


def test_a_missing_name_brings_suggestions_and_an_ambiguous_one_its_places() -> None:
    (lost,) = judged(GOOD, claim("N.good")).backings
    assert (lost.suggestions, lost.flags) == (("good",), ())
    files = {"A.lean": GOOD, "q:B.lean": GOOD}
    (twice,) = judged(files, claim("good")).backings
    assert twice.flags == ("ambiguous",)
    assert twice.suggestions == ("p:A.lean:1", "q:B.lean:1")
    assert judged(files, claim(Backing("good", "q"))).standing is Standing.CLEAN


def test_a_private_twin_has_no_name_to_be_meant_by() -> None:
    hidden = "private theorem good : 1 + 1 = 2 := by sorry\n"
    (meant,) = judged({"A.lean": GOOD, "B.lean": hidden}, claim("good")).backings
    assert (meant.standing, meant.path) == (Standing.CLEAN, "A.lean")
    (alone,) = judged({"B.lean": hidden}, claim("good")).backings
    assert alone.standing is Standing.SORRY
    files = {"A.lean": hidden, "B.lean": hidden}
    assert judged(files, claim("good")).backings[0].flags == ("ambiguous",)


def test_flags_are_remarks() -> None:
    text = '@[deprecated other (since := "x")]\nprivate theorem claim (n : Nat) : n = n := rfl\n'
    assert set(describe(text).flags) == {"private", "deprecated", "says-nothing"}


def test_assumptions_as_written_and_bundled() -> None:
    text = (
        "structure Law where\n  n : Nat\n  law : n < 5\n  next (m : Nat) : Nat\n"
        "  mono {m} (h : m < n) : next m < n\n"
        "def Small (n : Nat) : Prop := n < 3\n"
        "theorem claim {a : Type} [Add a] (l : Law) (n : Nat) (s : Small n) (h : n = l.n) :\n"
        "    n < 9 := by omega\n"
    )
    assert [(a.kind, a.text) for a in describe(text).assumptions] == [
        ("instance", "[Add a]"),
        ("bundled", "Law.law : n < 5"),
        ("bundled", "Law.mono : ∀ { m } ( h : m < n ) , next m < n"),
        ("hypothesis", "(s : Small n)"),
        ("hypothesis", "(h : n = l.n)"),
    ]


def test_tallies() -> None:
    claims = [claim("good", id="f.a"), claim("bad", id="f.b"), claim(id="f.c")]
    report = judge(GOOD + BAD, claims).report()
    assert (report.covered, report.checked) == (Tally(1, 3), 0)
    assert report.families == {"f": Tally(1, 3)}
    assert {str(s): n for s, n in report.standings.items() if n} == {
        "clean": 1,
        "sorry": 1,
        "missing": 1,
    }


@pytest.mark.parametrize(
    "text",
    [
        "theorem claim (f : Nat → Nat) (h : ∀ x, f x ≤ x) (n : Nat) : f n ≤ n := h n\n",
        "theorem claim (a b : Nat) (h : a ≤ b) (g : b ≤ a) : a = b := by omega\n",
        "theorem claim : ∃ n : Nat, n * n = 49 := ⟨7, rfl⟩\n",
        "theorem claim (i : Fin 3) : i.val < 3 := i.isLt\n",
        "theorem claim (f g : Nat → Nat) (h : f = g) : ∀ x, f x = g x := by simp [h]\n",
        "theorem claim (p : Prop) (h : p) (n : Nat) : p ∧ n < n + 1 := ⟨h, by omega⟩\n",
        "def Small (n : Nat) : Prop := n < 3\ntheorem claim : Small 2 := by decide\n",
        "structure S where\n  n : Nat\n  h : 0 < n\ntheorem claim (s : S) : s.n ≠ 0 := ne s\n",
        "structure V where\n  n : Nat\ninstance : LE V := l\ntheorem claim (a : V) : a ≤ a := r\n",
        'infixl:65 " ⊕ " => Nat.add\ntheorem claim (a b : Nat) : a ⊕ b = b ⊕ a := comm a b\n',
        "def limit := 5\ndef limits := 6\ntheorem claim : limit < limits := by decide\n",
    ],
)
def test_no_false_alarms(text: str) -> None:
    report = describe(text)
    assert report.standing is Standing.CLEAN, report.reason
