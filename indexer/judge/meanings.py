"""What the words and signs of a statement may mean beside what every reader takes them for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Set
from functools import cached_property
from itertools import pairwise
from operator import itemgetter

from indexer.base.suggestions import near, one_apart, two_longer
from indexer.judge.reading import Reader, Statement, bound_inside
from indexer.judge.records import Assumption
from indexer.lean import library
from indexer.lean.core import MAY_BE_EMPTY, NAMES, RELATIONS, SIGNS, SIGNS_OF_CLASSES, TYPES
from indexer.lean.names import components
from indexer.lean.records import SEPARATOR
from indexer.lean.syntax.lexer import is_ident
from indexer.names.notation import Notation
from indexer.names.scopes import scope_chain
from indexer.names.table import Entry
from indexer.scan.records import Ref
from indexer.terms.fingerprint import PROPOSITIONS, options_in_force
from indexer.terms.propositions import TooDeepError, shown, strip
from indexer.terms.shapes import CONSTRUCTORS, SIGN_OF
from indexer.terms.telescope import Words, is_numeral, words
from indexer.troubles.records import OwnInstance
from indexer.usegraph.instances import Instance, stays_folded


class Meanings:
    """Answers for the statements of one reader; `stating` tells how many statements that it does
    not know hold a word that nothing is called by."""

    def __init__(self, reader: Reader, stating: Callable[[str], int] = lambda _word: 0) -> None:
        self.reader = reader
        self._stating = stating
        self._known: dict[Ref, OwnInstance | None] = {}
        self._declared_in: dict[int, Set[str]] = {}

    # -- names --

    def own_names(self, entry: Entry, statement: Statement) -> Iterator[tuple[str, Entry]]:
        """Words that are taken for Lean's own, and may mean a declaration of the projects."""
        bound = _bound(statement)
        for word in dict.fromkeys(_all_words(statement)):
            if word in NAMES and word not in bound:
                yield from ((word, other) for other in self.reader.meaning(word, entry))

    def partial_functions(self, entry: Entry, statement: Statement) -> Iterator[str]:
        """What is opaque since it is `partial`, by its full name.  One whose type says something of
        what it is given (`(n : Nat) → {m // m ≤ n}`) is left out: that is known of it."""
        bound = _bound(statement) | bound_inside(_all_words(statement))
        for word in dict.fromkeys(_all_words(statement)):
            named = self.reader.meaning(word, entry) if word not in bound else []
            if len(named) == 1 and _is_partial(named[0]) and not self._promises(named[0]):
                yield named[0].ref.name

    def _promises(self, function: Entry) -> bool:
        """Whether the type of a function's values speaks of its arguments, or is a subtype."""
        try:
            telescope = self.reader.telescope(function)
        except (TooDeepError, RecursionError):
            return True
        given = telescope.binders if telescope.kind == "all" else ()
        values = {n for b in given if b.type[:1] not in _SORTS for n in b.names}
        result = words(shown(telescope.parts[0] if telescope.kind == "all" else telescope))
        return not values.union(("//", "∃")).isdisjoint(result)

    # -- notation --

    def own_notations(self, entry: Entry) -> Iterator[Notation]:
        """Notation in a statement whose signs are all Lean's own."""
        for ref, kind in self.reader.uses.named_uses(entry.ref):
            notation = self.reader.uses.notations.get(ref)
            if notation is None or kind != "statement" or not notation.expansion:
                continue
            signs = {w for w in notation.terms if not is_numeral(w) and not library.is_full_name(w)}
            if not notation.terms or not signs <= SIGNS | NAMES or _is_longer(notation):
                continue
            if not self._is_usual(ref, notation):
                yield notation

    def _is_usual(self, ref: Ref, notation: Notation) -> bool:
        """Whether notation gives its sign the meaning that it has everywhere: `ℕ => Nat`, or the
        sign itself, as `binder_predicate x " ⊆ " y => `($x ⊆ $y)` does."""
        written = words(notation.text)
        made = written[written.index("=>") + 1 :] if "=>" in written else ()
        if len(made) == 1 and notation.terms:  # the word alone, which must be that of everybody
            uses = self.reader.uses
            used = [r for r, _ in uses.named_uses(ref)]
            own = [uses.entries[r] for r in used if r in uses.entries]
            others = [uses.notations[r] for r in used if r in uses.notations]
            return (
                all(_USUAL.get(s) == made[0] for s in notation.terms)
                and not any(n.begins(made[0]) for n in others)
                and all(e.ref.name == made[0] and _FIELDS.get(made[0]) == _fields(e) for e in own)
            )
        if notation.word == "binder_predicate" and len(made) == _QUOTED:
            quote, _, first, sign, _, second, close = made
            inside = [w for w in written[: written.index("=>")] if w in (first, second)]
            in_order = (quote, close, inside) == ("`(", ")", [first, second])
            return in_order and {sign} == notation.terms
        return False

    # -- instances --

    @cached_property
    def _instances(self) -> Mapping[str, dict[int, Instance]]:
        """Class behind Lean's own signs → the projects' instances of it, numbered in their order;
        taken away is what turns out to give nothing another meaning."""
        found: dict[str, dict[int, Instance]] = defaultdict(dict)
        called = self._called
        for number, instance in enumerate(self.reader.uses.instances):
            name = self._class(instance) if instance.may_be_of(called) else ""
            if name in SIGNS_OF_CLASSES and not instance.anchors:
                found[name][number] = instance
        return found

    @property
    def _called(self) -> Set[str]:
        """The last components of what a class behind a sign may be called: of its own name, and of
        the names of what stands for one, as the first word tells that it holds."""
        built = self.reader.uses.built
        listed = [e for entries in built.table.entries.values() for e in entries]
        firsts = [(e, _first_name(e)) for e in listed if _may_stand_for_class(e)]
        found: Set[str] = frozenset(SIGNS_OF_CLASSES)
        standing = [e for e, first in firsts if first in SIGNS_OF_CLASSES]
        for _ in range(_MOST_NAMES):
            fresh = built.words.lasts(standing) - found
            if not fresh:
                break
            found = found | fresh
            near = [(e, w) for e, w in firsts if not fresh.isdisjoint(components(w))]
            meant = [(e, self.reader.meaning(first, e)) for e, first in near]
            standing = [e for e, named in meant if not {*standing}.isdisjoint(named)]
        return found

    def _class(self, instance: Instance) -> str:
        """The class of an instance; one that the project only gives another name is looked
        through."""
        name, where = instance.type_class, instance.entry
        for _ in range(_MOST_NAMES):
            named = self.reader.meaning(name, where)
            body = self.reader.body(named[0]) if len(named) == 1 else ()
            if not body or named[0].declaration.kind != "def":
                break
            name, where = next((w for w in body[1:] if is_ident(w)), ""), named[0]
        return name

    @cached_property
    def _relations(self) -> Mapping[str, _Places]:
        """Sign → where instances give it a meaning."""
        found: dict[str, _Places] = defaultdict(_Places)
        for instance in self.reader.uses.instances:
            if instance.may_be_of(RELATIONS.keys()) and instance.type_class in RELATIONS:
                found[RELATIONS[instance.type_class]].add(instance.entry)
        return found

    def odd(self, entry: Entry) -> frozenset[str]:
        """Signs that instances in sight give a meaning of their own, which need not be a law, and
        names that are the project's."""
        seen = self.reader.uses.table.visibility.seen(entry.number)
        found = {sign for sign, places in self._relations.items() if places.any_for(entry, seen)}
        for binder in self.reader.statement(entry).binders:
            if binder.bracket == "[" and binder.type:  # `[LE α]` promises no law
                found.update(RELATIONS.get(binder.type[0], ()))
        return frozenset(found.union(w for w in _READ_PLAINLY if self.reader.meaning(w, entry)))

    def own_instances(self, entry: Entry) -> Iterator[tuple[Entry, OwnInstance]]:
        """Instances of classes behind Lean's own signs, about Lean's own types, where such a sign
        is written."""
        text = entry.declaration.statement
        is_in_force = self.reader.uses.table.is_in_force
        told: list[tuple[int, Entry, OwnInstance]] = []
        for type_class, instances in self._instances.items():
            signs = SIGNS_OF_CLASSES[type_class]
            if signs and not any(sign in text for sign in signs):
                continue
            for number, instance in list(instances.items()):
                if is_in_force(entry, instance.entry):
                    found = self._found(instance, type_class)
                    if found is None or not (signs or found.types):
                        del instances[number]
                    else:
                        told.append((number, instance.entry, found))
        yield from ((other, found) for _, other, found in sorted(told, key=itemgetter(0)))

    def _found(self, instance: Instance, type_class: str) -> OwnInstance | None:
        """What is to be said of one, None where it gives nothing another meaning; looked into once,
        however many statements hold the sign."""
        ref = instance.entry.ref
        if ref not in self._known:
            types = self._types(instance)
            known = types is None or self._is_known(instance, types)
            self._known[ref] = (
                None
                if types is None or known
                else OwnInstance(
                    ref.name,
                    type_class,
                    types,
                    self._is_plain(instance),
                    instance.entry.declaration.approximate,
                )
            )
        return self._known[ref]

    def _is_known(self, instance: Instance, types: frozenset[str]) -> bool:
        """Whether an instance is the one that is there already, or says what the sign says
        everywhere: of propositions `≤` is `→`."""
        body = self.reader.body(instance.entry)
        body = body[1:] if body[:1] == (":=",) else body
        if body in (("inferInstance",), ("by", "infer_instance")):
            return not self.reader.meaning(body[-1], instance.entry)
        return (instance.type_class, types, body) == ("LE", frozenset({"Prop"}), tuple("⟨(·→·)⟩"))

    def _meant(self, word: str, where: Entry) -> list[Entry]:
        """What a word means among the projects' own: `ℝ` is `Real` where notation of theirs says
        so."""
        named = self.reader.meaning(_USUAL.get(word, word), where)
        return named if word not in _USUAL or word in self._usual else []

    @cached_property
    def _usual(self) -> frozenset[str]:
        """The signs of types that notation of the projects' gives their usual meaning."""
        return frozenset(
            word
            for ref, notation in self.reader.uses.notations.items()
            for word in (notation.terms if len(notation.terms) == 1 else ())
            if word in _USUAL and self._is_usual(ref, notation)
        )

    def _types(self, instance: Instance) -> frozenset[str] | None:
        """The types of Lean's own that an instance is about, None when it is about a type of the
        project's or asks for a class of the project's; what type class search looks through is
        looked through."""
        reader = self.reader
        statement = reader.statement(instance.entry)
        bound = _bound(statement)
        asked = [w for b in statement.binders if b.bracket == "[" for w in b.type]
        if any(reader.meaning(w, instance.entry) for w in asked if w not in bound):
            return None
        found: set[str] = set()
        waiting = [(w, instance.entry) for w in statement.conclusion[1:] if w not in bound]
        for word, where in waiting:
            named = self._meant(word, where) if len(waiting) < _LONGEST_TYPE else []
            if any(stays_folded(e.declaration) for e in named):
                return None
            waiting += [(w, e) for e in named for w in reader.body(e) if w != word]
            found.update((word,) if is_ident(word) and not named else ())
        return frozenset(found)

    def _is_plain(self, instance: Instance) -> bool:
        """Whether an instance is about single types, `Nat` or any `α`: one about functions,
        products, what is applied to something, or what a structure holds is nobody's trick."""
        statement = self.reader.statement(instance.entry)
        types = {name: b.type for b in statement.binders for name in b.names}
        written = strip(statement.conclusion[1:])
        if not all(_is_single(types.get(w, ("Type",))) for w in written):
            return False
        return all(is_ident(w) or is_numeral(w) for w in written)

    def default_numerals(self, entry: Entry, statement: Statement) -> Iterator[str]:
        """The default instances that make numerals something of the projects' own where no type
        says what they are: `1 = 2` is then not of numbers."""
        written = set(_all_words(statement))
        if not any(map(is_numeral, written)):
            return
        mentioned = {w.rpartition(".")[2] for w in written}
        table = self.reader.uses.table
        seen = table.visibility.seen(entry.number)
        for other, types, modules in self._numerals:
            if mentioned.isdisjoint(types) and modules & seen and table.sees(entry, other):
                yield other.ref.name

    @cached_property
    def _numerals(self) -> list[tuple[Entry, Set[str], int]]:
        """The default instances of numerals, each with the last parts of its types and the modules
        that make it one."""
        return [
            (instance.entry, {r.name.rpartition(".")[2] for r in instance.anchors}, modules)
            for instance in self.reader.uses.instances
            if instance.may_be_of(_NUMERAL)
            and instance.type_class in _NUMERAL
            and (modules := self.reader.where_default(instance.entry))
            and instance.anchors
        ]

    # -- what a reader has to believe --

    def remarks(self, entry: Entry) -> Iterator[Assumption]:
        """Signs and names of a statement that may be the project's own, and where that stands."""
        written = dict.fromkeys(self._remarks(entry))
        yield from (Assumption("meaning", f"may use the project's own {text}") for text in written)

    def _remarks(self, entry: Entry) -> Iterator[str]:
        statement = self.reader.statement(entry)
        for word, other in self.own_names(entry, statement):
            yield f"`{word}`: {_place(other)}"
        for notation in self.own_notations(entry):
            listed = ", ".join(f"`{s}`" for s in sorted(notation.terms))
            line = notation.module.scopes[notation.scope].line
            yield f"{listed}: {notation.module.path}:{line}"
        words_ = set(_all_words(statement))
        for other, instance in self.own_instances(entry):
            if instance.types <= words_:
                signs = SIGNS_OF_CLASSES[instance.type_class]
                said = [s for s in signs if s in entry.declaration.statement]
                types = ", ".join(sorted(instance.types))
                what = f"`{said[0]}`" if said else f"{instance.type_class} of {types}"
                yield f"{what}: {_place(other)}"

    # -- misspelt names --

    def misspelt(self, entry: Entry, statement: Statement) -> Iterator[tuple[str, str]]:
        """A name that nothing has, and the one a letter away: with `autoImplicit` Lean takes it
        for a variable."""
        reader = self.reader
        options = options_in_force(entry.module, entry.declaration, entry.project.project)
        if "false" in (options.get("autoImplicit"), options.get("relaxedAutoImplicit")):
            return
        if reader.sees_other_packages(entry):
            return  # it may be a name of theirs
        written = dict.fromkeys(_all_words(statement))
        bound = _bound(statement) | bound_inside(_all_words(statement))
        abroad = _is_abroad(entry)
        unknown = [
            word
            for word in written
            if is_ident(word)
            and not ("." in word or len(word) < 4 or word in bound or word in _ORDINARY)
            and reader.uses.written.get(word, 0) <= 2
            and not ((word[0].islower() and abroad) or reader.meaning(word, entry))
        ]
        known = {n for n in bound if len(n) > 2} | self._near(entry) if unknown else set()
        alike = one_apart((word for word in unknown if word not in known), known)
        off = {word: [c for c in alike[word] if _one_off(word, c)] for word in alike}
        off = {word: close for word, close in off.items() if close}
        longer = two_longer(off.keys(), known)  # these may be more like it
        for word, meant in off.items():
            nearest = near(word, sorted((*alike[word], *longer[word])), 3, 0.75)
            close = [c for c in nearest if c in meant]
            if close and word not in library.last_components() and not self._is_written_often(word):
                yield word, close[0]

    def _is_written_often(self, word: str) -> bool:
        """Whether so many statements hold a word that it is nobody's slip."""
        here = self.reader.uses.written.get(word, 0)
        return here > 2 or here + self._stating(word) > 2

    def _near(self, entry: Entry) -> set[str]:
        """Names that a statement may have meant: those of its neighbourhood."""
        named = (r.name.rpartition(".")[2] for r, _ in self.reader.uses.named_uses(entry.ref))
        modules = (entry.number, *self.reader.uses.table.visibility.imports[entry.number])
        return {n for n in named if len(n) > 3}.union(NAMES, *map(self._declared, modules))

    def _declared(self, number: int) -> Set[str]:
        """The last components of the names that a module declares, but for those of theorems."""
        if number not in self._declared_in:
            module = self.reader.uses.table.visibility.modules[number][1]
            declared = (d for d in module.declarations if d.kind != "theorem")
            lasts = (d.name.rpartition(".")[2] for d in declared)
            self._declared_in[number] = frozenset(n for n in lasts if len(n) > 3)
        return self._declared_in[number]


_NUMERAL = frozenset({"OfNat"})
_USUAL = {"ℕ": "Nat", "ℤ": "Int", "ℚ": "Rat", "ℝ": "Real", "ℂ": "Complex"}
_FIELDS = {"Real": {"cauchy"}, "Complex": {"re", "im"}}  # of Mathlib's own
_QUOTED = 7  # words of `($x ⊆ $y)


class _Places:
    """Where some declarations stand: their modules as a bit set, and the offset of the first one in
    each."""

    def __init__(self) -> None:
        self._modules = 0
        self._first: dict[int, int] = {}

    def add(self, entry: Entry) -> None:
        self._modules |= 1 << entry.number
        start = entry.declaration.start
        self._first[entry.number] = min(start, self._first.get(entry.number, start))

    def any_for(self, here: Entry, seen: int) -> bool:
        """Whether a declaration sees one, whose module sees these modules: above it, or in
        another file."""
        first = self._first.get(here.number, here.declaration.start)
        return first < here.declaration.start or bool(self._modules & seen & ~(1 << here.number))


def _may_stand_for_class(entry: Entry) -> bool:
    return entry.declaration.kind not in PROPOSITIONS and not entry.declaration.is_instance


def _first_name(entry: Entry) -> str:
    return entry.declaration.given.partition(SEPARATOR)[0]


def _fields(entry: Entry) -> set[str]:
    """The names of a structure's fields, its constructor left out."""
    names = [name.rpartition(".")[2] for name in entry.declaration.members]
    return set(names[1:]) if entry.declaration.kind == "structure" else set()


def _is_single(type_: Words) -> bool:
    """Whether a binder is of any type, or of a number."""
    return type_[:1] in (("Type",), ("Sort",), ()) or (len(type_) == 1 and type_[0] in TYPES)


_READ_PLAINLY = MAY_BE_EMPTY | SIGN_OF.keys() | CONSTRUCTORS
"""Names that the rules know the meaning of, unless the project has its own."""
_SORTS = (("Type",), ("Sort",))
_MOST_NAMES = 5  # of a class, one behind the other
_LONGEST_TYPE = 100  # words of an instance's type that are looked at
_ORDINARY = frozenset("true false Prop Type Sort some none fun let have then else".split())


def _all_words(statement: Statement) -> Words:
    return (*(w for b in statement.binders for w in b.type), *statement.conclusion)


def _bound(statement: Statement) -> set[str]:
    return {n for b in statement.binders for n in b.names}


def _is_partial(entry: Entry) -> bool:
    return entry.declaration.kind == "opaque" and "partial" in entry.declaration.modifiers


def _is_longer(notation: Notation) -> bool:
    """Whether a sign of Lean's own only begins one of the project's, as in `$φ/[$terms,*]`."""
    return any(a in notation.terms and b == "[" for a, b in pairwise(words(notation.text)))


def _place(entry: Entry) -> str:
    return f"{entry.module.path}:{entry.declaration.line}"


def _is_abroad(entry: Entry) -> bool:
    """Whether a statement stands in a namespace of Lean's own, whose functions have no declaration
    here."""
    opened = (
        s.text for s in scope_chain(entry.module, entry.declaration.scope) if s.kind == "open"
    )
    names = {n for text in opened for n in text.replace(".", " ").split()}
    return not (NAMES | _ABROAD).isdisjoint({*names, *entry.ref.name.split(".")[:-1]})


_ABROAD = frozenset(
    "ByteArray Substring Iterator Function Lean Std Filter Topology Polynomial Matrix Equiv Sym "
    "Finsupp MeasureTheory CategoryTheory Submodule LinearMap Multiset Quot Quotient Thunk Task "
    "UInt8 UInt16 UInt32 UInt64 USize BitVec Float Ordering Except IO".split()
)
_MARKS = "'0123456789₀₁₂₃₄₅₆₇₈₉"  # that tell variables apart: x and x' are no slip


def _one_off(left: str, right: str) -> bool:
    """One letter more, less or other, or two neighbours exchanged."""
    if abs(len(left) - len(right)) > 1 or left.rstrip(_MARKS) == right.rstrip(_MARKS):
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
        min(len(left), len(right)),
    )
    if len(left) == len(right):
        swapped = left[at : at + 2] == right[at : at + 2][::-1]
        return left[at + 1 :] == right[at + 1 :] or (swapped and left[at + 2 :] == right[at + 2 :])
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer[at + 1 :] == shorter[at:]
