"""Reports of other checkers, as these write them: what each says that it accepted or refused.

    comparator      the file of `json_output_path`: targets, and what Lean's kernel and nanoda said
    SafeVerify      the file of `--save`: a pair (name, outcome) for each declaration of the target
    axiom-audit     the output of `--json`: the axioms in use, and who uses others than allowed
    lean4checker    the log of `-v` (and of `leanchecker`, which Lean brings): module by module
    nanoda          the log: one line that so many declarations were checked

None of them names the sources that it was made from; whoever imports a report binds it to them.
A log that cannot tell what was checked, and a report that is not finished, is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from indexer.base.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says.

    `names` are the theorems that were accepted, with the axioms that were found under them;
    `modules` those replayed as a whole, `root` the module below which all was audited; with
    `is_whole` everything that was exported was checked, which is for the importer to name.
    `refused` are names or modules with the reason ("" for all).  `replays` tells whether a kernel
    checked the proofs again, or axioms were counted only, and `is_deep` whether with all that these
    rest on, in other modules too; `kernels` are those that did.
    """

    tool: str
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    root: str = ""
    is_whole: bool = False
    refused: Mapping[str, str] = field(default_factory=dict)
    replays: bool = True
    is_deep: bool = False
    kernels: tuple[str, ...] = ()


def read_report(data: bytes, path: str) -> Report:
    """The report of a file, whose tool is told by its shape.  Raises InputError, with what to do,
    for what is none, is not finished, or does not say what was checked."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused(path, "is not UTF-8") from None
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return _log(text, path)
    try:
        if isinstance(document, dict) and isinstance(document.get("reports"), list):
            return _comparator(document, path)
        if isinstance(document, dict) and "audited" in document:
            return _axiom_audit(document, path)
        if isinstance(document, list) and all(_is_outcome(entry) for entry in document):
            return _safe_verify(document, path)
    except (LookupError, TypeError, AttributeError):
        raise _refused(path, "is damaged") from None
    raise _refused(path, "is no report of a checker that is known here")


def _refused(path: str, message: str, hint: str = "") -> InputError:
    known = "docs/evidence.md says which reports are read"
    return InputError(Problem(message, path, 1, 0, hint or known))


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError
    return tuple(value)


def _comparator(document: Mapping[str, Any], path: str) -> Report:
    verdicts = {
        "Lean's kernel": _verdict(document, "kernel"),
        "nanoda": _verdict(document, "nanoda"),
    }
    kernels = tuple(name for name, accepted in verdicts.items() if accepted)
    names: dict[str, tuple[str, ...]] = {}
    refused: dict[str, str] = {}
    for entry in document["reports"]:
        name = entry["target"] if "target" in entry else entry["targetName"]
        if entry.get("failureCategory") is not None:
            refused[name] = str(entry.get("failureMessage") or entry["failureCategory"])
        elif entry["targetKind"] == "theorem":
            names[name] = _texts(entry.get("transitiveAxioms", []))
    against = [name for name, accepted in verdicts.items() if accepted is False]
    if against:
        refused |= dict.fromkeys(names, f"{' and '.join(against)} refuses the proof")
        return Report("comparator", {}, refused=refused, kernels=kernels)
    if names and not kernels:
        hint = "let comparator run to its end, and import what it wrote then"
        raise _refused(path, "holds no kernel's verdict", hint)
    return Report("comparator", names, refused=refused, is_deep=True, kernels=kernels)


def _verdict(document: Mapping[str, Any], kernel: str) -> bool | None:
    """Whether a kernel accepted; None when it was not asked.  Two layouts are in use."""
    inner = document.get(kernel)
    value = inner.get("accepted") if isinstance(inner, dict) else document.get(f"{kernel}Accepted")
    if value is not None and not isinstance(value, bool):
        raise TypeError
    return value


def _is_outcome(entry: object) -> bool:
    return (
        isinstance(entry, list)
        and len(entry) == 2
        and isinstance(entry[0], str)
        and isinstance(entry[1], dict)
        and "failureMode" in entry[1]
    )


def _safe_verify(document: list[Any], path: str) -> Report:
    names: dict[str, tuple[str, ...]] = {}
    refused: dict[str, str] = {}
    for name, outcome in document:
        failure = outcome["failureMode"]
        found = outcome.get("solutionInfo")
        if failure is not None:
            word = failure if isinstance(failure, str) else next(iter(failure), "failed")
            refused[name] = f"it fails with {word}"
        elif found is not None and found["constInfo"]["kind"] == "theorem":
            names[name] = _texts(found["axioms"])
    if not names and not refused:
        raise _refused(path, "names no theorem", "import what a newer SafeVerify --save writes")
    return Report("SafeVerify", names, refused=refused, kernels=("Lean's kernel",))


def _axiom_audit(document: Mapping[str, Any], path: str) -> Report:
    if "error" in document or not document["audited"]:
        raise _refused(path, "says that nothing was audited")
    used = {entry["decl"]: _texts(entry["axioms"]) for entry in document["violations"]}
    return Report("axiom-audit", used, root=str(document["root"]), replays=False)


_FOUND = re.compile(r"^Found (\d+) modules to check$", re.MULTILINE)
_REPLAYED = re.compile(r"^replaying (\S+)$", re.MULTILINE)
_PROBLEM = re.compile(r"^(lean4checker|leanchecker) found a problem in (\S+)$", re.MULTILINE)
_CHECKED = re.compile(r"^Checked (\d+) declarations with no (?:typechecker )?errors", re.MULTILINE)
_STAMP = re.compile(r"^\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z ?", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[\d;]*m")


def _log(text: str, path: str) -> Report:
    """A log as a terminal or CI prints it, with times and colours before its lines or without."""
    text = _COLOUR.sub("", _STAMP.sub("", text.replace("\r\n", "\n")))
    problems = {module: "the kernel refuses it" for _, module in _PROBLEM.findall(text)}
    replayed = dict.fromkeys(_REPLAYED.findall(text))
    found = _FOUND.search(text)
    if problems or replayed or found:
        tool = next((tool for tool, _ in _PROBLEM.findall(text)), "lean4checker")
        accepted = tuple(module for module in replayed if module not in problems)
        whole = found is not None and int(found[1]) == len(replayed) and "uncaught" not in text
        if not problems and not whole:
            hint = "run it with -v, which names every module once it is replayed"
            raise _refused(path, "does not tell which modules were replayed to the end", hint)
        return Report(tool, modules=accepted, refused=problems, kernels=("Lean's kernel",))
    checked = _CHECKED.search(text)
    if checked is None:
        raise _refused(path, "is no report of a checker that is known here")
    return Report("nanoda", is_whole=int(checked[1]) > 0, is_deep=True, kernels=("nanoda",))
