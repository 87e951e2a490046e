"""Post a text as one comment on the pull request at hand, or update the one that is there.

    python -I action_comment.py FILE

Reads TOKEN and what GitHub gives a step: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_EVENT_PATH,
GITHUB_STEP_SUMMARY.  Where the token may not write, as for a fork, the text goes to the summary.
Exit code 0 also then; 1 where the text could be put nowhere.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MARKER = "<!-- leancat -->"
_PAGE = 100
_MOST_PAGES = 50
_SECONDS = 30
_MOST_CHARACTERS = 65_000  # GitHub takes 65,536
_REFUSED = (401, 403, 404)


class NoCommentError(Exception):
    """Why there is no comment, in words."""


class Api:
    """The part of GitHub's API that is needed, for one repository."""

    def __init__(self, address: str, repository: str, token: str) -> None:
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
            raise NoCommentError("GITHUB_REPOSITORY names no repository")
        self._base = f"{address.rstrip('/')}/repos/{repository}"
        self._token = token

    def __call__(self, method: str, path: str, body: object = None) -> Any:
        """An answer, decoded. Raises NoCommentError."""
        request = urllib.request.Request(
            self._base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self._token}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
                "Content-Type": "application/json",
                "User-Agent": "leancat",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code in _REFUSED:
                why = "the token may not comment (pull-requests: write is needed; forks lack it)"
                raise NoCommentError(why) from error
            raise NoCommentError(f"GitHub answered {error.code}") from error
        except (OSError, ValueError) as error:
            raise NoCommentError("GitHub could not be reached") from error

    def comments(self, number: int) -> Iterator[dict[str, Any]]:
        """The comments of a pull request, page by page."""
        for page in range(1, _MOST_PAGES + 1):
            query = f"?per_page={_PAGE}&page={page}"
            found = self("GET", f"/issues/{number}/comments{query}")
            yield from found
            if len(found) < _PAGE:
                return


def pull_request(event: dict[str, Any], api: Api) -> int:
    """The number of the pull request that an event is about. Raises NoCommentError."""
    if "pull_request" in event:
        return int(event["pull_request"]["number"])
    run = event.get("workflow_run")
    if run and run.get("event") == "pull_request":
        head = f"{run['head_repository']['owner']['login']}:{run['head_branch']}"
        query = urllib.parse.urlencode({"state": "open", "head": head})
        for found in api("GET", f"/pulls?{query}"):
            if found["head"]["sha"] == run["head_sha"]:
                return int(found["number"])
        raise NoCommentError("no open pull request is at this commit any more")
    raise NoCommentError("this run is about no pull request")


def post(text: str, number: int, api: Api) -> str:
    """Post or update; what was done, in words."""
    body = text[:_MOST_CHARACTERS]
    for comment in api.comments(number):
        own = str(comment.get("body") or "").startswith(MARKER)
        if own and (comment.get("user") or {}).get("type") == "Bot":
            if comment["body"].rstrip() == body.rstrip():
                return "the comment is up to date"
            api("PATCH", f"/issues/comments/{int(comment['id'])}", {"body": body})
            return "updated the comment"
    api("POST", f"/issues/{number}/comments", {"body": body})
    return "posted a comment"


def main(file: str) -> int:
    """Post the text of a file, or put it into the step summary."""
    text = Path(file).read_text("utf-8")
    try:
        address = os.environ.get("GITHUB_API_URL", "https://api.github.com")
        api = Api(address, os.environ.get("GITHUB_REPOSITORY", ""), os.environ.get("TOKEN", ""))
        event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8"))
        print(f"leancat: {post(text, pull_request(event, api), api)}")
    except (NoCommentError, KeyError, TypeError, ValueError, OSError) as error:
        why = str(error) if isinstance(error, NoCommentError) else "the event cannot be understood"
        print(f"::notice::leancat posted no comment: {why}; the text is in the step summary")
        try:
            with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as summary:
                summary.write(f"\n{text}")
        except (KeyError, OSError):
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
