"""The catalogue's reader: case files for what is valid and what is not, and hostile input."""

from __future__ import annotations

import json
import os
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.base.errors import CatalogueError, Problem
from indexer.catalogue import find_catalogue, load_catalogue, repository_top
from indexer.catalogue.schema import MAX_PROBLEMS, schema_folder
from tests.cases import cases, read_case
from tests.folders import FIXTURES, ROOT

FOLDER = FIXTURES / "catalogue"
ONE_CLAIM = "claims:\n  - {id: rope.a, title: A}\n"


def _name(case: Path) -> str:
    return case.stem


def _project(folder: Path) -> None:
    """The Lean project that every case has beside its catalogue, unless it has one of its own."""
    if not any(folder.rglob("lakefile.*")):
        (folder / "demo").mkdir()
        (folder / "demo" / "lakefile.toml").write_text('name = "demo"\n')


def _catalogue(folder: Path, **files: str | bytes) -> Path:
    """A catalogue with one claims file (and others, given by name) and a project."""
    root = folder / "catalogue"
    (root / "claims").mkdir(parents=True)
    for name, content in ({"rope": ONE_CLAIM} | files).items():
        data = content if isinstance(content, bytes) else content.encode()
        (root / "claims" / f"{name}.yaml").write_bytes(data)
    _project(folder)
    return root


def _problems(root: Path) -> tuple[Problem, ...]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(root)
    return caught.value.problems


@pytest.mark.parametrize("source", cases(FOLDER / "invalid"), ids=_name)
def test_invalid(source: Path, tmp_path: Path, update_golden: bool) -> None:
    case = read_case(source)
    case.write(tmp_path)
    _project(tmp_path)
    problems = _problems(tmp_path / "catalogue")
    text = "".join(f"{problem}\n" for problem in problems).replace(tmp_path.name, "REPOSITORY")
    case.check(text, update=update_golden)


@pytest.mark.parametrize("source", cases(FOLDER / "valid"), ids=_name)
def test_valid(source: Path, tmp_path: Path, update_golden: bool) -> None:
    case = read_case(source)
    case.write(tmp_path)
    _project(tmp_path)
    shown = _shown(load_catalogue(tmp_path / "catalogue"))
    shown.pop("root")
    if "obstacles.yaml" not in str(case.files):
        assert len(shown.pop("obstacles")) >= 8
    text = json.dumps(shown, indent=1, ensure_ascii=False).replace(tmp_path.name, "REPOSITORY")
    case.check(text + "\n", update=update_golden)


def _shown(value: Any) -> Any:
    """A record as JSON, without the fields that have their defaults."""
    if is_dataclass(value):
        pairs = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: _shown(v) for f, v in pairs if v != f.default}
    if isinstance(value, tuple):
        return [_shown(item) for item in value]
    return value


def test_every_problem_says_where(tmp_path: Path) -> None:
    """No message of the case files is without its place, but for files and folders as a whole."""
    del tmp_path
    whole = ("no claim in any file", "no such folder", "no Lean project", "two Lean projects")
    for source in cases(FOLDER / "invalid"):
        for line in read_case(source).expected.splitlines():
            path, _, rest = line.partition(": ")
            assert path.count(":") == 2 or rest.startswith(whole), f"{source.name}: {line}"


# --- files that are no text -----------------------------------------------------------------------


def test_bytes_that_are_not_utf8_are_placed(tmp_path: Path) -> None:
    root = _catalogue(tmp_path, bad="claims:\n  - é\n  - ".encode() + b"\xff\n", worse=b"\xfe")
    bad, worse = map(str, _problems(root))
    assert bad == (
        "catalogue/claims/bad.yaml:3:5: not UTF-8: byte 0xff at offset 19 (save the file as UTF-8)"
    )
    assert worse.startswith("catalogue/claims/worse.yaml:1:1: not UTF-8: byte 0xfe at offset 0")


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    root = _catalogue(tmp_path, large="# " + "x" * 5_000_000)
    (problem,) = _problems(root)
    assert "larger than 2,000,000 bytes" in str(problem)


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000])
def test_deep_nesting_is_refused(tmp_path: Path, text: str) -> None:
    (problem,) = _problems(_catalogue(tmp_path, deep=text))
    assert "nested more than 50 levels deep" in problem.message
    assert problem.line == 1


@pytest.mark.parametrize(
    "text", ["title = " + "[" * 100_000, "a." * 100_000 + "b = 1", "a = " + "{a = " * 100_000]
)
def test_deep_toml_is_refused(tmp_path: Path, text: str) -> None:
    root = _catalogue(tmp_path)
    (root / "leancat.toml").write_text(text)
    (problem,) = _problems(root)
    assert problem.message.startswith("malformed TOML")


def test_deep_toml_that_can_be_read_is_refused_too(tmp_path: Path) -> None:
    root = _catalogue(tmp_path)
    (root / "leancat.toml").write_text("schema = 1\ntitle = " + "[" * 300 + "]" * 300)
    (problem,) = _problems(root)
    assert (problem.message, problem.line) == ("nested more than 50 levels deep", 2)


def test_a_date_where_text_belongs(tmp_path: Path) -> None:
    root = _catalogue(tmp_path)
    (root / "leancat.toml").write_text("schema = 1\ntitle = 2020-02-03\n")
    (problem,) = _problems(root)
    assert "found the date or time 2020-02-03" in problem.message


def test_a_flood_of_errors_is_cut(tmp_path: Path) -> None:
    many = "claims:\n" + "".join(f"  - {{id: rope.a{n}}}\n" for n in range(5_000))
    problems = _problems(_catalogue(tmp_path, many=many))
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].message == "more problems are not shown"


def test_a_hostile_key_does_not_flood_a_message(tmp_path: Path) -> None:
    root = _catalogue(tmp_path, long="claims: [{id: rope.z, title: Z, " + "k" * 10_000 + ": 1}]\n")
    (problem,) = _problems(root)
    assert len(str(problem)) < 500


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    root = _catalogue(tmp_path)
    monkeypatch.setattr(Path, "open", refuse)
    problem = _problems(root)[0]
    assert problem.path == "catalogue/claims/rope.yaml"
    assert problem.message == "cannot be read: Permission denied"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    root = _catalogue(tmp_path)
    os.mkfifo(root / "claims" / "pipe.yaml")
    (problem,) = _problems(root)
    assert str(problem) == "catalogue/claims/pipe.yaml: not a regular file"


def test_links_stay_inside(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("claims: [{id: rope.z, title: Z}]\n")
    root = _catalogue(tmp_path / "repository")
    (root / "claims" / "link.yaml").symlink_to(outside)
    (root / "claims" / "loop").symlink_to(root)
    (root / "claims" / "gone.yaml").symlink_to("absent.yaml")
    (root / "claims" / "circle.yaml").symlink_to("circle.yaml")
    problems = [str(p) for p in _problems(root)]
    assert problems == [
        "catalogue/claims/circle.yaml: no such file",
        "catalogue/claims/gone.yaml: no such file",
        "catalogue/claims/link.yaml: a link that leaves the repository (put a copy in its place)",
    ]


def test_a_linked_claims_folder_stays_inside(tmp_path: Path) -> None:
    outside = _catalogue(tmp_path / "outside")
    root = _catalogue(tmp_path / "repository")
    (root / "claims" / "rope.yaml").unlink()
    (root / "claims").rmdir()
    (root / "claims").symlink_to(outside / "claims")
    assert "a link that leaves the repository" in str(_problems(root)[0])


def test_a_linked_parent_changes_nothing(tmp_path: Path) -> None:
    root = _catalogue(tmp_path / "real")
    (tmp_path / "alias").symlink_to("real")
    catalogue = load_catalogue(tmp_path / "alias" / "catalogue")
    assert catalogue.config == load_catalogue(root).config
    assert catalogue.config.projects[0].path == "../demo"


def test_a_link_in_a_path_is_followed(tmp_path: Path) -> None:
    root = _catalogue(tmp_path / "repository")
    (root / "hub").symlink_to(tmp_path)
    (root / "papers.yaml").write_text("papers: [{id: p, title: P, hub: hub/x.md}]\n")
    (problem,) = _problems(root)
    assert 'path "hub/x.md" leaves the repository' in problem.message


# --- where catalogues are -------------------------------------------------------------------------


def test_the_nearest_catalogue_is_found(tmp_path: Path) -> None:
    root = _catalogue(tmp_path)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find_catalogue(below) == root
    assert find_catalogue(root / "claims") == root
    assert find_catalogue(below / ".." / "..") == root


def test_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"no catalogue folder in .*leancat init"):
        find_catalogue(tmp_path)
    (tmp_path / "leancat.toml").touch()
    with pytest.raises(CatalogueError, match=r"belongs into the folder catalogue"):
        find_catalogue(tmp_path)
    with pytest.raises(CatalogueError, match=r"absent: no such folder .*--catalogue DIR"):
        load_catalogue(tmp_path / "absent")


def test_places_do_not_depend_on_how_the_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = _catalogue(tmp_path)
    monkeypatch.chdir(tmp_path / "demo")
    assert load_catalogue(Path("../catalogue")) == load_catalogue(root)
    place = load_catalogue(root).claims[0].place
    assert (place.path, place.line, place.column) == ("catalogue/claims/rope.yaml", 2, 9)


def test_the_repository_is_the_work_tree(tmp_path: Path) -> None:
    root = _catalogue(tmp_path / "inner")
    assert repository_top(root) == (tmp_path / "inner").resolve()
    (tmp_path / ".git").mkdir()
    assert repository_top(root) == tmp_path.resolve()


def test_no_project_at_all(tmp_path: Path) -> None:
    (tmp_path / "catalogue" / "claims").mkdir(parents=True)
    (tmp_path / "catalogue" / "claims" / "rope.yaml").write_text(ONE_CLAIM)
    (problem,) = _problems(tmp_path / "catalogue")
    assert problem.message.startswith("no Lean project below")
    (tmp_path / "Demo.lean").write_text("theorem a : 1 = 1 := rfl\n")
    (entry,) = load_catalogue(tmp_path / "catalogue").config.projects
    assert (entry.id, entry.path) == (tmp_path.name, "..")


# --- the published schemas ------------------------------------------------------------------------


def test_schemas_are_valid_and_described() -> None:
    from jsonschema import Draft202012Validator

    for file in schema_folder().glob("*.schema.json"):
        schema = json.loads(file.read_text("utf-8"))
        Draft202012Validator.check_schema(schema)
        for part in _objects(schema):
            assert "title" in part, f"{file.name}: an object without a title for messages"
            for name, value in part["properties"].items():
                described = "description" in value or "$ref" in value
                assert described, f"{file.name}: {name} has no description for messages"


def _objects(schema: Any) -> list[dict[str, Any]]:
    """Every part of a schema that forbids unknown keys: the ones messages are made from."""
    if isinstance(schema, list):
        return [found for item in schema for found in _objects(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if "additionalProperties" in schema else []
    return own + [found for item in schema.values() for found in _objects(item)]


def test_our_own_catalogue_is_valid() -> None:
    catalogue = load_catalogue(ROOT / "catalogue")
    assert len({claim.id for claim in catalogue.claims}) == len(catalogue.claims) > 0


# --- whatever it is, it is a catalogue or a CatalogueError ----------------------------------------

_SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "schema family claims id title papers backing decl project role obstacle kind "
                "aliases lifecycle reason retracted_on preregistrations path paper hub".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=50)
@given(claims=_VALUES, papers=_VALUES, obstacles=_VALUES)
def test_any_data_is_a_catalogue_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, claims: Any, papers: Any, obstacles: Any
) -> None:
    root = _catalogue(tmp_path_factory.mktemp("any"), rope=json.dumps(claims))
    (root / "papers.yaml").write_text(json.dumps(papers))
    (root / "obstacles.yaml").write_text(json.dumps(obstacles))
    _load_or_complain(root)


@settings(max_examples=50)
@given(text=st.text(alphabet=st.sampled_from("{}[]:,-#&*!|>'\"%@` \n\tabé\0\ud800"), max_size=60))
def test_any_text_is_a_catalogue_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    root = _catalogue(tmp_path_factory.mktemp("any"), rope=text.encode("utf-8", "surrogatepass"))
    (root / "leancat.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    _load_or_complain(root)


def _load_or_complain(root: Path) -> None:
    try:
        load_catalogue(root)
    except CatalogueError as error:
        for problem in error.problems:  # each fits on a line
            assert str(problem).isprintable()
