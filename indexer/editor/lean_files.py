"""A Lean file as it stands in an editor: what claims rest on, and what a change does to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.app.answers import Answers
from indexer.editor.records import Lens, Note, Stretch
from indexer.judge.records import Standing
from indexer.lean.records import Declaration, Module
from indexer.lean.syntax.parser import parse
from indexer.names.table import Entry
from indexer.scan.records import Ref
from indexer.terms.fingerprint import words

_LAWS = ("theorem", "axiom", "opaque")
_NAMED = 3  # claims that a lens names


@dataclass(frozen=True, slots=True)
class LeanFile:
    """A file of a project: what the survey knows of it, and what is typed now."""

    asked: Answers
    project: str
    known: Module
    text: str
    typed: Module

    def known_entries(self) -> Iterator[Entry]:
        """The declarations that the survey knows of here."""
        entries = self.asked.found.uses.entries
        for declaration in self.known.declarations:
            entry = entries.get(Ref(self.project, self.known.name, declaration.name))
            if entry is not None and entry.declaration is declaration:
                yield entry


def lean_file(asked: Answers, path: Path, text: str) -> LeanFile | None:
    """The file at an absolute path; None when no project has it."""
    here, text = path.resolve(), text.replace("\r\n", "\n")
    for project in asked.found.index.projects:
        root = Path(project.project.root).resolve()
        if not here.is_relative_to(root):
            continue
        below = here.relative_to(root).as_posix()
        for module in project.modules:
            if module.path == below:
                typed = parse(text, path=module.path, name=module.name)
                return LeanFile(asked, project.project.id, module, text, typed)
    return None


def lenses(file: LeanFile) -> Iterator[Lens]:
    """Above each declaration that claims rest on, which they are and how they stand."""
    entries = {e.ref.name: e for e in file.known_entries()}
    for declaration in file.typed.declarations:
        entry = entries.get(declaration.name)
        text = lens_text(file.asked, entry) if entry else ""
        if text:
            yield Lens(declaration.line - 1, text)


def lens_text(asked: Answers, entry: Entry) -> str:
    """`backs rope.isometry · clean · 3 claims rest on this`; "" where none does."""
    backed = asked.backs.get(entry.ref, [])
    resting = asked.resting.count(entry.ref)
    reading = len(asked.meaning_of(entry.ref))
    parts = []
    if backed:
        ids = list(dict.fromkeys(claim.claim.id for claim, _ in backed))
        more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
        parts.append(f"backs {', '.join(ids[:_NAMED])}{more}")
        parts.append(str(asked.standing(entry).standing))
    if resting:
        parts.append("1 claim rests on this" if resting == 1 else f"{resting} claims rest on this")
    if reading:
        parts.append(f"in the statement of {reading} claim{'s' if reading != 1 else ''}")
    return " · ".join(parts)


def notes(file: LeanFile) -> Iterator[Note]:
    """Pinned statements that are being changed, or were since their review."""
    typed = {d.name: d for d in file.typed.declarations}
    for entry in file.known_entries():
        holding = file.asked.holding([entry])
        if not holding:
            continue
        ids = ", ".join(claim.claim.id for claim, _ in holding)
        name = entry.declaration.name
        now = typed.get(name)
        if now is None:
            words_ = f"{name}, which was reviewed for {ids}, is here no more"
            yield Note(Stretch(0, 0, 1), "warning", "statement-changed", words_)
        elif _says(file.text, now) != _said(file.asked, entry):
            words_ = f"the statement of {name} was reviewed: this change makes {ids} suspect"
            yield Note(_name(now), "warning", "statement-changed", words_)
        else:
            yield from _drifted(file.asked, entry, now)


def _drifted(asked: Answers, entry: Entry, now: Declaration) -> Iterator[Note]:
    for claim, backing in asked.backs.get(entry.ref, ()):
        if backing.standing is Standing.SUSPECT:
            text = f"{claim.claim.id} is suspect: {backing.reason}"
            yield Note(_name(now), "warning", "statement-changed", text)


def _name(declaration: Declaration) -> Stretch:
    """Where the name of a declaration stands, as far as its last part goes."""
    last = declaration.name.rpartition(".")[2]
    return Stretch(declaration.line - 1, declaration.column, declaration.column + len(last))


def _says(text: str, declaration: Declaration) -> Sequence[str]:
    """What one reads of a declaration: of a theorem its statement, else all of it."""
    law = declaration.kind in _LAWS
    end = declaration.body if law else declaration.end
    return (declaration.kind, *words(text[declaration.signature : end]))


def _said(asked: Answers, entry: Entry) -> Sequence[str]:
    text = asked.found.judge.reader.sources(entry.ref)
    return _says(text or "", entry.declaration)


def hover(file: LeanFile, line: int, column: int) -> str:
    """Over a sorry, the claims that wait for it; in Markdown, "" elsewhere."""
    for sorry in file.typed.sorries:
        begin = (sorry.line - 1, sorry.column)
        if begin <= (line, column) <= (sorry.end_line - 1, sorry.end_column):
            return _waiting(file, sorry.owner)
    return ""


def _waiting(file: LeanFile, owner: str) -> str:
    claims = file.asked.resting.waiting.get(Ref(file.project, file.known.name, owner), [])
    if not claims:
        return "No claim waits for this proof."
    listed = "\n".join(f"- `{claim}`" for claim in claims[:20])
    more = f"\n- and {len(claims) - 20} more" if len(claims) > 20 else ""
    verb = "claim waits" if len(claims) == 1 else "claims wait"
    return f"{len(claims)} {verb} for this proof:\n\n{listed}{more}"
