"""What each standing means, does not mean, and is signed with; the words follow DESIGN's contract.

A standing is always shown as a sign and a word; colour only repeats what they say.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.judge.records import Standing


@dataclass(frozen=True, slots=True)
class Look:
    """How a standing is told: `sign` is for plain text, as pages draw theirs."""

    sign: str
    meaning: str
    not_meant: str


LOOKS: dict[Standing, Look] = {
    Standing.CHECKED: Look(
        "✔",
        "Nothing below applies, and the compiler’s own record (.olean) of exactly these sources "
        "says so: the kernel accepted the proof, and it rests on no axiom beyond the standard "
        "three.",
        "That the statement says what the claim says. A person has to read both; the claim’s page "
        "shows them side by side.",
    ),
    Standing.CLEAN: Look(
        "✓",
        "Nothing below applies, as far as the sources tell: the theorem is there, it is built, and "
        "no sorry, axiom or compiled code was found under it.",
        "That a compiler accepted it. Text alone never shows that a proof is right; fresh evidence "
        "does.",
    ),
    Standing.UNSETTLED: Look(
        "?",
        "Nothing below applies for certain, but text cannot exclude it: a tactic, an instance "
        "search, a macro or a program in sight may bring in a sorry, an axiom or compiled code. "
        "Both ends of that way are named.",
        "That the proof is incomplete, or that it is complete. A build settles it: its record says "
        "what the proof really used.",
    ),
    Standing.SUSPECT: Look(
        "≠",
        "The Lean statement, or a definition it depends on, changed since a person reviewed the "
        "claim.",
        "That anything is wrong. Someone has to look again and pin the statement as it is now.",
    ),
    Standing.PARTIAL: Look(
        "◐",
        "Only special cases or supporting lemmas of the claim are backed by theorems.",
        "That the whole claim is proved, or that it is false.",
    ),
    Standing.ASSUMES: Look(
        "△",
        "Rests on an axiom beyond propext, Classical.choice and Quot.sound, or on compiled code "
        "(native_decide and the like) that the kernel did not check.",
        "That the axiom is false. It is a thing to believe that the kernel cannot verify.",
    ),
    Standing.TAINTED: Look(
        "⤳",
        "Its own proof is complete, but it rests on a sorry through other declarations; the "
        "shortest path to it is shown.",
        "That its own proof is wrong. It is as good as the gap it stands on.",
    ),
    Standing.SORRY: Look(
        "✗",
        "The statement or the proof of a backing theorem holds a sorry itself.",
        "That the claim is false. The proof is work that is left.",
    ),
    Standing.UNBUILT: Look(
        "⊘",
        "The theorem is found, but in a module that no library of its project reaches, or after "
        "#exit: Lean never sees it.",
        "That the proof is wrong. Nobody has checked it.",
    ),
    Standing.MISSING: Look(
        "∅",
        "No theorem is named, or the name is not found in the scanned projects, or it is "
        "ambiguous.",
        "That the claim is false, or that it is not proved elsewhere.",
    ),
}
"""The standings from best to worst, as pages list them."""
