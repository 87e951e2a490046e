"""What all tests share: golden outputs and markers for outside tools. No fixture is automatic."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests import tools
from tests.golden import FOLDER, Golden

# No test is timed: a busy machine must not turn a property red.
settings.register_profile("leancat", deadline=None, print_blob=True)
settings.load_profile("leancat")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected outputs of the golden tests anew instead of comparing",
    )


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


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """The golden folder of the test's own module."""
    module = request.path.stem.removeprefix("test_")
    return Golden(FOLDER / module, bool(request.config.getoption("--update-golden")))
