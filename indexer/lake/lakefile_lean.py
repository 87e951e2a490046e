"""The simple forms of lakefile.lean → what a package builds.

A lakefile.lean is a Lean program.  It is read as text and never run: declarations whose fields are
literals are understood; anything else that could change what is built gives a diagnostic of code
"not-simple" and `understood=False`.  Facts are from Lake's own sources (Lake/DSL).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from indexer.base.closures import reached
from indexer.lake.lakefile_toml import Lakefile, in_order, library
from indexer.lake.options import PLUGINS, SETTINGS, digest, of_text, strange, unread_names
from indexer.lake.records import Dependency, Library
from indexer.lean import names
from indexer.lean.records import Diagnostic
from indexer.lean.syntax.lexer import Token, TokenKind, tokens

_DECLARING = frozenset({"package", "require", "lean_lib", "lean_exe"})
# Words that begin some other command where they stand in column 0.
_OTHER = frozenset(
    "target script extern_lib input_file input_dir module_facet package_facet library_facet "
    "module_data package_data library_data target_data custom_data post_update family_def "
    "abbrev def theorem lemma instance structure class inductive opaque axiom example "
    "open import set_option section namespace end variable universe private protected public meta "
    "partial unsafe noncomputable scoped local attribute deriving mutual initialize "
    "macro macro_rules syntax elab elab_rules notation run_cmd run_elab #".split()
)
# Commands that can make other commands: what they build cannot be seen in the text.
_GENERATING = frozenset({"macro", "macro_rules", "elab", "elab_rules", "run_cmd", "run_elab"})
_OPENING, _CLOSING = frozenset("([{⟨"), frozenset(")]}⟩")
_GLOBS = {"one": "", "submodules": ".+", "andSubmodules": ".*"}

_T = TypeVar("_T")
_Words = Sequence[Token]


class _NotSimpleError(Exception):
    """A value that is no literal."""


def read_lean(text: str) -> Lakefile:
    """What the text of a lakefile.lean says.  Never raises, whatever the text is."""
    words = _before_exit([t for t in tokens(text) if t.kind not in _TRIVIA])
    commands = list(_commands(words))
    reader = _LakefileReader()
    reader.generators(words)
    packages = [reader.package(c) for c in commands if c.word == "package"]
    package = packages[0] if packages else _Package()
    targets = [reader.target(c, package) for c in commands if c.word in ("lean_lib", "lean_exe")]
    if not targets:
        reader.diagnostics.append(
            Diagnostic("not-simple", "no lean_lib and no lean_exe that can be read as text", 1, 0)
        )
    requires = [_requirement(c.body) for c in commands if c.word == "require"]
    written = " ".join(word.text for word in words)
    options = of_text(written)
    return Lakefile(
        name=package.name,
        libraries=tuple(target for target in targets if target),
        dependencies=tuple(dependency for dependency in requires if dependency),
        build_dirs=package.build_dirs,
        understood=not any(d.code == "not-simple" for d in reader.diagnostics),
        diagnostics=in_order(reader.diagnostics),
        options=options,
        settings=digest(written) if any(w.text in SETTINGS for w in words) else "",
        unclear=(*_Settings(words).unclear(), *unread_names(written, options)),
    )


_TRIVIA = frozenset({TokenKind.SPACE, TokenKind.COMMENT, TokenKind.DOC})


def _before_exit(words: list[Token]) -> list[Token]:
    """The words that Lean reads: those before an `#exit`."""
    for at, word in enumerate(words):
        if word.text == "#exit" or (word.text == "#" and _text(words, at + 1) == "exit"):
            return words[:at]
    return words


# --- what Lean is called with ---------------------------------------------------------------------

# Words that make a name or an argument of pieces, or have it from elsewhere, so that what is set
# cannot be read off the literals of the file.
_MAKING = frozenset(
    "mkStr str mkSimple toName append join pushn push insert replace map intercalate String.join "
    "s! get_config? __args__ run_io IO.FS.readFile IO.getEnv getEnv readFile unsafeIO reverse drop "
    "take ofList toList".split()
)
_PASSED_ON = frozenset({"map", "append", "push", "insert", "toList", "ofList"})  # of whole options


_LAKES_OWN = frozenset({"Lake", "Lean", "Init", "Std"})


def _imports(words: _Words) -> Iterator[str]:
    for at, word in enumerate(words):
        if word.text == "import":
            yield _text(words, at + 1)


_MOST_FIELDS = 200  # that have Lean called with something; each costs a walk over the file


class _Settings:
    """What the fields that have Lean called with something are made of: literals, and names whose
    definitions in the same file are."""

    def __init__(self, words: _Words) -> None:
        self.words = words
        self.definitions = dict(_definitions(words))

    def unclear(self) -> tuple[str, ...]:
        """What of it text does not tell, in words."""
        found: list[str] = []
        fields = [at for at, w in enumerate(self.words[:-2]) if self.words[at + 1].text == ":="]
        told = [at for at in fields if self.words[at].text in SETTINGS]
        if len(told) > _MOST_FIELDS:
            return (f"{self.words[told[0]].text} stands there {len(told)} times",)
        foreign = [name for name in _imports(self.words) if name.split(".")[0] not in _LAKES_OWN]
        if told and foreign:
            found.append(f"it imports {foreign[0]}")
        for at in fields:
            word = self.words[at]
            if word.text in ("toLeanConfig", "toPackageConfig", "toLeanLibConfig", "__"):
                found.append(f"{word.text} is given as a whole")
            elif word.text in PLUGINS:
                found.append(f"{word.text} run code of their own in Lean")
            elif word.text in SETTINGS:
                found += self._field(word.text, _field_value(self.words, at + 2))
        return tuple(dict.fromkeys(found))

    def _field(self, key: str, value: _Words) -> Iterator[str]:
        written = self._closure(value)
        if self._is_made(written):
            yield f"{key} is computed"
        elif key.endswith("Args"):
            yield from (f"the argument {a} of {key}" for a in strange(_strings(written)))

    def _closure(self, value: _Words) -> list[Token]:
        """The words of a value and of the definitions that it names, each once."""
        names = reached(self._defined(value), lambda name: self._defined(self.definitions[name]))
        return [*value, *(word for name in names for word in self.definitions[name])]

    def _defined(self, words: _Words) -> Iterator[str]:
        return (word.text for word in words if word.text in self.definitions)

    @staticmethod
    def _is_made(written: Sequence[Token]) -> bool:
        """Whether a name or an argument may be made of pieces.  Options of literals that are handed
        on whole, joined, or marked weak are not: no literal among them says `debug`."""
        texts = _without_conditions([word.text for word in written])
        pieces = any("debug" in text for text in texts if text[:1] in '"`')
        for at, text in enumerate(texts):
            if text.rpartition(".")[2] in _MAKING - _PASSED_ON or text in _MAKING - _PASSED_ON:
                return True
            joined = text == "+" and texts[at + 1 : at + 2] == ["+"]
            joined = joined or text == "++"
            around = (*texts[max(0, at - 1) : at], *texts[at + 1 : at + 3])
            if joined and any(word[:1] == '"' for word in around):
                return True
            if joined and pieces and any(word[:1] == "`" for word in around):
                return True
        return False


def _without_conditions(texts: Sequence[str]) -> list[str]:
    """Words without the conditions of `if`: what one is made of decides between arguments and is
    part of none.  A condition that binds something (`if let`) is kept."""
    kept: list[str] = []
    depth = 0
    for at, text in enumerate(texts):
        if text == "if" and texts[at + 1 : at + 2] != ["let"]:
            depth += 1
        elif text == "then" and depth:
            depth -= 1
        elif not depth:
            kept.append(text)
    return kept


def _strings(written: Sequence[Token]) -> list[str]:
    return [_string(word) for word in written if word.kind is TokenKind.STRING]


def _field_value(words: _Words, start: int) -> _Words:
    """The words of a field's value: up to the next field, target or closing bracket."""
    depth = 0
    for at in range(start, len(words)):
        word = words[at]
        depth += (word.text in _OPENING) - (word.text in _CLOSING)
        ends = depth < 0 or (depth == 0 and at > start and _begins_other(words, at))
        if ends:
            return words[start:at]
    return words[start:]


def _begins_other(words: _Words, at: int) -> bool:
    word = words[at]
    if word.text in _DECLARING or (word.column == 0 and word.text in _OTHER | {"@"}):
        return True
    return word.kind is TokenKind.IDENT and _text(words, at + 1) == ":="


def _definitions(words: _Words) -> Iterator[tuple[str, tuple[Token, ...]]]:
    """The definitions of a lakefile, by name, with the words after it."""
    starts = [at for at, word in enumerate(words) if word.text in ("def", "abbrev")]
    for at in starts:
        end = at + 2
        while end < len(words) and not (
            words[end].text in _DECLARING
            or words[end].text in ("def", "abbrev")
            or (words[end].column == 0 and words[end].text in _OTHER | {"@"})
        ):
            end += 1
        yield _text(words, at + 1), tuple(words[at + 2 : end])


# --- commands -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Command:
    """A command that declares something; `conditional` when it stands below a `meta if`."""

    keyword: Token
    body: tuple[Token, ...]
    attributes: frozenset[str]
    conditional: bool

    @property
    def word(self) -> str:
        return self.keyword.text


def _commands(words: _Words) -> Iterator[_Command]:
    """The commands that declare a package, a requirement, a library or an executable."""
    starts = list(_starts(words))
    ends = [*(start.begin for start in starts[1:]), len(words)]
    below_if = False
    for start, end in zip(starts, ends, strict=False):
        word = words[start.keyword]
        if word.text not in _DECLARING:
            below_if = word.text == "meta"
            continue
        below_if = below_if and word.column > 0
        before = _text(words, start.begin - 1) if start.begin else ""
        conditional = below_if or before in ("then", "else", "do")
        body = tuple(words[start.keyword + 1 : end])
        yield _Command(word, body, start.attributes, conditional)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a command begins: with its attributes, or with its keyword when it has none."""

    begin: int
    keyword: int
    attributes: frozenset[str] = frozenset()


def _starts(words: _Words) -> Iterator[_Start]:
    """Where the commands outside brackets begin."""
    depth = 0
    begin, attributes = -1, frozenset[str]()
    at = 0
    while at < len(words):
        word = words[at]
        if depth == 0 and word.text == "@" and _text(words, at + 1) == "[":
            end = _closing(words, at + 1)
            begin = at if begin < 0 else begin
            attributes |= {w.text for w in words[at + 2 : end]}
            at = end + 1
            continue
        declares = word.text in _DECLARING and word.kind is TokenKind.IDENT
        if declares or (depth == 0 and word.column == 0 and word.text in _OTHER):
            depth = 0  # no term holds these words: a bracket before them was never closed
            yield _Start(at if begin < 0 else begin, at, attributes)
        begin, attributes = -1, frozenset()
        depth = max(0, depth + (word.text in _OPENING) - (word.text in _CLOSING))
        at += 1


def _closing(words: _Words, start: int) -> int:
    """Where the bracket that opens at `start` closes; the last word when it does not."""
    depth = 0
    for at in range(start, len(words)):
        depth += (words[at].text in _OPENING) - (words[at].text in _CLOSING)
        if depth == 0:
            return at
    return len(words) - 1


def _text(words: _Words, at: int) -> str:
    return words[at].text if at < len(words) else ""


# --- what commands declare ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Package:
    name: str = ""
    src_dir: str = "."
    build_dirs: tuple[str, ...] = ()


@dataclass(slots=True)
class _LakefileReader:
    """Reads declarations and remembers what it did not understand."""

    diagnostics: list[Diagnostic] = field(default_factory=list)

    def generators(self, words: _Words) -> None:
        for word in words:
            if word.column == 0 and word.text in _GENERATING:
                message = f"what this `{word.text}` builds cannot be read as text"
                self.complain(word, "not-simple", message)

    def package(self, command: _Command) -> _Package:
        name, rest = _declared_name(command.body)
        fields = _fields(rest)
        build_dirs = [self.value(fields, key, _path, "") for key in ("buildDir", "packagesDir")]
        return _Package(
            name=name,
            src_dir=self.value(fields, "srcDir", _path, "."),
            build_dirs=tuple(d for d in build_dirs if d),
        )

    def target(self, command: _Command, package: _Package) -> Library | None:
        declared, rest = _declared_name(command.body)
        fields = _fields(rest)
        name = self.value(fields, "name", _name_literal, declared)
        if not name:
            self.complain(command.keyword, "not-simple", f"{command.word} without a name")
            return None
        if command.conditional:
            message = f"{name} is built under a condition, which is taken to hold"
            self.complain(command.keyword, "conditional", message)
        executable = command.word == "lean_exe"
        root = self.value(fields, "root", _name_literal, "") if executable else ""
        src_dir = self.value(fields, "srcDir", _path, ".")
        return library(
            name,
            src_dir=posixpath.join(package.src_dir, src_dir),
            roots=(root,) if root else self.value(fields, "roots", _names, None),
            globs=self.value(fields, "globs", _globs, None),
            default=not command.attributes.isdisjoint({"default_target", "defaultTarget"}),
            executable=executable,
        )

    def value(
        self, fields: Mapping[str, _Words], key: str, read: Callable[[_Words], _T], default: _T
    ) -> _T:
        """The literal at `key`; the default, with a complaint, when it is no literal."""
        words = fields.get(key)
        if not words:
            return default
        try:
            return read(words)
        except _NotSimpleError:
            self.complain(words[0], "not-simple", f"{key} is computed; only literals can be read")
            return default

    def complain(self, word: Token, code: str, message: str) -> None:
        self.diagnostics.append(Diagnostic(code, message, word.line, word.column))


def _declared_name(body: _Words) -> tuple[str, _Words]:
    """The name after a keyword, an identifier or a string, and what follows it."""
    if not body:
        return "", body
    first = body[0]
    if first.kind is TokenKind.STRING:
        return names.join([_string(first)]), body[1:]
    if first.kind is TokenKind.IDENT and first.text != "where":
        return names.canonical(first.text), body[1:]
    return "", body


def _fields(words: _Words) -> dict[str, _Words]:
    """`key := value` pairs after `where` or between braces, values as they are written.

    A second `where` begins helper definitions, which are none.
    """
    if _text(words, 0) == ":=":
        words = words[1:]
    if _text(words, 0) == "{":
        words = words[1 : _closing(words, 0)]
    elif _text(words, 0) == "where":
        words = words[1:]
    else:
        return {}
    helpers = next((at for at, word in enumerate(words) if word.text == "where"), len(words))
    words = words[:helpers]
    keys = list(_field_keys(words))
    ends = [*keys[1:], len(words)]
    return {words[k].text: _value(words[k + 2 : end]) for k, end in zip(keys, ends, strict=False)}


def _field_keys(words: _Words) -> Iterator[int]:
    depth = 0
    for at, word in enumerate(words):
        if depth == 0 and word.kind is TokenKind.IDENT and _text(words, at + 1) == ":=":
            yield at
        depth += (word.text in _OPENING) - (word.text in _CLOSING)


def _value(words: _Words) -> _Words:
    """A value without the comma or semicolon after it."""
    while words and words[-1].text in (",", ";"):
        words = words[:-1]
    return words


def _requirement(body: _Words) -> Dependency | None:
    """`["scope" /] name [@ [git] rev] [from git url [@ rev] [/ dir]] [from path] [with opts]`."""
    if len(body) > 2 and body[0].kind is TokenKind.STRING and body[1].text == "/":
        body = body[2:]
    name, rest = _declared_name(body)
    if not name:
        return None
    source = next((at for at, w in enumerate(rest) if w.text == "from"), len(rest))
    revision = _after(rest[:source], "@")
    url = path = None
    if _text(rest, source + 1) == "git":
        url = _string_at(rest, source + 2)
        revision = _after(rest[source:], "@") or revision
    else:
        path = _leading_path(rest[source + 1 :])
    return Dependency(name=name, path=path, url=url, revision=revision)


def _after(words: _Words, mark: str) -> str | None:
    """The string after `mark`, `git` between them or not."""
    for at, word in enumerate(words):
        if word.text == mark:
            return _string_at(words, at + 2 if _text(words, at + 1) == "git" else at + 1)
    return None


def _string_at(words: _Words, at: int) -> str | None:
    if at < len(words) and words[at].kind is TokenKind.STRING:
        return _string(words[at])
    return None


def _leading_path(words: _Words) -> str | None:
    end = next((at for at, w in enumerate(words) if w.text == "with"), len(words))
    try:
        return _path(words[:end]) if end else None
    except _NotSimpleError:
        return None


# --- literals -------------------------------------------------------------------------------------


def _string(word: Token) -> str:
    """The text of a plain string literal."""
    return word.text[1:-1].replace('\\"', '"').replace("\\\\", "\\")


def _path(words: _Words) -> str:
    """A FilePath: `"a"`, `"a" / "b"`, `⟨"a"⟩`, `("a")`, `.mk "a"`, `FilePath.mk "a"`, `"a" : T`."""
    words = _inside(words, "⟨(")
    if words and words[0].text in (".mk", "FilePath.mk", "System.FilePath.mk"):
        words = words[1:]
    if len(words) == 3 and words[1].text == ":":
        words = words[:1]
    parts = words[::2]
    if not parts or len(words) % 2 == 0 or any(w.text != "/" for w in words[1::2]):
        raise _NotSimpleError
    if any(part.kind is not TokenKind.STRING or part.text[0] != '"' for part in parts):
        raise _NotSimpleError
    return posixpath.join(*(_string(part) for part in parts))


def _name_literal(words: _Words) -> str:
    """`A.B, ``A.B, "A.B" (which Lake takes in some places) or "A.B".toName."""
    words = _inside(words, "(")
    if len(words) == 2 and words[1].text == ".toName":
        words = words[:1]
    if len(words) != 1:
        raise _NotSimpleError
    if words[0].kind is TokenKind.NAME:
        return names.canonical(words[0].text.lstrip("`"))
    if words[0].kind is TokenKind.STRING:
        return names.canonical(_string(words[0]))
    raise _NotSimpleError


def _names(words: _Words) -> tuple[str, ...]:
    return tuple(_name_literal(item) for item in _array(words))


def _globs(words: _Words) -> tuple[str, ...]:
    return tuple(_glob(item) for item in _array(words))


def _glob(words: _Words) -> str:
    """`A, `A.*, `A.+, or .one, .submodules, .andSubmodules before a name."""
    words = _inside(words, "(")
    if len(words) == 3 and words[1].text == "." and words[2].text in ("+", "*"):
        return _name_literal(words[:1]) + "." + words[2].text
    if len(words) > 1 and words[0].kind in (TokenKind.DOT, TokenKind.IDENT):
        kind = words[0].text.rpartition(".")[2]
        if kind in _GLOBS:
            return _name_literal(words[1:]) + _GLOBS[kind]
    return _name_literal(words)


def _array(words: _Words) -> Iterator[_Words]:
    """The items of `#[a, b]`; a value without brackets is a single item."""
    if _text(words, 0) != "#" or _text(words, 1) != "[":
        yield words
        return
    if _closing(words, 1) != len(words) - 1:
        raise _NotSimpleError  # `#[…] ++ …`
    depth, start = 0, 2
    for at in range(2, len(words)):
        word = words[at].text
        if depth == 0 and (word == "," or at == len(words) - 1):
            if at > start:
                yield words[start:at]
            start = at + 1
        depth += (word in _OPENING) - (word in _CLOSING)


def _inside(words: _Words, brackets: str) -> _Words:
    """What stands in the brackets that surround all of `words`, if such brackets do."""
    for _ in range(4):
        if not words or words[0].text not in brackets or _closing(words, 0) != len(words) - 1:
            break
        words = words[1:-1]
    return words
