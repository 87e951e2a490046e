"""Proofs in other repositories: fetched at one commit, judged where they live, and never run."""

from __future__ import annotations

import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.app.survey import survey
from indexer.base.errors import LeancatError
from indexer.cli import cli
from indexer.judge.records import ClaimReport
from tests.repos import Repo

HERE = "https://github.com/a/other"
LAKE = 'name = "other"\n[[lean_lib]]\nname = "Other"\n'
OTHER = {
    "lakefile.toml": LAKE,
    "lean-toolchain": "leanprover/lean4:v4.28.0\n",
    "Other.lean": "import Other.A\nimport Other.B\n",
    "Other/A.lean": (
        "def Other.two : Nat := 2\n"
        "theorem Other.good (n : Nat) : n + 0 = n := rfl\n"
        "theorem Other.hole (n : Nat) : n * 1 = n := sorry\n"
        "axiom Other.ax : Other.two = 3\n"
    ),
    "Other/B.lean": (
        "import Other.A\n"
        "theorem Other.uses (n : Nat) : n * 1 = n := Other.hole n\n"
        "theorem Other.assumes : Other.two = 3 := Other.ax\n"
        "theorem Other.same : Other.two = 2 := rfl\n"
    ),
    "Loose.lean": "theorem Loose.t : 1 + 1 = 2 := rfl\n",
}


@dataclass
class Scene:
    """A catalogue with one claim `t.c`, and the repository that its backing is in."""

    folder: Path
    other: Repo
    commit: str

    def claim(self, decl: str = "Other.good", **more: str) -> None:
        """Write the claim; `more` are further keys of its backing."""
        keys = {"repo": HERE, "rev": self.commit, "decl": decl} | more
        backing = ", ".join(f"{key}: {value!r}" for key, value in keys.items() if value)
        text = f"schema: 1\nclaims:\n  - id: t.c\n    title: c\n    backing: [{{{backing}}}]\n"
        path = self.folder / "catalogue/claims/t.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *arguments: str) -> Result:
        """A command on the catalogue."""
        done = CliRunner().invoke(
            cli, [*arguments, "--catalogue", str(self.folder / "catalogue")], standalone_mode=False
        )
        if done.exception and not isinstance(done.exception, LeancatError):
            raise done.exception
        return done

    def fetch(self, place: Path | str | None = None, **_: object) -> Result:
        """Fetch from the repository's folder, or from another place."""
        return self.run("fetch", "--instead", f"{HERE}={place or self.other.folder}")

    def judged(self) -> ClaimReport:
        """The claim, judged."""
        return survey(self.folder / "catalogue").report.claims[0]

    @property
    def told(self) -> tuple[str, str]:
        found = self.judged()
        return str(found.standing), found.reason


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setenv("LEANCAT_CACHE", str(tmp_path / "cache" / "scan.sqlite"))
    other = Repo(tmp_path / "other")
    other.write(OTHER)
    here = tmp_path / "here"
    here.mkdir()
    (here / "lakefile.toml").write_text('name = "here"\n[[lean_lib]]\nname = "Here"\n')
    (here / "Here.lean").write_text("theorem Here.t : 1 + 1 = 2 := rfl\n")
    found = Scene(here, other, other.commit())
    found.claim()
    return found


def test_what_was_not_fetched_is_not_looked_at(scene: Scene) -> None:
    found = scene.judged()
    assert (str(found.standing), found.backings[0].flags) == ("unsettled", ("not-looked-at",))
    assert "not looked at" in found.reason
    assert "leancat fetch" in found.reason
    said = scene.run("check", "--format", "json")
    assert "not looked at: github.com/a/other@" in said.output


@pytest.mark.parametrize(
    ("decl", "standing", "words"),
    [
        ("Other.good", "clean", "in github.com/a/other@"),
        ("Other.same", "clean", "in github.com/a/other@"),
        ("Other.hole", "sorry", "it holds a sorry"),
        ("Other.uses", "tainted", "rests on Other.hole, which holds a sorry"),
        ("Other.assumes", "assumes", "Other.ax"),
        ("Loose.t", "unbuilt", "no library of"),
        ("Other.god", "missing", "did you mean `Other.good`"),
    ],
)
def test_what_was_fetched_is_judged_where_it_lives(
    scene: Scene, decl: str, standing: str, words: str
) -> None:
    scene.claim(decl)
    assert scene.fetch().exception is None
    told = scene.told
    assert (told[0], words in told[1]) == (standing, True), told
    assert scene.told == told  # the answer that is kept


@pytest.mark.parametrize(
    ("path", "standing"),
    [
        ("Other/A.lean", "clean"),
        ("Other/B.lean", "missing"),
        ("Other/None.lean", "missing"),
        ("../other/Other/A.lean", "missing"),
    ],
)
def test_a_path_is_where_the_declaration_must_stand(scene: Scene, path: str, standing: str) -> None:
    scene.claim("Other.good", path=path)
    scene.fetch()
    assert scene.told[0] == standing


def test_a_sorry_there_is_told_by_the_check_and_on_every_surface(scene: Scene) -> None:
    scene.claim("Other.uses", path="Other/B.lean")
    scene.fetch()
    said = scene.run("check", "--format", "json").output
    assert "rests-elsewhere" in said
    shown = scene.run("show", "t.c", "--format", "json").output
    url = f"{HERE}/blob/{scene.commit}/Other/B.lean#L2"
    assert all(words in shown for words in (HERE, scene.commit, url))
    told = scene.run("show", "t.c").output
    assert all(words in told for words in (HERE, scene.commit, "Other/A.lean:3"))
    scene.run("build", "--out", str(scene.folder / "site"))
    page = next(
        p.read_text()
        for p in (scene.folder / "site").rglob("*.html")
        if "Comes from" in p.read_text()
    )
    assert url in page
    assert scene.commit[:12] in page


def test_a_check_that_was_kept_is_made_again_after_a_fetch(scene: Scene) -> None:
    before = scene.run("check", "--format", "json").output
    scene.fetch()
    after = scene.run("check", "--format", "json").output
    assert '"covered": 0' in before
    assert '"covered": 1' in after


def test_another_commit_is_another_answer(scene: Scene) -> None:
    scene.fetch()
    assert scene.told[0] == "clean"
    scene.other.write({"Other/A.lean": OTHER["Other/A.lean"].replace(":= rfl", ":= sorry", 1)})
    late = scene.other.commit()
    assert scene.told[0] == "clean"  # the commit that is named is what it was
    scene.claim(rev=late)
    assert "not looked at" in scene.told[1]
    scene.fetch()
    assert scene.told[0] == "sorry"


def test_a_review_outlives_another_commit_that_says_the_same(scene: Scene) -> None:
    scene.fetch()
    scene.run("review", "t.c", "--by", "A", "--kind", "human")
    assert scene.judged().reviews
    scene.other.write({"Other/C.lean": "-- more\n"})
    scene.claim(rev=scene.other.commit())
    scene.fetch()
    found = scene.judged()
    assert (str(found.standing), bool(found.reviews)) == ("clean", True)
    changed = OTHER["Other/A.lean"].replace("n + 0 = n", "0 + (n + 0) = n")
    scene.other.write({"Other/A.lean": changed})
    scene.claim(rev=scene.other.commit())
    scene.fetch()
    assert str(scene.judged().standing) == "suspect"


def test_what_was_not_fetched_cannot_be_reviewed(scene: Scene) -> None:
    done = scene.run("review", "t.c", "--by", "A", "--kind", "human")
    assert "was not fetched" in str(done.exception)
    scene.fetch()
    shown = scene.run("review", "t.c").output
    assert "n + 0 = n" in shown


def test_a_project_of_the_same_repository_is_no_package(scene: Scene) -> None:
    """What one project there requires from a folder beside it is read with it."""
    scene.other.write(
        {
            "user/lakefile.toml": 'name = "user"\n[[lean_lib]]\nname = "User"\n'
            '[[require]]\nname = "other"\npath = ".."\n',
            "user/User.lean": "import Other.B\n"
            "theorem User.t (n : Nat) : n * 1 = n := Other.uses n\n",
        }
    )
    scene.claim("User.t", rev=scene.other.commit(), path="user/User.lean")
    scene.fetch()
    standing, reason = scene.told
    assert (standing, "Other.hole" in reason) == ("tainted", True), reason


@pytest.mark.parametrize("folder", ["v", ".v", ".lake/packages/v"])
def test_what_is_required_from_a_folder_there_is_read_wherever_it_lies(
    scene: Scene, folder: str
) -> None:
    scene.other.write(
        {
            "lakefile.toml": f'{LAKE}[[require]]\nname = "v"\npath = "{folder}"\n',
            f"{folder}/lakefile.toml": 'name = "v"\n[[lean_lib]]\nname = "V"\n',
            f"{folder}/V.lean": "theorem V.hole : 1 = 2 := sorry\n",
            "Other/B.lean": "import V\ntheorem Other.t : 1 = 2 := V.hole\n",
        }
    )
    scene.claim("Other.t", rev=scene.other.commit())
    scene.fetch()
    assert scene.told[0] == "tainted"


def test_a_package_of_the_name_of_its_user_is_named_as_unread(scene: Scene) -> None:
    require = '[[require]]\nname = "other"\ngit = "https://example.org/other"\n'
    scene.other.write({"lakefile.toml": LAKE + require})
    scene.claim(rev=scene.other.commit())
    scene.fetch()
    assert scene.told[1].endswith("its packages were not read: other")


def test_names_of_other_repositories_are_not_exported_as_names_here(scene: Scene) -> None:
    scene.claim("Other.good", path="Other/A.lean")
    scene.fetch()
    assert "Other.good" in scene.run("export", "json").output
    assert "Other.good" not in scene.run("export", "lean_decls").output
    assert "Other.good" not in scene.run("export", "blueprint").output


@pytest.mark.parametrize("rev", ["main", "HEAD", "0123456", "0" * 39, "A" * 40])
def test_only_the_whole_name_of_a_commit_is_taken(scene: Scene, rev: str) -> None:
    scene.claim(rev=rev)
    done = scene.fetch()
    assert isinstance(done.exception, LeancatError)
    assert "whole name of a commit" in str(done.exception)


@pytest.mark.parametrize(
    "repo",
    [
        "ext::sh -c 'touch x'",
        "file:///etc",
        "/etc",
        "../other",
        "https://user:word@example.org/a",
        "ssh://-oProxyCommand=x/a",
        "https://example.org/a b",
        "--upload-pack=x",
        "https://github.com/leanprover/../other/x",
        "https://github.com/a/..",
    ],
)
def test_no_other_kind_of_address_is_taken(scene: Scene, repo: str) -> None:
    scene.claim(repo=repo)
    done = scene.fetch()
    assert isinstance(done.exception, LeancatError), done.output
    assert "repo must be" in str(done.exception)


def test_a_commit_that_is_not_there_keeps_no_other_from_being_fetched(scene: Scene) -> None:
    scene.claim(rev="0123456789" * 4)
    done = scene.fetch()
    assert isinstance(done.exception, LeancatError)
    assert "not looked at" in scene.told[1]
    scene.claim()
    assert scene.fetch().exception is None


def test_a_repository_over_its_limit_is_refused_and_leaves_nothing(
    scene: Scene, tmp_path: Path
) -> None:
    from indexer.app.outside import Wanted, bring, is_here

    scene.other.write(
        {"Big.lean": bytes(range(256)) * 40 + b"".join(str(n * n).encode() for n in range(100_000))}
    )
    each = Wanted(HERE, scene.other.commit())
    for address in (str(scene.other.folder), scene.other.folder.as_uri()):
        with pytest.raises(LeancatError):
            bring(tmp_path / "cache/fetched", each, address, 50_000)
    assert not is_here(tmp_path / "cache/fetched", each)
    assert [*(tmp_path / "cache/fetched").iterdir()] == []


def test_few_objects_that_name_endless_files_are_refused(scene: Scene) -> None:
    repo = scene.other
    tree = repo.git("hash-object", "-w", "-t", "tree", "--stdin")  # the empty one
    blob = repo.git("hash-object", "-w", "Loose.lean")
    inner = f"100644 blob {blob}\tx.lean\n"
    for _ in range(9):
        listing = repo.folder / "listing"
        listing.write_text(inner)
        tree = _made_tree(repo, listing)
        inner = "".join(f"040000 tree {tree}\t{n:02}\n" for n in range(10))
    commit = repo.git("commit-tree", tree, "-m", "bomb")
    scene.claim(rev=commit)
    done = scene.fetch()
    assert isinstance(done.exception, LeancatError)
    assert "more files than can be listed" in str(done.exception)


def _made_tree(repo: Repo, listing: Path) -> str:
    import subprocess

    with listing.open("rb") as given:
        return (
            subprocess.run(
                ["git", "mktree"], cwd=repo.folder, stdin=given, capture_output=True, check=True
            )
            .stdout.decode()
            .strip()
        )


def test_a_shallow_repository_gives_what_it_has(scene: Scene, tmp_path: Path) -> None:
    first = scene.commit
    scene.other.write({"Other/C.lean": "-- more\n"})
    last = scene.other.commit()
    shallow = Repo(tmp_path / "shallow", init=False)
    shallow.git("clone", "-q", "--depth=1", scene.other.folder.as_uri(), ".")
    scene.claim(rev=first)
    assert isinstance(scene.fetch(shallow.folder).exception, LeancatError)
    assert "not looked at" in scene.told[1]
    scene.claim(rev=last)
    assert scene.fetch(shallow.folder).exception is None
    assert scene.told[0] == "clean"


def test_over_a_protocol_it_is_the_same(scene: Scene) -> None:
    assert scene.fetch(scene.other.folder.as_uri()).exception is None
    assert scene.told[0] == "clean"


def test_nothing_of_a_hostile_repository_is_run_or_written(scene: Scene, tmp_path: Path) -> None:
    trace = tmp_path / "ran"
    program = f"#!/bin/sh\ntouch {trace}\n"
    repo = scene.other
    repo.write(
        {
            ".gitattributes": "*.lean filter=evil diff=evil merge=evil\n",
            ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch\n',
            "hook.sh": program,
            "CON.lean": "theorem con : 1 = 1 := rfl\n",
        }
    )
    for name in ("post-checkout", "post-merge", "reference-transaction", "pre-auto-gc"):
        hook = repo.folder / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(program)
        hook.chmod(0o755)
    for key in ("smudge", "process", "clean"):
        repo.git("config", f"filter.evil.{key}", f"touch {trace}; cat")
    repo.git("config", "core.fsmonitor", f"touch {trace}")
    repo.git("config", "uploadpack.packObjectsHook", f"touch {trace}")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{scene.commit},x")
    repo.git("-c", "core.fsmonitor=false", "commit", "-q", "-m", "hostile")
    commit = repo.git("-c", "core.fsmonitor=false", "rev-parse", "HEAD")
    trace.unlink(missing_ok=True)
    scene.claim(rev=commit)
    before = {p for p in tmp_path.rglob("*") if "cache" not in p.parts}
    assert scene.fetch().exception is None
    assert scene.fetch(repo.folder.as_uri()).exception is None
    assert scene.told[0] == "clean"
    assert not trace.exists()
    assert {p for p in tmp_path.rglob("*") if "cache" not in p.parts} == before
    made = [p.name for p in (tmp_path / "cache/fetched").rglob("*") if p.is_file()]
    assert not any(name.endswith((".lean", ".sh", "attributes")) for name in made), made


def test_a_file_in_large_storage_is_no_proof(scene: Scene) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 10\n"
    scene.other.write({"Other/A.lean": pointer})
    scene.claim(rev=scene.other.commit())
    scene.fetch()
    assert scene.told[0] == "missing"


def test_lean_3_is_not_read_as_lean_4(scene: Scene) -> None:
    scene.other.write({"leanpkg.toml": "[package]\n", "lakefile.toml": ""})
    scene.claim(rev=scene.other.commit())
    scene.fetch()
    assert "Lean 3" in scene.told[1]
    assert scene.told[0] == "unsettled"


def test_a_forged_copy_is_found_out(scene: Scene, tmp_path: Path) -> None:
    """A folder whose objects are not what their names say."""
    forged = tmp_path / "forged"
    shutil.copytree(scene.other.folder, forged)
    repo = Repo(forged, init=False)
    oid = repo.git("rev-parse", f"{scene.commit}:Other/A.lean")
    text = OTHER["Other/A.lean"].replace("sorry", "by omega")
    repo.write({"other": text})
    fake = repo.git("hash-object", "-w", "other")
    objects = forged / ".git/objects"
    target = objects / oid[:2] / oid[2:]
    target.chmod(0o644)
    target.write_bytes((objects / fake[:2] / fake[2:]).read_bytes())
    scene.claim("Other.hole")
    assert isinstance(scene.fetch(forged).exception, LeancatError)
    assert "not looked at" in scene.told[1]


def test_a_folder_that_is_called_as_an_address_is_not_asked(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = scene.folder / "https:/github.com/a/other"
    place.parent.mkdir(parents=True)
    scene.other.folder.rename(place)
    monkeypatch.chdir(scene.folder)
    asked = []

    def refuse(address: str, *_: object) -> str:
        asked.append(address)
        raise LeancatError([])

    monkeypatch.setattr("indexer.base.fetching.fetch_commit", refuse)
    scene.run("fetch")
    assert asked == [HERE]
    assert "not looked at" in scene.told[1]


def test_a_folder_gives_no_tree_that_no_protocol_would(scene: Scene, tmp_path: Path) -> None:
    """A tree that has two files of one name."""
    repo = scene.other
    rows = b""
    for text in (b"theorem Loose.t : 1 = 2 := sorry\n", b"theorem Loose.t : 1 + 1 = 2 := rfl\n"):
        (tmp_path / "text").write_bytes(text)
        rows += b"100644 A.lean\0" + bytes.fromhex(repo.git("hash-object", "-w", "../text"))
    (tmp_path / "tree").write_bytes(rows)
    tree = repo.git("hash-object", "-w", "--literally", "-t", "tree", "../tree")
    scene.claim("Loose.t", rev=repo.git("commit-tree", tree, "-m", "twice"))
    assert isinstance(scene.fetch().exception, LeancatError)
    assert "not looked at" in scene.told[1]


def test_only_fetch_goes_out(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from indexer.base import fetching

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("went out")

    monkeypatch.setattr(fetching, "fetch_commit", refuse)
    monkeypatch.setattr(fetching, "copy_commit", refuse)
    monkeypatch.setattr(socket, "socket", refuse)
    for command in (
        ["check"],
        ["show", "t.c"],
        ["build", "--out", str(scene.folder / "site")],
        ["fetch", "--dry-run"],
    ):
        assert scene.run(*command).exception is None, command


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"rev": ""}, "repo without rev"),
        ({"repo": ""}, "rev without repo"),
        ({"project": "here"}, "a project of the catalogue and a repository elsewhere"),
        ({"path": "/etc/x.lean"}, "path must be"),
        ({"path": "README.md"}, "path must be"),
    ],
)
def test_what_is_written_wrongly_is_told(scene: Scene, keys: dict[str, str], words: str) -> None:
    scene.claim(**keys)
    done = scene.run("fetch", "--dry-run")
    assert words in str(done.exception)


def test_of_a_name_in_endless_places_a_few_are_told(scene: Scene) -> None:
    scene.other.write({f"Other/C{n}.lean": "theorem Other.t : 1 = 1 := rfl\n" for n in range(30)})
    scene.claim("Other.t", rev=scene.other.commit())
    scene.fetch()
    assert scene.told[1].count(".lean:") == 20
    assert "and 10 more" in scene.told[1]


def test_a_file_that_no_library_has_hides_no_module_that_is_required(scene: Scene) -> None:
    scene.other.write(
        {
            "lakefile.toml": f'{LAKE}[[require]]\nname = "v"\npath = "v"\n',
            "v/lakefile.toml": 'name = "v"\n[[lean_lib]]\nname = "V"\n',
            "v/V.lean": "theorem V.hole : 1 = 2 := sorry\n",
            "V.lean": "theorem V.other : 1 = 1 := rfl\n",
            "Other/B.lean": "import V\ntheorem Other.t : 1 = 2 := V.hole\n",
        }
    )
    scene.claim("Other.t", rev=scene.other.commit())
    scene.fetch()
    assert scene.told[0] in ("tainted", "unsettled")
