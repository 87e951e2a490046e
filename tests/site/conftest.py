"""What the tests of the site share: one browser for all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import tools


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # as root, which containers are, Chromium starts only without its sandbox
        started = playwright.chromium.launch(
            executable_path=tools.chromium(), args=["--no-sandbox"]
        )
        yield started
        started.close()
