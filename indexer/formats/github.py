"""Annotations for GitHub Actions: workflow commands that mark lines of a pull request.

GitHub shows at most 10 annotations of a step and drops the rest without a word, so the first nine
are written and the tenth says how many more there are.
[docs.github.com: Workflow commands for GitHub Actions; actions/toolkit: core/src/command.ts]
"""

from __future__ import annotations

from indexer.formats.summary import falls, has_headline, headline, summarise, verdict, worth_telling
from indexer.gate.records import CheckResult, Finding, Level

MOST = 10
_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def write(result: CheckResult) -> str:
    """At most ten workflow commands, the most important first, and a line for the log."""
    told = worth_telling(result)
    shown = told if len(told) <= MOST else told[: MOST - 1]
    lines = [_annotation(finding, result) for finding in shown]
    if len(told) > len(shown):
        lines.append(_rest(len(told) - len(shown), result))
    lines.append(_log(result))
    return "\n".join(lines) + "\n"


def _annotation(finding: Finding, result: CheckResult) -> str:
    message = [finding.message]
    if finding.claims:
        message.append(f"{falls(finding.claims)} ({headline(result)})")
    if finding.help:
        message.append(f"Way out: {finding.help}")
    properties = {
        "file": finding.path,
        "line": str(finding.line),
        "endLine": str(finding.end_line) if finding.end_line else "",
        "col": str(finding.column + 1),
        "title": f"leancat {finding.rule}",
    }
    return _command(_COMMANDS[finding.level], properties if finding.path else {}, message)


def _rest(count: int, result: CheckResult) -> str:
    message = [f"and {count} more findings", f"{verdict(result)}; {headline(result)}"]
    command = "error" if summarise(result).failing else "warning"
    return _command(command, {"title": "leancat"}, message)


def _command(command: str, properties: dict[str, str], message: list[str]) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{command}{' ' if given else ''}{given}::{_data(chr(10).join(message))}"


def _data(text: str) -> str:
    """Escape a message: a raw line break would end it, and a next line could be a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape the value of a property, which `:` and `,` would end as well."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _log(result: CheckResult) -> str:
    """One plain line; it begins with a word, so it is never read as a command."""
    numbers = f": {headline(result)} covered" if has_headline(result) else ""
    return f"leancat against {_data(result.base)}{numbers}, {verdict(result)}"
