"""Tiny repositories for surveys: git ones, plain folders and hostile ones."""

from __future__ import annotations

from pathlib import Path

from tests.repos import Repo

TOOLCHAIN = "leanprover/lean4:v4.28.0\n"


def lakefile(name: str, *requires: str) -> str:
    """A lakefile with one library of the package's name; `requires` are `owner/name`."""
    blocks = (
        f'[[require]]\nname = "{r.split("/")[1]}"\ngit = "https://github.com/{r}.git"\n'
        for r in requires
    )
    return f'name = "{name}"\n[[lean_lib]]\nname = "{name}"\n' + "".join(blocks)


def package(folder: Path, name: str, lean: str, *requires: str, **more: str) -> Repo:
    """A committed package of one module; `more` are further files, `/` in their names as `__`."""
    repo = Repo(folder)
    files = {f"{name}.lean": lean, "lakefile.toml": lakefile(name, *requires)}
    files |= {"lean-toolchain": TOOLCHAIN, "LICENSE": "Apache License\nVersion 2.0, January 2004\n"}
    repo.write(files | {path.replace("__", "/"): text for path, text in more.items()})
    repo.commit()
    return repo


BLUEPRINT = r"""
\begin{theorem}[A]\label{a}\lean{A.good}\leanok Good.\end{theorem}
\begin{proof}\leanok Done.\end{proof}
\begin{theorem}[B]\label{b}\lean{A.bad}\leanok Bad.\end{theorem}
\begin{proof}\leanok Done, it says.\end{proof}
"""

LEAN = """namespace A
theorem good (n : Nat) : n + 0 = n := rfl
theorem hole : 1 + 1 = 3 := sorry
theorem bad : 1 + 1 = 3 := hole
axiom ax : 1 = 2
end A
"""


def ecosystem(folder: Path) -> Path:
    """Five repositories and their list: one with a blueprint that says too much, one that imports
    it, a plain folder, one that is not there, and one whose text is hostile."""
    package(folder / "a", "A", LEAN, blueprint__src__content__tex=BLUEPRINT)
    (folder / "a" / "blueprint/src/content/tex").rename(folder / "a" / "blueprint/src/content.tex")
    Repo(folder / "a", init=False).commit()
    package(folder / "b", "B", "import A\ntheorem B.b : 1 = 1 := rfl\n", "who/a")
    plain = folder / "plain"
    plain.mkdir()
    (plain / "C.lean").write_text("theorem c : True := trivial\n")
    evil = "<script>alert(1)</script>\x1b]0;x\x07\u202e"
    hostile = f"axiom «{evil}» : False\n" + "theorem t : " + "(" * 30_000 + "\n"
    package(folder / "evil", "E", hostile)
    lines = ["who/a a", "who/b b", "./plain", f"gone {folder / 'gone'}", "evil ./evil", "# the end"]
    lines[0], lines[1] = f"who/a {folder / 'a'}", f"who/b {folder / 'b'}"
    file = folder / "list.txt"
    file.write_text("\n".join(lines) + "\n")
    return file
