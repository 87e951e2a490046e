"""The reader of compiled modules, on files written by `olean_writer` and mangled in every way."""

from __future__ import annotations

import contextlib
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.base.errors import EvidenceError
from indexer.lean.compiled.olean import CompiledModule, read_olean, read_parts
from indexer.lean.records import Span
from tests import olean_writer as w
from tests.olean_writer import app, bvar, const, lam, let, lit, mdata, pi, proj, sort

MACHINES: list[dict[str, Any]] = [
    {"word": 8, "format": 2},
    {"word": 8, "format": 1, "toolchain": ""},
    {"word": 4, "format": 2, "gmp": False, "toolchain": "4.28.0-pre"},
    {"word": 8, "format": 2, "gmp": False, "base": 0x4BAF_B3D7_0000},
]
PROP = sort()


def read(root: w.Ctor, **image: Any) -> CompiledModule:
    return read_parts([("A.olean", w.write(root, **image))])


def example() -> w.Ctor:
    """A module with a constant of every kind."""
    nat, type_ = const("Nat"), sort(w.succ(w.ZERO))
    return w.module(
        [
            w.constant("A.ax", "axiom", const("P")),
            w.constant("A.f", "def", pi(nat, nat), lam(nat, app(const("Nat.succ"), bvar(0)))),
            w.constant("A.t", "theorem", app(const("P"), const("A.f")), const("sorryAx")),
            w.constant("A.o", "opaque", nat, proj("Prod", 0, const("A.p"))),
            w.constant("A.T", "inductive", type_, names=["A.T.mk", "A.T.no"]),
            w.constant("A.T.mk", "constructor", pi(nat, const("A.T"))),
            w.constant("A.T.rec", "recursor", pi(const("A.T"), PROP), lam(nat, const("A.r"))),
            w.constant("_private.A.B.0.A.hidden", "theorem", PROP, let(nat, lit(2), bvar(0))),
        ],
        imports=["Init", "A.C"],
        ranges=[("A.f", 3, 0, 5, 12), ("_private.A.B.0.A.hidden", 7, 2, 7, 9)],
    )


@pytest.mark.parametrize("machine", MACHINES)
def test_reads_a_module_of_every_machine_and_format(machine: dict[str, Any]) -> None:
    module = read(example(), **machine)
    assert (module.toolchain, module.imports) == (
        machine.get("toolchain", "4.28.0"),
        ("Init", "A.C"),
    )
    assert module.githash == "7e01a1bf5c70fc6167d49c345d3bf80596e9a79b"
    assert module.proofs
    kinds = {c.name: c.kind for c in module.constants}
    assert kinds == {
        "A.T": "inductive",
        "A.T.mk": "constructor",
        "A.T.rec": "recursor",
        "A.ax": "axiom",
        "A.f": "def",
        "A.o": "opaque",
        "A.t": "theorem",
        "_private.A.B.0.A.hidden": "theorem",
    }


def test_uses_of_types_and_values() -> None:
    found = read(example()).by_name
    uses = {n: (sorted(c.type_uses), sorted(c.value_uses)) for n, c in found.items()}
    assert uses["A.ax"] == (["P"], [])
    assert uses["A.f"] == (["Nat"], ["Nat", "Nat.succ"])
    assert uses["A.t"] == (["A.f", "P"], ["sorryAx"])
    assert uses["A.o"] == (["Nat"], ["A.p", "Prod"])
    assert uses["A.T"] == ([], ["A.T.mk", "A.T.no"])
    assert uses["A.T.rec"] == (["A.T"], ["A.r", "Nat"])


def test_names_and_places() -> None:
    found = read(example()).by_name
    hidden = found["_private.A.B.0.A.hidden"]
    assert (hidden.user_name, hidden.private_to) == ("A.hidden", "A.B")
    assert (found["A.f"].user_name, found["A.f"].private_to) == ("A.f", None)
    assert found["A.f"].span == Span(3, 0, 5, 12)
    assert found["A.t"].span is None


def test_names_are_spelled_as_lean_spells_them() -> None:
    odd = w.Ctor(1, (w.Ctor(2, (w.name("A"), 7), bytes(8)), "x y"), bytes(8))
    head = w.Ctor(0, (odd, w.NIL, PROP))
    module = read(w.module([w.Ctor(0, (w.Ctor(0, (head,), b"\0"),))]))
    assert [c.name for c in module.constants] == ["A.7.«x y»"]


# --- modules in several files ---------------------------------------------------------------------


def parts() -> list[tuple[str, bytes]]:
    shared = const("P")
    public = w.module([w.constant("A.t", "axiom", shared)], is_module=True)
    private = w.module([w.constant("A.t", "theorem", shared, const("B.u"))], is_module=True)
    files = w.Image(word=8).write([public, public, private])
    names = ["A.olean", "A.olean.server", "A.olean.private"]
    return list(zip(names, files, strict=True))


def test_the_private_file_tells_the_proofs() -> None:
    module = read_parts(parts())
    assert module.proofs
    assert [(c.kind, set(c.value_uses)) for c in module.constants] == [("theorem", {"B.u"})]


def test_without_the_private_file_proofs_are_not_claimed() -> None:
    module = read_parts(parts()[:1])
    assert not module.proofs
    assert [c.kind for c in module.constants] == ["axiom"]


def test_files_of_different_builds_are_refused() -> None:
    other = w.Image(base=0x7700_0000).write([w.module([])])[0]
    with pytest.raises(EvidenceError, match=r"A\.olean\.private.*not written together"):
        read_parts([parts()[0], ("A.olean.private", other)])


def test_reads_the_files_beside_an_olean(tmp_path: Path) -> None:
    for name, data in parts():
        (tmp_path / name).write_bytes(data)
    assert read_olean(tmp_path / "A.olean").proofs
    with pytest.raises(EvidenceError, match=r"B\.olean: there is no such file"):
        read_olean(tmp_path / "B.olean")


# --- fingerprints ---------------------------------------------------------------------------------


def fingerprint(type_: w.Term, universes: tuple[str, ...] = (), **image: Any) -> str:
    constant = w.constant("a", "axiom", type_, universes=universes)
    module = read(w.module([constant], ranges=[("a", 1, 0, 1, 1)]), **image)
    return module.constants[0].statement


def statement(one: str = "u", other: str = "v", binder: str = "x", info: int = 0) -> w.Term:
    levels = [w.param(one), w.level_max(w.param(other), w.succ(w.param(one)))]
    head = const("List.map", levels)
    body = app(head, lit(1 << 40), lit("text"), proj("Prod", 1, bvar(0)))
    return pi(sort(w.param(other)), body, binder, info)


def test_a_fingerprint_does_not_depend_on_the_machine() -> None:
    made = {fingerprint(statement(), ("u", "v"), **machine) for machine in MACHINES}
    assert len(made) == 1
    assert made.pop().startswith("kernel1:")


def test_a_fingerprint_is_the_one_of_the_last_release() -> None:
    """It stands in committed files: whoever changes the algorithm changes its tag."""
    expected = "kernel1:2d66d981e0a9bde33520e3ce4c200bff3747a12f"
    assert fingerprint(statement(), ("u", "v")) == expected


@pytest.mark.parametrize(
    ("same", "universes"),
    [
        (statement(binder="y"), ("u", "v")),
        (statement(info=1), ("u", "v")),
        (statement("a", "b"), ("a", "b")),
        (mdata(statement()), ("u", "v")),
    ],
)
def test_names_of_binders_and_universes_do_not_count(
    same: w.Term, universes: tuple[str, ...]
) -> None:
    assert fingerprint(same, universes) == fingerprint(statement(), ("u", "v"))


def test_where_metadata_stands_does_not_count() -> None:
    plain = app(const("f"), const("a"))
    assert fingerprint(app(mdata(const("f")), mdata(mdata(const("a"))))) == fingerprint(plain)


DIFFERENT: list[tuple[w.Term, tuple[str, ...]]] = [
    (PROP, ()),
    (sort(w.param("u")), ("u",)),
    (sort(w.param("u")), ("u", "v")),
    (sort(w.param("u")), ("v", "u")),
    (sort(w.succ(w.ZERO)), ()),
    (sort(w.level_max(w.param("u"), w.param("v"))), ("u", "v")),
    (sort(w.level_max(w.param("u"), w.param("v"))), ("v", "u")),
    (sort(w.level_max(w.param("u"), w.param("u"))), ("u", "v")),
    (const("f"), ()),
    (const("f", [w.ZERO]), ()),
    (const("f", [w.ZERO, w.ZERO]), ()),
    (const("f", [w.param("u"), w.param("v")]), ("u", "v")),
    (const("f", [w.param("v"), w.param("u")]), ("u", "v")),
    (const("g"), ()),
    (app(const("f"), const("g")), ()),
    (app(const("g"), const("f")), ()),
    (app(const("f"), app(const("f"), const("g"))), ()),
    (app(const("f"), const("f"), const("g")), ()),
    (pi(const("f"), const("g")), ()),
    (lam(const("f"), const("g")), ()),
    (let(const("f"), const("g"), const("g")), ()),
    (let(const("g"), const("f"), const("g")), ()),
    (lit(5), ()),
    (lit("5"), ()),
    (lit(1 << 64), ()),
    (lit((1 << 64) + 1), ()),
    (lit(1 << 128), ()),
    (bvar(0), ()),
    (bvar(5), ()),
    (proj("P", 0, bvar(0)), ()),
    (proj("P", 1, bvar(0)), ()),
    (proj("Q", 0, bvar(0)), ()),
]


def test_different_statements_have_different_fingerprints() -> None:
    made = [fingerprint(term, universes) for term, universes in DIFFERENT]
    assert len(set(made)) == len(DIFFERENT)


leaves = st.one_of(
    st.sampled_from(["f", "g", "A.f"]).map(lambda n: ("const", n)),
    st.integers(0, 3).map(lambda n: ("bvar", n)),
    st.sampled_from(["u", "v"]).map(lambda n: ("sort", n)),
    st.integers(0, 1 << 70).map(lambda n: ("lit", n)),
)
shapes = st.recursive(
    leaves,
    lambda inner: st.tuples(st.sampled_from(["app", "lam", "pi"]), inner, inner),
    max_leaves=12,
)


def build(shape: Any) -> w.Term:
    maker: dict[str, Callable[..., w.Term]] = {
        "const": const,
        "bvar": bvar,
        "sort": lambda n: sort(w.param(n)),
        "lit": lit,
        "app": lambda a, b: app(build(a), build(b)),
        "lam": lambda a, b: lam(build(a), build(b)),
        "pi": lambda a, b: pi(build(a), build(b)),
    }
    return maker[shape[0]](*shape[1:])


@given(shapes, shapes)
@settings(max_examples=150, deadline=None)
def test_fingerprints_are_equal_exactly_for_equal_statements(one: Any, other: Any) -> None:
    made = [fingerprint(build(shape), ("u", "v")) for shape in (one, other, one)]
    assert made[0] == made[2] == fingerprint(build(one), ("u", "v"), word=4)
    assert (made[0] == made[1]) == (one == other)


def test_a_private_context_does_not_leak_between_constants() -> None:
    """One shared type under two orders of the same universes."""
    shared = const("f", [w.param("u"), w.param("v")])
    root = w.module(
        [
            w.constant("a", "axiom", shared, universes=("u", "v")),
            w.constant("b", "axiom", shared, universes=("v", "u")),
        ],
        ranges=[("a", 1, 0, 1, 1), ("b", 2, 0, 2, 1)],
    )
    a, b = read(root).constants
    assert a.statement == fingerprint(shared, ("u", "v"))
    assert b.statement == fingerprint(shared, ("v", "u"))
    assert a.statement != b.statement


# --- size and depth -------------------------------------------------------------------------------


def tower(height: int) -> w.Term:
    """A term of `height` objects that unfolds to 2^height."""
    term = const("leaf")
    for _ in range(height):
        term = app(term, term)
    return term


def test_shared_terms_cost_what_they_take_in_the_file() -> None:
    term = tower(3000)
    constants = [w.constant(f"t{n}", "theorem", term, term) for n in range(300)]
    module = read(w.module(constants, ranges=[(f"t{n}", 1, 0, 1, 1) for n in range(300)]))
    assert all(c.value_uses == {"leaf"} for c in module.constants)
    assert len({c.statement for c in module.constants}) == 1


def test_deep_terms_and_universes_need_no_stack() -> None:
    term, level = const("leaf"), w.param("u")
    for _ in range(30_000):
        term, level = lam(PROP, term), w.succ(level)
    constant = w.constant("t", "def", sort(level), term, universes=["u"])
    module = read(w.module([constant], ranges=[("t", 1, 0, 1, 1)]))
    assert module.constants[0].value_uses == {"leaf"}


def test_memory_is_a_few_times_the_size_of_the_file() -> None:
    terms = [const(f"c{n}") for n in range(200)]
    for n in range(60_000):
        terms.append(app(terms[n * 7 % len(terms)], terms[n * 13 % len(terms)]))
    data = w.write(w.module([w.constant("t", "theorem", terms[-1], tower(20))]))
    tracemalloc.start()
    read_parts([("A.olean", data)])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * len(data)


# --- hostile files --------------------------------------------------------------------------------


def refuse(data: bytes, match: str | None = None) -> None:
    with pytest.raises(EvidenceError, match=match) as caught:
        read_parts([("some/A.olean", data)])
    assert all(p.path == "some/A.olean" for p in caught.value.problems)


@pytest.mark.parametrize("machine", MACHINES)
def test_a_file_cut_short_anywhere_is_refused(machine: dict[str, Any]) -> None:
    data = w.write(example(), **machine)
    for length in range(len(data)):
        refuse(data[:length])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not an .olean"),
        (b"\x7fELF" + bytes(200), "not an .olean"),
        (b"olean\3" + bytes(200), "format 3 is not known"),
        (b"olean\2" + bytes(202), "expected the data of a module"),
        (b"olean\1" + b"\xff" * 200, "outside the file"),
    ],
)
def test_foreign_files_are_refused(data: bytes, message: str) -> None:
    refuse(data, message)


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_flipped_bytes_never_crash(data: st.DataObject) -> None:
    image = bytearray(w.write(example(), **data.draw(st.sampled_from(MACHINES))))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(image) - 1))
        image[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(EvidenceError):
        read_parts([("A.olean", bytes(image))])


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_noise_after_a_good_header_never_crashes(noise: bytes) -> None:
    head = w.write(example())[:96]
    noise += bytes(-len(noise) % 8)
    base = int.from_bytes(head[80:88], "little")
    root = (base + 96).to_bytes(8, "little")
    with contextlib.suppress(EvidenceError):
        read_parts([("A.olean", head[:88] + root + noise)])


def replace_word(data: bytes, old: int, new: int) -> bytes:
    """Change the one place where a pointer stands."""
    before, after = old.to_bytes(8, "little"), new.to_bytes(8, "little")
    assert data.count(before) == 1
    return data.replace(before, after)


def test_a_cycle_is_refused() -> None:
    image = w.Image()
    inner = const("leaf")
    term = app(inner, const("other"))
    outer = app(term, const("more"))
    data = image.write([w.module([w.constant("t", "axiom", outer)])])[0]
    looped = replace_word(data, image.seen[id(inner)], image.seen[id(outer)])
    refuse(looped, "pointer leads nowhere")


def test_a_pointer_between_objects_is_refused() -> None:
    image = w.Image()
    inner = const("leaf")
    data = image.write([w.module([w.constant("t", "axiom", app(inner, PROP))])])[0]
    refuse(replace_word(data, image.seen[id(inner)], image.seen[id(inner)] + 4), "pointer")


@pytest.mark.parametrize("tag", [246, 249, 250])
@pytest.mark.parametrize("size", [1 << 31, 1 << 62, (1 << 64) - 1])
def test_giant_sizes_are_refused(tag: int, size: int) -> None:
    """Of every array, string or big number in the file."""
    root = w.module([w.constant("t", "axiom", lit(1 << 80))], ranges=[("t", 1, 0, 1, 1)])
    data = bytearray(w.write(root, gmp=False))
    at = [n for n in range(96, len(data) - 16, 8) if data[n + 7] == tag]
    skip = 16 if tag == 250 else 8
    for place in at:
        data[place + skip : place + skip + 8] = size.to_bytes(8, "little")
    assert at
    refuse(bytes(data))


def test_names_that_add_up_to_far_more_than_the_file_are_refused() -> None:
    deep: object = w.ANONYMOUS
    names = []
    for _ in range(1500):
        deep = w.Ctor(1, (deep, "component" * 10), bytes(8))
        names.append(deep)
    shared = w.Ctor(0, (w.ANONYMOUS, w.NIL, PROP))
    heads = [w.Ctor(0, (n, *shared.fields[1:])) for n in names]
    constants = [w.Ctor(0, (w.Ctor(0, (head,), b"\0"),)) for head in heads]
    refuse(w.write(w.module(constants)), "names are longer")


def test_endless_names_are_refused() -> None:
    refuse(w.write(w.module([w.constant(".".join("a" * 5000), "axiom", PROP)])), "components")


def test_lists_that_share_a_long_tail_are_refused() -> None:
    tail = w.chain([w.name("u")] * 3000)
    constants = []
    for n in range(3000):
        head = w.Ctor(0, (w.name(f"t{n}"), w.Ctor(1, (w.name("v"), tail)), PROP))
        constants.append(w.Ctor(0, (w.Ctor(0, (head,), b"\0"),)))
    refuse(w.write(w.module(constants)), "lists are longer")


def test_constants_that_all_use_everything_are_refused() -> None:
    everything = const("c")
    for n in range(4000):
        everything = app(everything, const(f"c{n}"))
    constants = [
        w.constant(f"t{n}", "axiom", app(everything, const(f"own{n}"))) for n in range(4000)
    ]
    refuse(w.write(w.module(constants)), "more constants than a compiler writes")


def test_too_many_universes_are_refused() -> None:
    names = [f"u{n}" for n in range(400)]
    level = w.ZERO
    for name in names:
        level = w.level_max(level, w.param(name))
    constant = w.constant("t", "axiom", sort(level), universes=names)
    refuse(w.write(w.module([constant], ranges=[("t", 1, 0, 1, 1)])), "universe")


def test_an_object_of_the_wrong_sort_is_refused() -> None:
    head = w.Ctor(0, (w.name("t"), w.NIL, w.chain([PROP])))
    refuse(w.write(w.module([w.Ctor(0, (w.Ctor(0, (head,), b"\0"),))])), "not what its use says")


def test_undeclared_universes_are_counted_on() -> None:
    """The old code generator left constants behind with universes they do not declare."""
    loose = const("f", [w.param("a"), w.param("b")])
    assert fingerprint(loose, ()) != fingerprint(const("f", [w.param("a"), w.param("a")]), ())
