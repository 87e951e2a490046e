"""Rules of the house that no other tool checks: who prints, who touches the disk, what ships."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

from tests.folders import PACKAGE, ROOT
from tests.own_modules import MODULES, called, calls, imports, text

# Modules that may touch the disk; all others get text and give text.  (An .olean is up to three
# files that share an address space, which its reader must open itself.)
DISK = tuple(
    "lean/library.py lean/compiled/ base/files.py base/writing.py base/documents.py "
    "scan/cache.py lake/project.py gate/baseline.py review/pin_files.py catalogue/ evidence/ "
    "jekyll/adapter.py site/render.py site/staging.py site/check.py "
    "site/assets.py app/ ecosystem/ cli/".split()
)
TOUCHES = frozenset(
    "open read_text read_bytes write_text write_bytes mkdir rmdir unlink rmtree iterdir glob rglob "
    "scandir walk listdir makedirs symlink_to hardlink_to touch chmod mkstemp mkdtemp "
    "TemporaryDirectory NamedTemporaryFile fsync".split()
)


def test_only_the_command_line_prints() -> None:
    found = []
    for module in (m for m in MODULES if not called(m).startswith("cli/")):
        printed = [line for name, line in calls(module) if name in ("print", "echo", "secho")]
        found += [f"{module}:{line} prints" for line in printed]
        answers = called(module) == "ecosystem/child.py"  # a process, by its standard streams
        if not answers and re.search(r"\bsys\.(stdout|stderr)\b", text(module)):
            found.append(f"{module} writes to a stream")
    assert not found, "\n".join(found)


def test_only_some_rooms_touch_the_disk() -> None:
    found = [
        f"{module}:{line} calls {name}"
        for module in MODULES
        if not called(module).startswith(DISK)
        for name, line in calls(module)
        if name in TOUCHES
    ]
    assert not found, "\n".join(found)


# Who may start processes (git, to read objects and to clone; leancat itself, for one repository of
# a survey), and who may read bytes that could be programs.
RISKY = {
    "subprocess": {
        "base/asking_git.py",
        "base/fetching.py",
        "base/git_tree.py",
        "ecosystem/engine.py",
    },
    "marshal": {"scan/serialization.py"},  # leancat's own cache of plain tuples, keyed by content
    "pickle": set[str](),
    "shelve": set[str](),
}


def test_only_programs_switch_the_garbage_collector() -> None:
    """It is the process's: whoever imports leancat keeps their own settings."""
    programs = {"cli/collecting.py", "ecosystem/child.py"}
    found = {called(m) for m in MODULES if any(name == "gc" for name, _, _ in imports(m))}
    assert found - programs == {"app/build.py"}
    source = (PACKAGE / "app/build.py").read_text("utf-8")
    assert set(re.findall(r"\bgc\.(\w+)", source)) == {"collect"}  # which switches nothing


def test_nothing_of_a_project_is_run() -> None:
    found = []
    for module in MODULES:
        here = called(module)
        found += [
            f"{module}:{line}: {name}"
            for name, _, line in imports(module)
            if here not in RISKY.get(name, {here})
        ]
        evaluated = [line for name, line in calls(module) if name in ("eval", "exec", "system")]
        found += [f"{module}:{line} evaluates" for line in evaluated]
    assert not found, "\n".join(found)


def test_the_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()


def _extras(data: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = data["project"]["optional-dependencies"]
    return found


def test_every_dependency_is_pinned() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*data["project"]["dependencies"], *data["dependency-groups"]["dev"]]
    wanted += data["build-system"]["requires"]
    wanted += [one for extra in _extras(data).values() for one in extra]
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in lines)
    pinned = {_normal(line.partition("==")[0]) for line in lines}
    for requirement in wanted:
        match = re.match(r"[A-Za-z0-9._-]+", requirement)
        assert match
        assert _normal(match[0]) in pinned, f"{requirement} has no pin"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_declared_dependency_is_used() -> None:
    data = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    imported = {name.partition(".")[0] for module in MODULES for name, *_ in imports(module)}
    modules = {"pyyaml": "yaml", "markdown-it-py": "markdown_it"}  # the rest: `-` becomes `_`
    extras = [one for extra in _extras(data).values() for one in extra]
    for requirement in [*data["project"]["dependencies"], *extras]:
        match = re.match(r"[A-Za-z0-9_-]+", requirement)
        assert match
        assert modules.get(match[0], match[0].replace("-", "_")) in imported, (
            f"{requirement} is not imported"
        )


# Pieces of paths and hosts that only mean something on one machine.  Written so that this file does
# not hold what it forbids.
FORBIDDEN = re.compile(
    "|".join(("/" + "work/", "/" + "root/", "/" + "tmp/", "/opt/" + "pypi", r"\bsha" + "red/"))
)


def _shipped() -> list[Path]:
    """The files git knows; all files beside the environment where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name]
    return [p for p in ROOT.rglob("*") if p.is_file() and ".venv" not in p.parts]


def test_nothing_names_a_machine() -> None:
    found = []
    for file in _shipped():
        if not file.is_file():
            continue
        data = file.read_bytes()
        if b"\0" in data[:8192]:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if match := FORBIDDEN.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}: {match[0]}")
    assert not found, "\n".join(found[:20])


def test_no_merge_is_left_half_done() -> None:
    """Traps and fixtures hold such lines for a reason."""
    marker = re.compile(rb"^(?:<{7} |>{7} )", re.MULTILINE)
    kept = (ROOT / "tests/traps", ROOT / "tests/fixtures")
    files = [p for p in _shipped() if p.is_file() and not {*kept} & {*p.parents}]
    assert [str(p.relative_to(ROOT)) for p in files if marker.search(p.read_bytes())] == []


def test_no_file_is_large() -> None:
    large = [p for p in _shipped() if p.is_file() and p.stat().st_size > 1_500_000]
    assert not large


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python before 3.11.5, which Debian 12 has, matches such patterns wrongly: comments in
    comments were cut short."""
    possessive = re.compile(r"\)[*+?]\+|\(\?>")
    assert [str(module) for module in MODULES if possessive.search(text(module))] == []
