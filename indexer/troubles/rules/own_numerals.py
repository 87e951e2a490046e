"""A default instance that makes numerals something of the project's own."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.troubles.records import Certainty, Effect, Hollow, Rule, Said

RULE = Rule(
    id="own-numerals",
    title="A default instance may make numerals the project's own",
    why="Where no type says what `1` and `2` are, Lean takes them to be what the default instance "
    "makes of them: `1 = 2` is then not of numbers.",
    way_out="write the type of the numerals, or leave the instance out of the defaults",
    effect=Effect.HOLLOW,
    example="structure One where\n@[default_instance 2000] instance : OfNat One n := ⟨{}⟩\n"
    "theorem rot : 1 = 2 := rfl",
    certainty=Certainty.POSSIBLE,
)


def find(said: Said) -> Iterator[Hollow]:
    """One for each such instance in sight of numerals."""
    for name in said.default_numerals():
        yield Hollow(f"the default instance {name} may make its numerals the project's own")
