"""The search index: one script that the page loads when a reader first searches.

A script, because pages opened from `file://` may load scripts but not fetch data.  Names are one
long text, which a browser scans faster than any structure; addresses are derived from names
where they can be, so that 100,000 names stay small.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from indexer.base.inert import inert, inert_lines
from indexer.scan.records import Ref
from indexer.site.facts import Facts

PATH = "data/search.js"


def search_index(facts: Facts) -> str:
    """The script: `leancatIndex({claims: […], projects: […]})`.

    A claim is [id, title, statement and aliases, address, standing].  A project is {folder, names,
    stems, pages}: `names` holds one name a line, `stems` gives, by line number, the file name stem
    of the names from which it cannot be told, or, for those without a page of their own, which of
    the `pages` they stand on and in which line.
    """
    claims = [
        [
            c.claim.id,
            inert(c.claim.title),
            inert_lines(" ".join((*c.claim.aliases, c.claim.statement))),
            facts.urls.claim(c.claim.id),
            str(c.standing),
        ]
        for c in facts.report.claims
    ]
    projects: dict[str, list[Ref]] = {}
    for ref in facts.listed():
        projects.setdefault(ref.project, []).append(ref)
    data = {
        "claims": claims,
        "projects": [_project(facts, p, refs) for p, refs in sorted(projects.items())],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"leancatIndex({text.replace('<', chr(92) + 'u003c')});\n"


def _project(facts: Facts, project: str, refs: Iterable[Ref]) -> dict[str, object]:
    ordered = sorted(refs, key=lambda r: (r.name, r.module))
    names = [inert(facts.shown_name(ref)) for ref in ordered]
    folder = f"decl/{facts.urls.projects[project]}/"
    stems: dict[str, str | tuple[int, int]] = {}
    pages: dict[str, int] = {}
    for at, (ref, name) in enumerate(zip(ordered, names, strict=True)):
        stem = facts.urls.declarations.get(ref)
        if stem is None:
            page, _, line = (facts.urls.declaration(ref) or "").partition("#L")
            stems[str(at)] = pages.setdefault(page, len(pages)), int(line)
        elif stem != name:
            stems[str(at)] = stem
    return {"folder": folder, "names": "\n".join(names), "stems": stems, "pages": list(pages)}
