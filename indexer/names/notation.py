"""Notation, macros and syntax: what sets each of them off, and what it stands for.

A declaration that writes `a ⊞ b` uses whatever `infixl " ⊞ " => …` says, though it names nothing.
Here every such command becomes a node of its own: what it expands to hangs on it, a sorry in its
expansion too.  Text cannot parse with a grammar that the file itself extends, so a notation counts
as used where its tokens occur; one use too many is a doubt that is shown.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from indexer.lean.records import Declaration, Module, Scope
from indexer.lean.syntax.commands import CLOSERS, OPENERS
from indexer.lean.syntax.keywords import DECLARATIONS, NEVER_NAMES, NOTATIONS, STARTERS
from indexer.lean.syntax.lexer import is_ident, is_space, lex
from indexer.lean.syntax.programs import NOTHING, Leaves, last, leaves
from indexer.names.visibility import Visibility
from indexer.scan.records import ProjectIndex, Ref

META = frozenset("elab elab_rules simproc dsimproc simproc_decl dsimproc_decl".split())
_SYNTAX = frozenset("syntax macro elab".split())
_SILENT = frozenset("syntax declare_syntax_cat unif_hint binder_predicate".split())
_RULES = frozenset({"macro_rules", "elab_rules"})
_SIMPROCS = frozenset(
    "simproc dsimproc simproc_decl dsimproc_decl builtin_simproc builtin_dsimproc".split()
)

# What Lean runs by itself, so that whoever extends it is used by everybody.
_UNASKED = frozenset(
    "decreasing_tactic decreasing_with decreasing_trivial decreasing_trivial_pre_omega "
    "get_elem_tactic get_elem_tactic_trivial get_elem_tactic_extensible clean_wf".split()
)
_MOST = 4_096  # sets of words of which it is remembered what they set off
_DECLARING = frozenset({"addDecl", "addAndCompile", "axiomDecl", "mkIdent"})
# Tactics that run simprocs.
_SIMPLIFIERS = frozenset(
    "simp simpa dsimp simp_all simp_rw simp_arith norm_num norm_num1 field_simp zify qify rify "
    "lift aesop tauto grind conv bv_decide decide split".split()
)


@dataclass(frozen=True, slots=True, eq=False)
class Notation:
    """One notation, macro, syntax or elaborator command.

    `triggers` are alternatives: it is in use where all words of one of them occur.  `names` are the
    identifiers of its expansion and `expansion` all words of it; `name` is the syntax node's own
    name ("" for none), `leaves` what it may leave behind.  `start`
    is the offset of the first declaration after it, since that is all that the scan keeps of its
    place.
    """

    ref: Ref
    module: Module
    number: int  # of the module
    scope: int
    start: int
    word: str
    text: str
    local: bool
    triggers: tuple[frozenset[str], ...] = ()
    names: tuple[str, ...] = ()
    expansion: frozenset[str] = frozenset()
    name: str = ""
    leaves: Leaves = NOTHING

    @property
    def leaves_sorry(self) -> bool:
        """Whether it may leave a sorry."""
        return bool(self.leaves.sorries)

    @property
    def forms(self) -> tuple[str, ...]:
        """The words of its expansion that leave a sorry, go round the kernel, trust compiled code
        or make names."""
        found = self.leaves
        return (*found.sorries, *found.forges, *found.trusts, *found.spells)

    def is_set_off_by(self, words: frozenset[str]) -> bool:
        """Whether words set it off, or Lean itself does."""
        return any(needs_no_word(trigger) or trigger <= words for trigger in self.triggers)

    @property
    def is_plain(self) -> bool:
        """Whether its words, where they occur, can be nothing else: a word or a sign of its own,
        and an expansion that no program computes."""
        return not self.is_code and any(
            any(_is_distinct(word, self.word) for word in trigger) for trigger in self.triggers
        )

    def begins(self, keyword: str) -> bool:
        """Whether a word is one of those that set it off."""
        return any(keyword in trigger for trigger in self.triggers)

    @property
    def declares(self) -> bool:
        """Whether it may declare something under a name of its own."""
        if self.word not in NOTATIONS and self.word not in STARTERS and self.word != "#":
            return True
        if not DECLARATIONS.keys().isdisjoint(self.expansion):
            return True
        speaks = self.word not in NOTATIONS or "command" in plain_words(self.text)
        return speaks and not _DECLARING.isdisjoint(map(last, self.expansion))

    @property
    def may_declare(self) -> frozenset[str]:
        """The names that it may declare: what a command of the project's own holds up to its first
        colon, and what a program quotes or puts behind a declaration's keyword."""
        if not self.declares:
            return frozenset()
        words = plain_words(self.text)
        found = {w for at, w in enumerate(words) if w[0] in '`"' or words[at - 1] in DECLARATIONS}
        if self.word not in NOTATIONS and self.word not in STARTERS:
            ends = (at for at, w in enumerate(words) if w in _ENDS_NAMES)
            found.update(words[1 : next(ends, len(words))])
        bare = (word.strip('`"') for word in found)
        return frozenset(word for word in bare if is_ident(word or " "))

    @property
    def terms(self) -> frozenset[str]:
        """The atoms that it gives a meaning to where a term stands."""
        words = plain_words(self.text)
        if self.word in _RULES:
            return frozenset(w for pattern in _patterns(words, "term") for w in pattern)
        head = words[: words.index("=>")] if "=>" in words else words
        elsewhere = self.word in _SYNTAX and head[-2:] != (":", "term")
        return frozenset(w.strip('"').strip() for w in head if w[0] == '"' and not elsewhere)

    @property
    def kind(self) -> str:
        """The name of its syntax node, its own or the one that Lean makes of its category and its
        atoms, as `plain_kind` has it; "" for none."""
        return plain_kind(self.name or _made_name(plain_words(self.text)))

    @property
    def is_code(self) -> bool:
        """Whether its expansion is computed by a program, so that text cannot tell what it is."""
        return self.word in META or (self.word == "macro" and "do" in self.expansion)


_ENDS_NAMES = frozenset({":", ":=", "=>", "where", "|", "(", "{", "["})


def heads(name: str) -> Iterator[str]:
    """A name and what it may be a field of: a.b.c, a.b, a."""
    while name:
        yield name
        name = name.rpartition(".")[0]


@lru_cache(maxsize=65_536)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of `text` without white space and comments."""
    return tuple(w for w in lex(text)[0] if not is_space(w))


class Notations:
    """All notation of an index, found by the words that set it off."""

    def __init__(self, visibility: Visibility) -> None:
        self.all: list[Notation] = []
        self._visibility = visibility
        self._by_key: dict[str, dict[_Key, Notation]] = defaultdict(dict)
        self._unasked: dict[_Key, Notation] = {}
        self._unseen: dict[frozenset[str], Iterable[Notation]] = {}
        self._last: tuple[int, Sequence[Notation]] = (-1, ())
        self.by_word: dict[str, list[Notation]] = defaultdict(list)
        for number, (project, module) in enumerate(visibility.modules):
            for notation in _of_module(project, module, number):
                self._add(notation)

    def _add(self, notation: Notation) -> None:
        self.all.append(notation)
        for trigger in notation.triggers:
            # of several in one file that are set off alike the first stands for all
            key = (trigger, notation.ref, notation.local)
            if needs_no_word(trigger):
                self._unasked.setdefault(key, notation)
            else:
                self._by_key[_rarest(trigger)].setdefault(key, notation)
        for word in notation.may_declare:
            self.by_word[word].append(notation)

    def used(self, words: frozenset[str], number: int, start: int) -> Iterator[Notation]:
        """The notation that stands behind `words`, written at offset `start` of module `number`."""
        return self._in_force(self._set_off_by(words), number, start)

    def used_unseen(self, words: frozenset[str], number: int, start: int) -> Iterator[Notation]:
        """The same of words that nobody writes: the same ones run behind most proofs, so that what
        they set off is remembered."""
        found = self._unseen.get(words)
        if found is None:
            if len(self._unseen) >= _MOST:
                self._unseen.clear()
            found = self._unseen[words] = self._set_off_by(words)
        return self._in_force(found, number, start)

    def _in_force(self, found: Iterable[Notation], number: int, start: int) -> Iterator[Notation]:
        for notation in (*found, *self._unasked_in(number)):
            if self.in_force(notation, number, start):
                yield notation

    def _unasked_in(self, number: int) -> Sequence[Notation]:
        """What Lean runs by itself in a module, or may from some place of it on; remembered of the
        last module that was asked about, since one goes through them one after the other."""
        if self._last[0] != number:
            unasked = self._unasked.values()
            self._last = number, [n for n in unasked if self.in_force(n, number, n.start)]
        return self._last[1]

    def _set_off_by(self, words: frozenset[str]) -> Iterable[Notation]:
        """The notation that words set off, wherever it is in force."""
        found: dict[Notation, None] = {}
        for word in self._by_key.keys() & words:
            for (trigger, _, _), notation in self._by_key[word].items():
                if notation not in found and trigger <= words:
                    found[notation] = None
        return found

    def in_force(self, notation: Notation, number: int, start: int) -> bool:
        """Whether a place may see a notation: later in the same file, or where it is imported."""
        if notation.number == number:
            return notation.start <= start
        return not notation.local and self._visibility.may_see(number, notation.number)


def _is_distinct(word: str, keyword: str) -> bool:
    """A word that is a name is one only where nobody may use it as a name."""
    if is_ident(word):
        return len(word) > 1 and keyword not in _RULES
    return not word.isascii()


def needs_no_word(trigger: frozenset[str]) -> bool:
    """Whether Lean runs by itself what this would set off."""
    return not trigger or not trigger.isdisjoint(_UNASKED)


_Key = tuple[frozenset[str], Ref, bool]
_NONE: dict[_Key, Notation] = {}


def _rarest(trigger: frozenset[str]) -> str:
    """The word of a trigger to look it up by: symbols are rarer than words, long ones rarer yet."""
    return max(trigger, key=lambda word: (not is_ident(word), len(word), word))


def words_of(declaration: Declaration) -> frozenset[str]:
    """The words of a declaration that may set off a notation, single characters of symbols."""
    names = (*declaration.statement_names, *declaration.body_names)
    dotted = (n[1:] for n in names if n[0] == ".")
    marked = (plainly(n) for n in names if n[-1] in "?!")
    signs = "".join(declaration.symbols)
    return frozenset((declaration.keyword, *names, *marked, *dotted, *signs))


def plainly(tactic: str) -> str:
    """`simp?` and `simp!` do what `simp` does."""
    return tactic.rstrip("?!") or tactic


# --- one module -----------------------------------------------------------------------------------


def _of_module(project: ProjectIndex, module: Module, number: int) -> Iterator[Notation]:
    declarations = module.declarations
    for at, scope in enumerate(module.scopes):
        if scope.kind == "notation":
            following = bisect_left(declarations, scope.line, key=_start_line)
            is_last = following == len(declarations)
            start = module.size if is_last else declarations[following].start
            yield _notation(project, module, number, at, scope, start)


_start_line = attrgetter("start_line")


def _notation(
    project: ProjectIndex, module: Module, number: int, at: int, scope: Scope, start: int
) -> Notation:
    words = plain_words(scope.text)
    word = words[0]
    arrow = words.index("=>") if "=>" in words else len(words)
    head, expansion = words[1:arrow], words[arrow + 1 :]
    if word in _RULES or word not in NOTATIONS:
        head, expansion = (), words[word in NOTATIONS :]
    triggers = _triggers(word, head, words)
    names = tuple(dict.fromkeys(_bare(w) for w in expansion if _is_nameable(w)))
    shown = " ".join(sorted(min(triggers, key=sorted, default=frozenset())))
    return Notation(
        ref=Ref(project.project.id, module.name, f"{word} {shown}".rstrip()),
        module=module,
        number=number,
        scope=at,
        start=start,
        word=word,
        text=scope.text,
        local=scope.local,
        triggers=triggers,
        names=names,
        expansion=frozenset(expansion),
        name=_own_name(head),
        leaves=leaves(expansion, computed=word in META),
    )


def _is_nameable(word: str) -> bool:
    """An identifier or a quoted name, and no keyword."""
    bare = _bare(word)
    return bool(bare) and (is_ident(bare) or (bare[0] == "." and len(bare) > 1 and bare[1] != "."))


def _bare(word: str) -> str:
    word = word.lstrip("`")
    return "" if word in NEVER_NAMES else word


def _own_name(head: Sequence[str]) -> str:
    """`syntax (name := foo) …` and `syntax foo := …` name their node."""
    for at, word in enumerate(head[:-2]):
        if word == "name" and head[at + 1] == ":=" and head[at - 1 : at] == ("(",):
            return head[at + 2]
    if len(head) > 1 and head[1] == ":=" and is_ident(head[0]):
        return head[0]
    return ""


def plain_kind(name: str) -> str:
    """The last part of a syntax node's name, letters and digits alone: what else Lean puts in
    between stands for the places of arguments (Lean/Elab/Syntax.lean, mkNameFromParserSyntax)."""
    return "".join(c for c in name.rpartition(".")[2].casefold() if c.isalnum())


def _made_name(words: Sequence[str]) -> str:
    """`syntax "magic" term : tactic` is tacticMagic_."""
    if words[0] != "syntax" or ":" not in words:
        return ""
    atoms = (w.strip('"') for w in words if w[0] == '"')
    return f"{words[-1]}{''.join(atoms)}"


def _triggers(word: str, head: Sequence[str], words: Sequence[str]) -> tuple[frozenset[str], ...]:
    if word in _RULES:
        return tuple(dict.fromkeys(_patterns(words)))
    if word not in NOTATIONS:  # a command that ran: what nobody can see stays in force
        return (frozenset(),) if leaves(words).forges else ()
    if word in _SIMPROCS:
        return tuple(frozenset({tactic}) for tactic in sorted(_SIMPLIFIERS))
    required, optional = _atoms(head)
    if required:
        return (frozenset(required),)
    # without a word of its own it may stand anywhere, which matters when it stands for something
    anywhere = () if word in _SILENT else (frozenset[str](),)
    return tuple(frozenset(atom) for atom in optional if atom) or anywhere


def _atoms(head: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """The words of the atoms of a syntax: those it always has, and those that stand in brackets, as
    optional and alternative ones do."""
    required: list[str] = []
    optional: list[list[str]] = []
    depth = 0
    alternatives = "<|>" in "".join(head)
    for word in head:
        if word in OPENERS:
            depth += 1
        elif word in CLOSERS:
            depth -= 1
        elif word[0] == '"':
            parts = [*_atom_words(word.strip('"'))]
            if depth or alternatives:
                optional.append(parts)
            else:
                required += parts
    return required, optional


def _atom_words(atom: str) -> Iterator[str]:
    """An atom as a declaration's words show it: identifiers whole, symbols character by character;
    what every declaration may hold is left out."""
    for word in plain_words(atom.strip()):
        if is_ident(word):
            if word not in NEVER_NAMES:
                yield word
        elif word not in _EVERYWHERE and not word[0].isdigit():
            yield from (c for c in word if c not in "()[]{}⟨⟩,;:.")


_EVERYWHERE = frozenset({":=", "=>"})


def _patterns(words: Sequence[str], category: str = "") -> Iterator[frozenset[str]]:
    """What sets off each rule of a `macro_rules`, of one category or of all: the words quoted in
    its pattern.  Of the alternatives of a `match` in a rule's program, those that speak of a part
    of the syntax and hold no word of it set nothing off: no rule is asked about a part."""
    at, matches = 0, False
    while at < len(words):
        matches = matches or words[at] == "match"
        if words[at] == "|" and at + 1 < len(words) and words[at + 1].endswith("`("):
            close = _closing(words, at + 1)
            quoted = words[at + 2 : close]
            if not category or quoted[1:2] != ("|",) or quoted[0] == category:
                trigger = frozenset(_quoted(quoted))
                if trigger or not matches or not _speaks_of_part(quoted):
                    yield trigger
            at = close
        at += 1


def _speaks_of_part(quoted: Sequence[str]) -> bool:
    """Whether a quotation is of none of the categories whose syntax Lean gives a meaning to."""
    return quoted[1:2] == ("|",) and is_ident(quoted[0]) and quoted[0] not in _ELABORATED


_ELABORATED = frozenset("term tactic command conv doElem level attr stx prio prec".split())


def _closing(words: Sequence[str], at: int) -> int:
    depth = 0
    for here in range(at, len(words)):
        depth += (words[here] in OPENERS) - (words[here] in CLOSERS)
        if depth == 0:
            return here
    return len(words)


def _quoted(words: Sequence[str]) -> Iterator[str]:
    """The fixed words of a quotation: antiquotations `$x`, `$(…)`, `$x:cat` and the category
    aside."""
    at = 2 if len(words) > 1 and words[1] == "|" else 0
    while at < len(words):
        word = words[at]
        if word == "$":
            following = words[at + 1] if at + 1 < len(words) else ""
            at = _closing(words, at + 1) if following in OPENERS else at + 1
            if words[at + 1 : at + 2] == (":",):  # a category, or a colon and what follows
                at += 1 if words[at + 2 : at + 3] == ("$",) else 2
            if tuple(words[at + 1 : at + 3]) in _REPEATED:
                at += 2
        elif word[0] != '"':
            yield from _atom_words(word)
        at += 1


_REPEATED = frozenset({(",", "*"), (";", "*"), (",", "?"), (";", "?")})  # as in `$xs,*`


def hidden_words(notations: Iterable[Notation]) -> tuple[str, ...]:
    """How to name notation to people: the words that set it off."""
    return tuple(dict.fromkeys(n.ref.name.partition(" ")[2] or n.ref.name for n in notations))
