"""The small repository, surveyed once."""

from __future__ import annotations

import pytest

from indexer.hubs.fill import Knowledge
from tests.hubs import scene


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return scene.surveyed(scene.write(tmp_path_factory.mktemp("hubs")))[1]
