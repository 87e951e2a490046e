"""Counted, not timed: calls of functions, Python's and C's, at one size and at twice that."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from functools import _lru_cache_wrapper
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest

from tests.growth.shapes import SHAPES
from tests.growth.stages import STAGES, STATEMENTS, Step

if TYPE_CHECKING:
    from _typeshed import TraceFunction

pytestmark = pytest.mark.slow

_SIZE = 60
_MOST = 2.5  # times as many calls for twice the size; quadratic is 4
_LINEAR = 2.1
_LENGTH = 200
_LONG = (
    "hypotheses", "unknown names", "slips", "fields", "laws", "laws of a proposition", "arrows",
    "conjunctions", "binders of one type", "brackets", "dots", "field of many",
    "arrows behind brackets", "match in a statement", "an instance about all",
    "binders that never end",
)  # fmt: skip


def _calls(stage: Callable[[str], Step], shape: str, size: int) -> int:
    step = stage(SHAPES[shape](size))
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    _watched(step, sys.getprofile, sys.setprofile, counted)
    return count


def _lines(stage: Callable[[str], Step], shape: str, size: int) -> int:
    """Lines that are run, each time that a loop comes to them: those of loops that call nothing
    are many where calls are few.  What other tests left in caches helps none."""
    gc.unfreeze()  # what a test of a server froze would not be listed
    for cached in gc.get_objects():
        if isinstance(cached, _lru_cache_wrapper):
            cached.cache_clear()
    stage(SHAPES[shape](2))()  # what is made once and kept
    step = stage(SHAPES[shape](size))
    count = 0

    def traced(_frame: FrameType, event: str, _argument: object) -> TraceFunction:
        nonlocal count
        count += event == "line"
        return traced

    _watched(step, sys.gettrace, sys.settrace, traced)
    return count


def _watched(
    step: Step, given: Callable[[], object], give: Callable[[Any], None], watcher: object
) -> None:
    """Do a step with a watcher in place of the one that is there."""
    before = given()
    give(watcher)
    try:
        step()
    finally:
        give(before)


def _cases() -> list[object]:
    pairs = [(stage, shape) for shape in SHAPES for stage in STAGES]
    return [pytest.param(stage, shape, id=f"{shape}-{stage}") for stage, shape in pairs]


@pytest.mark.parametrize(("stage", "shape"), _cases())
def test_twice_the_size_costs_twice_the_calls(stage: str, shape: str) -> None:
    few, many = _twice(STAGES[stage], shape)
    assert many <= max(_MOST * few, few + 200)


@pytest.mark.parametrize(
    "shape", ["theorems", "instances", "numerals", "relations", "instances that are there"]
)
def test_a_statement_asks_for_no_instances_that_mean_nothing_to_it(shape: str) -> None:
    few, many = _twice(STATEMENTS, shape)
    assert many <= _LINEAR * few


@pytest.mark.parametrize("shape", _LONG)
def test_a_statement_of_twice_the_length_costs_twice_the_lines(shape: str) -> None:
    few, many = _lines(STATEMENTS, shape, _LENGTH), _lines(STATEMENTS, shape, 2 * _LENGTH)
    assert many <= _LINEAR * few


def _twice(stage: Callable[[str], Step], shape: str) -> tuple[int, int]:
    _calls(stage, shape, 2)  # what is made once and kept
    return _calls(stage, shape, _SIZE), _calls(stage, shape, 2 * _SIZE)
