"""The campaign in its short form: a batch for each reader, and each trial once."""

from __future__ import annotations

import pytest

from tests.torture.__main__ import batch, trial
from tests.torture.readers import READERS
from tests.torture.trials import TRIALS

pytestmark = pytest.mark.slow

_SEED = 1


@pytest.mark.parametrize("reader", [reader.name for reader in READERS])
def test_a_reader_takes_or_refuses_what_is_broken(reader: str) -> None:
    assert batch(reader, _SEED) == []


@pytest.mark.parametrize("name", [one.__name__ for one in TRIALS])
def test_a_command_survives(name: str) -> None:
    assert trial(name, _SEED) == []
