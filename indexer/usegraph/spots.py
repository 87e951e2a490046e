"""Where a declaration's words stand when they are looked up: what is bound there, as far as text
tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from indexer.lean.records import Declaration
from indexer.names.resolver import Spot
from indexer.terms.fingerprint import Binder
from indexer.terms.propositions import Hypothesis, TooDeepError, parse
from indexer.terms.telescope import plain, stated

_LETS = frozenset({"let", "have"})
_INTRODUCES = (("intro",), ("intros",))


def spot_of(declaration: Declaration, name: str, taken: Iterable[Binder]) -> Spot:
    """The place of a declaration of that full name, with the `variable`s that it takes."""
    written = (*declaration.statement_names, *declaration.body_names)
    own, _ = stated(declaration.statement)
    bound = frozenset(n for b in taken for n in b.names)
    return Spot(
        declaration.scope,
        declaration.start,
        name,
        bound.union(w for w in written if "." not in w),
        declaration.after_exit,
        bound=bound.union(_bound_by(own)),
        opens=written if "open" in written else (),
    )


def introduced(conclusion: Sequence[str], declaration: Declaration) -> Iterator[Binder]:
    """What a conclusion binds first, and the proof takes up first, in that order and by the same
    names: `∀ p : T, …` and `by intro p …`."""
    if "∀" not in conclusion and "→" not in conclusion:
        return
    written = declaration.body_names
    by_tactic = written[:1] in _INTRODUCES
    if not {*written[by_tactic:][:1]} & {*conclusion}:
        return
    if by_tactic and not _LETS.isdisjoint(conclusion):
        return  # which take a name too
    taken = iter(written[by_tactic:])
    for one in _first_bound(tuple(conclusion)):
        if not by_tactic and one.bracket != "(":
            return  # `fun` may leave these out
        for name in one.names:
            if next(taken, "") != plain(name):
                return
            yield Binder("(", (plain(name),), one.type)


def _first_bound(conclusion: tuple[str, ...]) -> Iterator[Hypothesis]:
    try:
        said = parse(conclusion)
    except TooDeepError:
        return iter(())
    return takewhile(lambda one: one.names, said.binders if said.kind == "all" else ())


def _bound_by(own: Iterable[Binder]) -> Iterator[str]:
    """Names that a statement's binders bind before they are used: from there on no declaration of
    that name can be meant."""
    used: set[str] = set()
    for binder in own:
        used.update(w.split(".")[0] for w in binder.type)
        yield from (n for n in binder.names if n not in used)


def bound_in_body(declaration: Declaration, bound: frozenset[str]) -> frozenset[str]:
    """The same for a body.  A tactic may take a name away again, so that in a proof, and wherever
    such a tactic occurs, nothing is certain."""
    if declaration.kind == "theorem" or not _UNBINDING.isdisjoint(declaration.body_names):
        return frozenset()
    return bound


_UNBINDING = frozenset(
    "clear clear_ clear_value subst subst_vars subst_eqs revert rename rename_i simp_all cases "
    "cases' rcases obtain injection injections induction induction' aesop grind omit".split()
)
