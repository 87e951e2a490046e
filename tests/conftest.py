"""What all tests share: golden outputs and markers for outside tools. No fixture is automatic."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings

from tests import tools
from tests.golden import FOLDER, Golden
from tests.lean.compile import Workers
from tests.lean.install import install

# No test is timed: a busy machine must not turn a property red.
settings.register_profile("leancat", deadline=None, print_blob=True)
settings.load_profile("leancat")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected outputs of the golden tests anew instead of comparing",
    )


def pytest_configure() -> None:
    """A shell without job control starts what is in the background with SIGINT ignored, which every
    process below it inherits: a test that interrupts one would wait for ever."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose tool is absent, with the reason; in CI that is a failure."""
    for marker, missing in tools.NEEDS.items():
        if item.get_closest_marker(marker) is None:
            continue
        reason = missing()
        if reason and tools.in_ci():
            pytest.fail(f"{marker}: {reason}; CI may not skip this", pytrace=False)
        elif reason:
            pytest.skip(f"{marker}: {reason}")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded when the tests begin stays to their end: it is not searched for garbage, nor
    copied into every worker that is forked."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    return collected


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where expected outputs are written anew, only the tests run that have some."""
    if not config.getoption("--update-golden"):
        return
    others = [item for item in items if not _is_golden(item)]
    items[:] = [item for item in items if _is_golden(item)]
    config.hook.pytest_deselected(items=others)


def _is_golden(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and "update_golden" in item.fixturenames


@pytest.fixture
def update_golden(pytestconfig: pytest.Config) -> bool:
    """Whether expected outputs are to be written anew."""
    return bool(pytestconfig.getoption("--update-golden"))


@pytest.fixture
def golden(request: pytest.FixtureRequest, update_golden: bool) -> Golden:
    """The golden folder of the test's own module."""
    return Golden(FOLDER / request.path.stem.removeprefix("test_"), update_golden)


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """The real Lean, installed when it is not there, in the same processes for all tests."""
    with Workers(install(), os.cpu_count() or 1) as found:
        yield found
