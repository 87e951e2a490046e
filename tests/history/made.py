"""Made-up histories: what people do to a repository, as commits that git itself has written."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st

from tests.repos import Repo

Files = dict[str, str]
"""path → content; a content that begins with "-> " is a link."""

OWN_KEYWORD = (
    'syntax "lemming " ident " : " term " := " term : command\n'
    "macro_rules\n  | `(lemming $n : $t := $v) => `(theorem $n : $t := $v)\n"
)
LEAN = (
    "theorem a : 1 = 1 := rfl\n",
    "theorem b : 2 = 2 := by sorry\n\ntheorem c : 3 = 3 := b ▸ sorry\n",
    "axiom magic : 1 = 2\ndef two : Nat := 2\n",
    "structure P where\n  x : Nat\n  deriving Repr\ninstance : Inhabited P := ⟨⟨0⟩⟩\n",
    OWN_KEYWORD,
    "lemming d : 4 = 4 := rfl\n\nlemming e : 5 = 5 := by sorry\n",
    "/- a comment that does not end\ntheorem f : 6 = 6 := rfl\n",
    "\N{BYTE ORDER MARK}theorem g : 7 = 7 := rfl\r\n",
    "#exit\ntheorem h : 8 = 8 := sorry\n",
)
PATHS = ("A.lean", "P/B.lean", "P/C.lean", "P/deep/D.lean", ".lake/packages/m/M.lean", "notes.md")
SETTINGS = "catalogue/leancat.toml"
CATALOGUES = (
    "",  # there is none
    'schema = 1\n[[projects]]\nid = "p"\npath = ".."\n',
    'schema = 1\n[[projects]]\nid = "p"\npath = "../P"\n',
    'schema = 1\n[[projects]]\nid = "p"\npath = "../Q"\n',
    "schema = 1\n[[projects]\nthis does not parse",
    'schema = 1\nprojects = "no list"\n',
)
JUDGED = {
    "lakefile.toml": 'name = "p"\n[[lean_lib]]\nname = "A"\n',
    SETTINGS: CATALOGUES[1],
}
"""What stands around `A.lean` and a claims file, so that claims are judged."""
LINKS = {
    "L": "P",
    "P/E.lean": "C.lean",
    "F.lean": "P/B.lean",
    "P/up": "..",
    "K.lean": "/etc/passwd",
}
TOOLCHAINS = ("leanprover/lean4:v4.20.0\n", "leanprover/lean4:v4.28.0\n", "")


@dataclass
class Made:
    """One commit that is to be made: its files, parents (numbers of earlier ones) and its time."""

    files: Files
    parents: tuple[int, ...]
    time: int
    tag: str = ""


@dataclass
class Telling:
    """Commits so far, and the branches' ends."""

    commits: list[Made] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, files: Files, parents: Sequence[int], time: int, branch: int) -> None:
        """One more commit at the end of a branch."""
        self.commits.append(Made(files, tuple(parents), time))
        self.ends[branch] = len(self.commits) - 1


Act = tuple[str, int, int, int]
"""What is done, and three numbers from which each act takes what it needs."""


def _edit(files: Files, one: int, two: int) -> None:
    files[PATHS[one % len(PATHS)]] = LEAN[two % len(LEAN)]


def _delete(files: Files, one: int, _two: int) -> None:
    if files:
        files.pop(sorted(files)[one % len(files)])


def _rename(files: Files, one: int, two: int) -> None:
    if files:
        old = sorted(files)[one % len(files)]
        content = files.pop(old)
        files[PATHS[two % len(PATHS)]] = content


def _move(files: Files, one: int, _two: int) -> None:
    """The project's folder is renamed."""
    old, new = (("P/", "Q/"), ("Q/", "P/"))[one % 2]
    for path in [path for path in files if path.startswith(old)]:
        files[new + path.removeprefix(old)] = files.pop(path)


def _settle(files: Files, one: int, _two: int) -> None:
    files.pop(SETTINGS, None)
    if text := CATALOGUES[one % len(CATALOGUES)]:
        files[SETTINGS] = text


def _link(files: Files, one: int, _two: int) -> None:
    path = sorted(LINKS)[one % len(LINKS)]
    files[path] = f"-> {LINKS[path]}"


def _bump(files: Files, one: int, two: int) -> None:
    path = ("lean-toolchain", "P/lean-toolchain")[two % 2]
    files.pop(path, None)
    if text := TOOLCHAINS[one % len(TOOLCHAINS)]:
        files[path] = text


ACTS: Mapping[str, Callable[[Files, int, int], None]] = {
    "edit": _edit,
    "delete": _delete,
    "rename": _rename,
    "move": _move,
    "settle": _settle,
    "link": _link,
    "bump": _bump,
}
_START = 1_700_000_000


def told(acts: Sequence[Act]) -> list[Made]:
    """The commits of a row of acts; the last commit is the end of the first branch."""
    telling = Telling(ends=[0])
    telling.commits.append(Made({"A.lean": LEAN[0]}, (), _START))
    for number, (act, one, two, skew) in enumerate(acts):
        time = _START + 50_000 * number + (skew % 5 - 2) * 90_000  # not always after its parent
        branch = skew % len(telling.ends)
        end = telling.ends[branch]
        files = dict(telling.commits[end].files)
        if act == "branch":
            telling.ends.append(end)
        elif act == "revert":
            parents = telling.commits[end].parents
            before = telling.commits[parents[0]].files if parents else {}
            telling.add(dict(before), [end], time, branch)
        elif act in ("merge", "cross"):
            other = one % len(telling.ends)
            theirs = telling.ends[other]
            if theirs == end:
                continue
            merged = {**telling.commits[theirs].files, **files}
            telling.add(merged, [end, theirs], time, branch)
            if act == "cross":
                telling.add(dict(merged), [theirs, end], time + 1, other)
        else:
            ACTS[act](files, one, two)
            telling.add(_without_conflicts(files), [end], time, branch)
    main = telling.ends[0]
    if main != len(telling.commits) - 1:
        telling.add(dict(telling.commits[main].files), [main], _START + 10_000_000, 0)
    return telling.commits


def _without_conflicts(files: Files) -> Files:
    """No file may lie below another."""
    return {p: c for p, c in files.items() if not any(p.startswith(f"{o}/") for o in files)}


ACT = st.tuples(
    st.sampled_from([*ACTS, "edit", "edit", "branch", "merge", "cross", "revert"]),
    st.integers(0, 40),
    st.integers(0, 40),
    st.integers(0, 40),
)


def written(commits: Sequence[Made], folder: Path) -> tuple[Repo, list[str]]:
    """A repository that holds these commits, checked out at the last; their names."""
    repo = Repo(folder)
    stream = b"".join(_stream(number, one) for number, one in enumerate(commits))
    marks = folder / ".git/made"
    subprocess.run(
        ["git", "fast-import", "--quiet", "--force", f"--export-marks={marks}"],
        cwd=folder,
        input=stream + f"reset refs/heads/main\nfrom :{len(commits)}\n\n".encode(),
        check=True,
    )
    rows = (line.split() for line in marks.read_text().splitlines())
    names = {int(mark[1:]): oid for mark, oid in rows}
    repo.git("reset", "-q", "--hard", "main")
    return repo, [names[number + 1] for number in range(len(commits))]


def _stream(number: int, one: Made) -> bytes:
    head = [f"commit refs/made/{number}", f"mark :{number + 1}"]
    head += [f"committer A <a@example.org> {one.time} +0000", "data 0"]
    head += [f"from :{parent + 1}" for parent in one.parents[:1]]
    head += [f"merge :{parent + 1}" for parent in one.parents[1:]]
    parts = ["\n".join([*head, "deleteall"]).encode()]
    for path, content in one.files.items():
        mode = "120000" if content.startswith("-> ") else "100644"
        data = content.removeprefix("-> ").encode()
        parts.append(f"M {mode} inline {path}\ndata {len(data)}".encode() + b"\n" + data)
    return b"\n".join(parts) + b"\n\n"
