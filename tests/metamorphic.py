"""Ways to write a project anew that change nothing for Lean.

A rewriting takes the Lean files of a project by their paths and gives them anew, or None where it
finds nothing to do.  What a claim is worth must be the same afterwards.  The files are small and
plain, as those of the traps are: every command begins in column 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from indexer.lean.syntax.lexer import is_space, lex

Files = dict[str, str]
Rewriting = Callable[[Files], Files | None]

_KEYWORDS = frozenset(
    "theorem lemma def abbrev instance axiom opaque structure class inductive macro syntax elab "
    "notation macro_rules elab_rules simproc set_option open variable attribute by".split()
)
_HEADER = re.compile(
    r"(?:(?:module|prelude)\n|(?:public )?(?:meta )?import [^\n]*\n|--[^\n]*\n|\n)*"
)
_SCOPED = re.compile(
    r"^ *(?:open|variable|universe|set_option|section|namespace|end|include|omit|local|scoped"
    r"|private|mutual|#exit|public section|@\[expose\])\b|set_option|`\((?:open|variable)\b",
    re.MULTILINE,
)
_NAMED = re.compile(
    r"^((?:@\[[^\]\n]*\]\s*)?(?:unsafe |noncomputable |partial )*)(theorem|lemma|def|axiom|abbrev)"
    r" Trap\.(\w+)",
    re.MULTILINE,
)
_HELPER = re.compile(
    r"^((?:@\[[^\]\n]*\]\s*)?(?:theorem|lemma|def|axiom|abbrev|opaque)) (\w+)(?![\w.'])",
    re.MULTILINE,
)
_CONTINUES = re.compile(r"[ \t|)\]}]|termination_by|decreasing_by|where|deriving ")
_IN_SCOPES = re.compile(r"^(?:namespace|section|mutual|end|private)\b", re.MULTILINE)
_ATTRIBUTE = re.compile(
    r"^@\[(simp|csimp|implemented_by \w+|tactic \w+|grind =?|grind|ext|instance)\]\s+"
    r"((?:meta |unsafe )?(?:theorem|def|instance) (\w[\w.]*)[^\n]*\n"
    r"(?:[ \t]+[^\n]*\n|\|[^\n]*\n)*)",
    re.MULTILINE,
)


def parts(text: str) -> tuple[str, str]:
    """The header of a file, and the rest."""
    header = _HEADER.match(text)
    assert header
    return text[: header.end()], text[header.end() :]


def commands(text: str) -> list[str]:
    """The commands of a text without a header: each begins in column 0, with what leads to it."""
    found: list[str] = []
    leads = False
    for line in text.splitlines(keepends=True):
        begins = bool(line.strip()) and not leads and not _CONTINUES.match(line)
        if begins or not found:
            found.append(line)
        else:
            found[-1] += line
        word = line.rstrip()
        leads = bool(word) and (
            word.startswith(("/--", "--"))
            or word.endswith(" in")
            or (word.startswith("@[") and word.endswith("]"))
            or (leads and not word.endswith("-/") and found[-1].startswith("/--"))
        )
    return found


def _alone(change: Callable[[str], str]) -> Rewriting:
    """A rewriting of a project that is one file."""
    return lambda files: _each(change)(files) if len(files) == 1 else None


def _each(change: Callable[[str], str]) -> Rewriting:
    """A rewriting of every file by itself."""

    def rewrite(files: Files) -> Files | None:
        changed = {path: change(text) for path, text in files.items()}
        return changed if changed != files else None

    return rewrite


# --- layout ---------------------------------------------------------------------------------------


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _comments(text: str) -> str:
    """A comment behind every keyword, and one on a line of its own before every command."""
    header, rest = parts(text)
    noted = "".join(
        f"{word} /- by, a note -/" if word in _KEYWORDS else word for word in _tokens(rest)
    )
    return header + "".join(f"/- end of a section -/\n{command}" for command in commands(noted))


def _line_ends(text: str) -> str:
    """A comment at the end of every line that a token does not run over."""
    return "".join(
        word.replace("\n", " -- := sorry\n", 1) if is_space(word) and word[0] == "\n" else word
        for word in _tokens(text)
    )


def _tokens(text: str) -> Iterator[str]:
    yield from lex(text)[0]


def _blank_lines(text: str) -> str:
    header, rest = parts(text)
    return header + "\n\n".join(commands(rest))


def _wrapped(text: str) -> str:
    """What is proved on a line of its own."""
    return re.sub(r" := by (?=\S)", " :=\n  by ", re.sub(r" :=[ ](?!by )(?=\S)", " :=\n  ", text))


def _indented(text: str) -> str:
    """Columns decide nothing between commands."""
    if "/-" in text:
        return text
    header, rest = parts(text)
    return header + "".join(f"  {line}" if line.strip() else line for line in _lines(rest))


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


# --- scopes ---------------------------------------------------------------------------------------


def _section(text: str) -> str:
    header, rest = parts(text)
    if "#exit" in rest or not rest.strip() or re.search(r"^import", rest, re.MULTILINE):
        return text
    return f"{header}section Around\n{rest.rstrip()}\nend Around\n"


def _namespace(text: str) -> str:
    """`theorem Trap.claim` in a namespace of its own."""
    found = re.search(
        r"^((?:@\[[^\]\n]*\]\s*)?(?:unsafe )?theorem) Trap\.claim(.*)\Z", text, re.MULTILINE | re.S
    )
    before = text[: found.start()].rstrip() if found else ""
    if not found or before.endswith(" in") or len(commands(text[found.start() :])) > 1:
        return text
    inner = f"namespace Trap\n{found[1]} claim{found[2].rstrip()}\nend Trap\n"
    return text[: found.start()] + inner


def _helpers(text: str) -> list[str]:
    """The names of the helpers of a file that may stand in any namespace."""
    if _IN_SCOPES.search(text):
        return []
    names = [m[2] for m in _HELPER.finditer(text)]
    names = [n for n in names if not re.search(rf"[({{\[]{n}\b|fun {n}\b", text)]
    quoted = "".join(word for word in lex(text)[0] if word[:1] in ('"', "`"))
    return [n for n in dict.fromkeys(names) if names.count(n) == 1 and n not in quoted]


def _qualified(text: str) -> str:
    """Helpers in a namespace, and every use of them by their full names."""
    for name in _helpers(text):
        text = re.sub(rf"(?<![\w.`«@]){name}(?![\w'?!»])", f"Inner.{name}", text)
    return text


def _opened(text: str) -> str:
    """Helpers in a namespace that is opened after each of them."""
    names = _helpers(text)
    header, rest = parts(text)
    done = []
    for command in commands(rest):
        found = _HELPER.search(command)
        is_helper = found is not None and found[2] in names
        renamed = _HELPER.sub(r"\1 Inner.\2", command).rstrip() if is_helper else command
        done.append(f"{renamed}\nopen Inner\n" if is_helper else command)
    return header + "".join(done)


def _rooted(text: str) -> str:
    """Names declared from the root."""
    return _NAMED.sub(r"\1\2 _root_.Trap.\3", text)


def _split(files: Files) -> Files | None:
    """The claim's command in a file of its own."""
    text = files.get("Trap.lean", "")
    header, rest = parts(text)
    found = commands(rest)
    if (
        len(found) < 2
        or _SCOPED.search(rest)
        or "Trap.claim" not in found[-1]
        or "module" in header
    ):
        return None
    first = f"{header}{''.join(found[:-1])}"
    return {**files, "Trap/First.lean": first, "Trap.lean": f"import Trap.First\n\n{found[-1]}"}


# --- attributes -----------------------------------------------------------------------------------


def _attribute_after(text: str) -> str:
    """`attribute [simp] f` after the declaration in place of `@[simp]` before it."""
    return _ATTRIBUTE.sub(r"\2attribute [\1] \3\n", text)


REWRITINGS: tuple[tuple[str, Rewriting], ...] = (
    ("crlf", _each(_crlf)),
    ("comments", _each(_comments)),
    ("line-ends", _each(_line_ends)),
    ("blank-lines", _each(_blank_lines)),
    ("wrapped", _each(_wrapped)),
    ("indented", _each(_indented)),
    ("section", _each(_section)),
    ("namespace", _each(_namespace)),
    ("qualified", _alone(_qualified)),
    ("opened", _alone(_opened)),
    ("rooted", _each(_rooted)),
    ("split", _split),
    ("attribute-after", _each(_attribute_after)),
)
"""Every rewriting by its name."""
