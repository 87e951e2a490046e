"""Other ways to write the same statement: what Lean makes of them is the same, so that what leancat
says of them has to be.

A rewriting takes the text of a module with a theorem whose last name is `claim`, and gives another,
or None where it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from indexer.lean.syntax.lexer import is_ident, lex
from indexer.terms.telescope import Binder, binders, words
from tests.trees import module


@dataclass(frozen=True, slots=True)
class Theorem:
    """A theorem in the parts that a rewriting may change; `proof` begins behind `:=`."""

    before: str
    head: str  # up to the name, with what stands before it and ends in `in`
    binders: tuple[Binder, ...]
    conclusion: str
    proof: str
    after: str

    @property
    def text(self) -> str:
        """The module again."""
        listed = "".join(f" {b.text}" for b in self.binders)
        said = f"{self.head}{listed} : {self.conclusion} :={self.proof}"
        return f"{self.before}{said}\n{self.after}"

    @property
    def names(self) -> list[str]:
        """What its binders bind."""
        return [name for b in self.binders for name in b.names]


def theorem(text: str) -> Theorem | None:
    """The claim of a module; None where it is written in a way that is not taken apart here."""
    found = [d for d in module("A.lean", text).declarations if d.name.endswith("claim")]
    if len(found) != 1 or found[0].kind != "theorem":
        return None
    one = found[0]
    said = text[one.signature : one.body]
    own, rest = binders(words(said))
    if rest[:1] != [":"] or not text[one.body : one.end].startswith(":="):
        return None
    start = one.start
    while text[:start].endswith(" in\n"):
        start = text.rfind("\n", 0, start - 1) + 1
    colon = _place(said, len(words(said)) - len(rest))
    before, head = text[:start], text[start : one.signature].rstrip()
    proof, after = text[one.body + 2 : one.end], text[one.end :]
    return Theorem(before, head, tuple(own), said[colon + 1 :].strip(), proof, after)


def _place(text: str, number: int) -> int:
    """Where the word of this number begins."""
    at = 0
    for word in words(text)[:number]:
        at = text.index(word, at) + len(word)
    return text.index(words(text)[number], at)


Rewriting = Callable[[Theorem], Theorem | None]


def _bracketed(bracket: str) -> Rewriting:
    def rewrite(one: Theorem) -> Theorem | None:
        changed = tuple(replace(b, bracket=bracket) if b.bracket == "(" else b for b in one.binders)
        return replace(one, binders=changed) if changed != one.binders else None

    return rewrite


def _under_a_quantifier(one: Theorem) -> Theorem | None:
    """`(x : T) : p` → `∀ (x : T), p`."""
    if not one.binders:
        return None
    listed = " ".join(b.text for b in one.binders)
    return replace(
        one, binders=(), conclusion=f"∀ {listed}, {one.conclusion}", proof=_introducing(one)
    )


def _one_quantifier_each(one: Theorem) -> Theorem | None:
    if not one.binders:
        return None
    listed = " ".join(f"∀ {b.text}," for b in one.binders)
    return replace(
        one, binders=(), conclusion=f"{listed} {one.conclusion}", proof=_introducing(one)
    )


def _named_arrows(one: Theorem) -> Theorem | None:
    """`(x : T) : p` → `(x : T) → p`."""
    if not one.binders or any(not b.type for b in one.binders):
        return None
    listed = " → ".join(b.text for b in one.binders)
    return replace(
        one, binders=(), conclusion=f"{listed} → {one.conclusion}", proof=_introducing(one)
    )


def _last_as_arrow(one: Theorem) -> Theorem | None:
    """`(h : p) : q` → `p → q`, where q does not mention h."""
    last = one.binders[-1] if one.binders else None
    if last is None or last.bracket != "(" or len(last.names) != 1 or not last.type:
        return None
    if any(w.split(".")[0] in last.names for w in words(one.conclusion)):
        return None
    said = f"({' '.join(last.type)}) → {one.conclusion}"
    return replace(one, binders=one.binders[:-1], conclusion=said, proof=_introducing(one, [last]))


def _introducing(one: Theorem, taken: Iterable[Binder] | None = None) -> str:
    listed = one.binders if taken is None else taken
    names = [n for b in listed for n in (b.names or ("_",))]
    return f" by\n  intro {' '.join(names)}\n  exact ({one.proof.strip()})"


def _other_names(one: Theorem) -> Theorem | None:
    """Other names for what is bound; where a declaration has such a name, a word of the proof may
    mean either."""
    new = {name: f"other{at}" for at, name in enumerate(one.names) if name != "_"}
    if any(d.name in new for d in module("A.lean", one.before).declarations):
        return None

    def put(written: Iterable[str]) -> tuple[str, ...]:
        found = []
        for word in written:
            head, dot, rest = word.partition(".")
            known = is_ident(word) and head in new
            found.append(f"{new[head]}{dot}{rest}" if known else word)
        return tuple(found)

    changed = tuple(Binder(b.bracket, put(b.names), put(b.type)) for b in one.binders)
    conclusion, proof = ("".join(put(lex(text)[0])) for text in (one.conclusion, one.proof))
    return replace(one, binders=changed, conclusion=conclusion, proof=proof)


def _one_bracket_each(one: Theorem) -> Theorem | None:
    changed = (
        tuple(Binder(b.bracket, (name,), b.type) for b in one.binders for name in b.names)
        if all(b.names and b.type for b in one.binders)
        else one.binders
    )
    return replace(one, binders=changed) if changed != one.binders else None


def _by_variable(one: Theorem) -> Theorem | None:
    """All binders as `variable`, and hypotheses included by name."""
    if not one.binders or any(not b.names for b in one.binders):
        return None
    listed = " ".join(b.text for b in one.binders)
    before = f"{one.before}variable {listed}\ninclude {' '.join(one.names)}\n\n"
    return replace(one, before=before, binders=())


def _by_variable_in(one: Theorem) -> Theorem | None:
    if not one.binders or any(not b.names for b in one.binders):
        return None
    listed = " ".join(b.text for b in one.binders)
    before = f"{one.before}variable {listed} in\ninclude {' '.join(one.names)} in\n"
    return replace(one, before=before, binders=())


def _in_brackets(one: Theorem) -> Theorem:
    changed = tuple(
        replace(b, type=("(", "(", *b.type, ")", ")")) if b.type and b.bracket == "(" else b
        for b in one.binders
    )
    return replace(one, binders=changed, conclusion=f"(({one.conclusion}))")


def _behind_a_let(one: Theorem) -> Theorem:
    return replace(one, conclusion=f"\n    let unused := 0\n    {one.conclusion}")


def _in_a_section(one: Theorem) -> Theorem:
    return replace(one, before=f"{one.before}section\n", after=f"end\n{one.after}")


def _loosely(one: Theorem) -> Theorem:
    said = one.conclusion.replace(" ", "\n      /- a comment -/ ")
    return replace(one, head=f"{one.head} -- (h : False)\n   ", conclusion=said)


REWRITINGS: tuple[tuple[str, Rewriting], ...] = (
    ("braces", _bracketed("{")),
    ("strict", _bracketed("⦃")),
    ("forall", _under_a_quantifier),
    ("foralls", _one_quantifier_each),
    ("named-arrows", _named_arrows),
    ("arrow", _last_as_arrow),
    ("names", _other_names),
    ("single", _one_bracket_each),
    ("variable", _by_variable),
    ("variable-in", _by_variable_in),
    ("brackets", _in_brackets),
    ("let", _behind_a_let),
    ("section", _in_a_section),
    ("layout", _loosely),
)


def restated(text: str) -> dict[str, str]:
    """The module in all other ways that apply, by the rewriting's name."""
    one = theorem(text)
    if one is None:
        return {}
    found = {name: rewrite(one) for name, rewrite in REWRITINGS}
    return {name: new.text for name, new in found.items() if new is not None}
