"""Axioms that a catalogue allows: by name, by pattern, and compiled code by either of its names."""

from __future__ import annotations

import pytest

from indexer.claims.allowed_axioms import Allowed, described

NATIVE = "Foo.bar._native.native_decide.ax_1_1"


@pytest.mark.parametrize(
    ("allowed", "axiom", "fits"),
    [
        ((), "propext", True),
        ((), "Foo.choice", False),
        (("Foo.choice",), "Foo.choice", True),
        (("Foo.*",), "Foo.choice", True),
        (("Foo.*",), "Bar.choice", False),
        (("Foo.choic?",), "Foo.choice", True),
        (("Foo.?",), "Foo.choice", False),
        ((), NATIVE, False),
        (("Foo.*",), NATIVE, False),
        (("Foo.*._native.*",), NATIVE, True),
        (("Bar.*._native.*",), NATIVE, False),
        ((NATIVE,), NATIVE, True),
        (("*._native.native_decide.*",), NATIVE, True),
        (("Lean.ofReduceBool",), NATIVE, True),
        (("Lean.trustCompiler",), NATIVE, True),
        (("Lean.trustCompiler",), "Lean.ofReduceBool", True),
        (("*._native.native_decide.*",), "Lean.ofReduceBool", True),
        (("Lean.trustCompiler",), "Foo.choice", False),
        (("Lean.trustCompiler",), "sorryAx", False),
    ],
)
def test_what_is_allowed(allowed: tuple[str, ...], axiom: str, fits: bool) -> None:
    assert (axiom in Allowed(allowed)) is fits
    assert Allowed(allowed).beyond([axiom]) == ([] if fits else [axiom])


@pytest.mark.parametrize(
    ("allowed", "mark", "fits"),
    [
        (("Lean.ofReduceBool",), "native_decide", True),
        (("*._native.native_decide.*",), "native_decide", True),
        (("Foo.*",), "native_decide", False),
        (("Lean.ofReduceBool",), "unsafeCast", False),
        (("Lean.ofReduceBool",), "implemented_by", False),
    ],
)
def test_marks_in_the_text_say_the_same(allowed: tuple[str, ...], mark: str, fits: bool) -> None:
    assert Allowed(allowed).compiled(mark) is fits


def test_an_axiom_that_the_text_declares_is_no_compiled_code() -> None:
    allowed = Allowed(["Lean.ofReduceBool"])
    assert allowed.beyond([NATIVE]) == []
    assert allowed.beyond([NATIVE], declared=[NATIVE]) == [NATIVE]
    assert Allowed([NATIVE]).beyond([NATIVE], declared=[NATIVE]) == []


def test_compiled_code_is_told_as_such() -> None:
    assert described(["Foo.choice", NATIVE]) == f"Foo.choice, compiled code ({NATIVE})"
    assert described([NATIVE, f"{NATIVE}2"]) == f"compiled code ({NATIVE} and 1 more)"
