"""Axioms that a catalogue allows: by name, by pattern, and compiled code by either of its names."""

from __future__ import annotations

import pytest

from indexer.claims.allowed_axioms import Allowed

NATIVE = "Foo.bar._native.native_decide.ax_1_1"


@pytest.mark.parametrize(
    ("allowed", "axiom", "fits"),
    [
        ((), "propext", True),
        ((), "Foo.choice", False),
        (("Foo.choice",), "Foo.choice", True),
        (("Foo.*",), "Foo.choice", True),
        (("Foo.*",), "Bar.choice", False),
        ((), NATIVE, False),
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
