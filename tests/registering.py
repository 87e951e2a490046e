"""The chapter of docs/rules.md on the register of troubles, written from the rules themselves.

`python -m tests.registering` writes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.troubles import Effect, Rule, every_rule
from tests.folders import ROOT

PAGE = ROOT / "docs" / "rules.md"
_BEGIN = "<!-- troubles: written by `python -m tests.registering`; a test keeps it true -->\n"
_END = "<!-- /troubles -->\n"
_EFFECTS = {
    Effect.SORRY: ("A proof is left out", "new-sorry"),
    Effect.AXIOM: ("Something is assumed", "new-axiom"),
    Effect.COMPILED: ("Compiled code is believed", "new-trust"),
    Effect.BYPASS: ("The kernel does not look", "new-trust"),
    Effect.HOLLOW: ("A statement says less than it seems", "hollow-statement"),
    Effect.UNREAD: ("Text cannot tell", "parse-failure, new-trust"),
    Effect.CODE: ("Other code runs; no proof is touched by itself", "new-trust"),
}


def chapter() -> str:
    """The chapter, from its first table to the last rule."""
    return "\n".join(_lines()) + "\n"


def written(page: str) -> str:
    """The page with the chapter in its place."""
    before, mark, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    assert mark, "docs/rules.md has no place for the register"
    assert end, "the place for the register has no end"
    return f"{before}{mark}\n{chapter()}\n{end}{after}"


def _lines() -> Iterator[str]:
    rules = every_rule()
    folder = "[`indexer/troubles/rules/`](../indexer/troubles/rules)"
    yield f"{len(rules)} forms, each a file of {folder}."
    for effect, (title, found_by) in _EFFECTS.items():
        yield ""
        yield f"### {title}"
        yield ""
        yield f"Told as {' or '.join(f'`{rule}`' for rule in found_by.split(', '))}."
        for rule in rules:
            if rule.effect is effect:
                yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    certain = "" if rule.certain else " (possible: a warning, unless `--strict`)"
    yield ""
    yield f"**`{rule.id}`**{certain}. {rule.title}. {rule.why} Way out: {rule.way_out}."
    yield ""
    yield from (f"    {line}" for line in rule.example.splitlines())


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
