"""What is found is what holds all words, wherever they stand, in the order that is promised."""

from __future__ import annotations

import itertools

from indexer.app.search import Entries, find
from indexer.names.table import Entry
from tests.trees import uses

TEXT = """
/-- The rope turns. -/
def Rope.turn (n : Nat) : Nat := n
/-- What Turn keeps. -/
theorem Rope.keeps (n : Nat) : Rope.turn n = n := rfl
theorem turn : Σ' n : Nat, ΠΣ n = ΑΣ := sorry
def straße : Nat := 1
instance : Inhabited Nat := ⟨0⟩
theorem x.rope : True := trivial
theorem x.keeps (turn : Nat) : turn = turn := rfl
"""
WORDS = (
    "turn Turn rope keeps theorem def Nat nat Σ ΠΣ σ strasse straße Rope.turn = n zzz what".split()
)


def _entries() -> list[Entry]:
    return [entry for each in uses(TEXT).table.entries.values() for entry in each]


def _slowly(words: tuple[str, ...], entries: list[Entry]) -> list[str]:
    """The names of what holds all words, by looking into each text of each."""
    found = []
    for entry in entries:
        said = f"{entry.declaration.kind} {entry.declaration.statement}"
        texts = (entry.ref.name, entry.declaration.doc or "", said)
        places = []
        for word in words:
            lower = word.islower()
            hits = [
                at
                for at, text in enumerate(texts)
                if word in text or (lower and word.casefold() in text.casefold())
            ]
            places += hits[:1]
        if len(places) == len(words):
            name = entry.ref.name
            exact = words[0] in (name, name.rpartition(".")[2])
            found.append((0 if exact else 1 + max(places), name))
    return [name for _, name in sorted(found)]


def test_one_text_of_all_finds_what_a_look_into_each_finds() -> None:
    entries = _entries()
    together = Entries(entries)
    for words in [*itertools.product(WORDS), *itertools.permutations(WORDS, 2)]:
        hits = [hit for hit in find(words, [], together) if isinstance(hit, Entry)]
        assert [hit.ref.name for hit in hits] == _slowly(words, entries), words


def test_nothing_is_found_of_nothing() -> None:
    assert find(["turn"], [], Entries([])) == []
    assert find([], [], Entries(_entries())) == []
    assert find([""], [], Entries(_entries())) == []
