"""Names that attributes make: `@[to_additive] theorem foo_mul` declares `foo_add` as well.

A made name is a guess.  The rules are those of Mathlib: `GuessName.lean`, `ToAdditive.lean`,
`ToDual.lean` of `Mathlib/Tactic/Translate/` (words and abbreviations as of November 2026), and
`addRelatedDecl` for the suffixes.  A project can teach Mathlib words of its own
(`to_additive_name_hint`), and a namespace of another package may have a partner that no text at
hand tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from indexer.lean.names import canonical
from indexer.lean.records import Declaration
from indexer.lean.syntax.commands import CLOSERS, OPENERS, is_doc
from indexer.lean.syntax.lexer import Code, is_ident

Attribute = tuple[str, ...]

# What these hang on the name they are given.
_SUFFIXES: Mapping[str, str] = {
    "reassoc": "_assoc",
    "elementwise": "_apply",
    "to_app": "_app",
    "mk_iff": "_iff",
}
_STRUCTURES = frozenset({"structure", "class"})


@dataclass(frozen=True, slots=True)
class Made:
    """A made name: by which attribute, and whether its namespace may be another's partner."""

    name: str
    attribute: str
    translated: bool = False  # by to_additive or to_dual, without a name of its own


def made(declaration: Declaration) -> Iterator[Made]:
    """The names that a declaration's attributes make besides its own, in full."""
    for text in declaration.attributes:
        yield from made_by(text, declaration.name, declaration.kind)


def made_by(text: str, name: str, kind: str = "theorem") -> Iterator[Made]:
    """The names that the attributes in `@[text]` make of a declaration with this full name and
    kind."""
    if not may_make(text):
        return
    yield from _made(list(_parted(_words(text))), canonical(name), kind)


def may_make(text: str) -> bool:
    """Whether attributes can make any name: cheap, and asked of every attribute there is."""
    return _MAKING.search(text) is not None


_MAKING = re.compile(r"\b(?:to_additive|to_dual|reassoc|elementwise|to_app|mk_iff|simps|ext)\b")


def _made(attributes: Iterable[Attribute], name: str, kind: str) -> Iterator[Made]:
    for words in attributes:
        head = words[0].rstrip("!?") if words else ""
        rest, handed_on = _options(words[1:])
        rest = tuple(w for w in rest if w not in "?!-" and w != "nosimp")
        if head in _TRANSLATORS:
            found = _translated(head, rest, name)
        elif head in _SUFFIXES:
            found = _renamed(head, rest, name) or Made(f"{name}{_SUFFIXES[head]}", head)
        else:
            yield from _projections(head, rest, name, kind)
            continue
        inner = list(_parted(handed_on))
        yield from _made(inner, name, kind)
        if found is not None:
            yield found
            for further in _made(inner, found.name, kind):
                yield Made(further.name, further.attribute, found.translated or further.translated)


def _projections(head: str, rest: tuple[str, ...], name: str, kind: str) -> Iterator[Made]:
    """`simps a b` makes a lemma for each of these projections (where none is named, for those that
    the type has: the usual ones are guessed), `ext` one or two."""
    if head == "simps":
        for word in filter(is_ident, rest or _PROJECTIONS):
            yield Made(f"{name}_{word.replace('.', '_')}", head)
    elif head == "ext" and kind in _STRUCTURES:
        yield Made(f"{name}.ext", head)
        yield Made(f"{name}.ext_iff", head)
    elif head == "ext":
        yield Made(f"{name}_iff", head)


# What three quarters of the lemmas end in that Mathlib uses of a `@[simps]` without projections.
_PROJECTIONS = (
    "apply", "symm_apply", "apply_apply", "apply_coe", "coe", "toFun", "obj", "map", "app", "hom",
    "inv", "hom_app", "inv_app", "pt", "f", "X",
)  # fmt: skip


def _translated(head: str, rest: tuple[str, ...], name: str) -> Made | None:
    """What `to_additive` and `to_dual` make; None for what they only link (`existing`, `self`)."""
    if rest and rest[0] in ("self", "existing", "none"):
        return None
    renamed = _renamed(head, rest, name)
    if renamed is not None:
        return renamed
    namespace, dot, last = name.rpartition(".")
    guess = _TRANSLATORS[head].guess(last)
    return Made(f"{namespace}{dot}{guess}", head, translated=True) if guess != last else None


def _renamed(head: str, rest: tuple[str, ...], name: str) -> Made | None:
    """A name of its own takes the place of as many components as it has."""
    given = next((w for w in rest if is_ident(w)), "")
    if not given:
        return None
    if given.startswith("_root_."):
        return Made(given.removeprefix("_root_."), head)
    outer = name.split(".")[: -(given.count(".") + 1)]
    return Made(".".join((*outer, canonical(given))), head)


@lru_cache(maxsize=16_384)
def _words(text: str) -> tuple[str, ...]:
    return tuple(w for w in Code(text).words if w and w[0] not in '" \n\t-' and not is_doc(w))


def _parted(words: Iterable[str]) -> Iterator[Attribute]:
    """What the commas part that stand in no brackets."""
    depth = 0
    found: list[str] = []
    for word in words:
        depth += (word in OPENERS) - (word in CLOSERS)
        if word == "," and depth <= 0:
            yield tuple(found)
            found = []
        else:
            found.append(word)
    yield tuple(found)


def _options(words: Attribute) -> tuple[Attribute, Attribute]:
    """An attribute without what stands in brackets, and what its `(attr := …)` hands on."""
    plain: list[str] = []
    handed_on: list[str] = []
    depth, inside = 0, False
    for at, word in enumerate(words):
        if word in OPENERS:
            inside = inside or (depth == 0 and words[at + 1 : at + 3] == ("attr", ":="))
            depth += 1
            if depth == 1:
                continue
        elif word in CLOSERS:
            depth -= 1
            if depth == 0:
                inside = False
                continue
        if depth == 0:
            plain.append(word)
        elif inside:
            handed_on.append(word)
    return tuple(plain), tuple(handed_on[2:])


# --- how a name is translated ---------------------------------------------------------------------


@dataclass(frozen=True)
class Translator:
    """Words by words, and what is mended after (`addComm` becomes `AddComm`)."""

    words: Mapping[str, tuple[str, ...]]
    abbreviations: Mapping[str, str]

    def guess(self, name: str) -> str:
        """The translation of one component of a name."""
        return "'".join(self._guess(part) for part in name.split("'"))

    def _guess(self, name: str) -> str:
        parts = [new for part in _split_case(name) for new in self._word(part)]
        return self._mended(parts)

    def _word(self, part: str) -> tuple[str, ...]:
        new = self.words.get(part.lower())
        return (part,) if new is None else (_like(part, new[0]), *new[1:])

    def _mended(self, parts: list[str]) -> str:
        """Mathlib's `fixAbbreviation`: the shortest run of parts from each place that is an
        abbreviation."""
        found: list[str] = []
        at = 0
        while at < len(parts):
            end, new = self._abbreviation(parts, at)
            found.append(parts[at] if new is None else new)
            at = at + 1 if new is None else end
        return "".join(found)

    def _abbreviation(self, parts: list[str], at: int) -> tuple[int, str | None]:
        joined = ""
        for end in range(at, min(len(parts), at + _LONGEST)):
            joined += parts[end]
            if parts[end] == "_" and joined[:1].isupper():
                break
            small = _decapitalized(joined)
            new = self.abbreviations.get(small)
            if new is not None:
                return end + 1, _like(joined, new)
            if small not in self._begun:
                break
        return at, None

    @cached_property
    def _begun(self) -> frozenset[str]:
        """What abbreviations begin with: of most names the first part tells that there is none."""
        return frozenset(name[:end] for name in self.abbreviations for end in range(len(name)))


_LONGEST = 8  # parts of the longest abbreviation there is
_END_CAPITAL = ("LE", "LT", "GE", "GT", "WF", "CoeTC", "CoeT", "CoeHTCT")


def _split_case(name: str) -> list[str]:
    """`InvHMulLE_ne` → Inv, HMul, LE, _, ne."""
    found: list[str] = []
    start = 0
    for at in range(1, len(name)):
        before, here = name[at - 1], name[at]
        part = name[start:at]
        if (
            before == "_"
            or here == "_"
            or (here.isupper() and (part in _END_CAPITAL or not before.isupper()))
        ):
            found.append(part)
            start = at
    return [*found, name[start:]]


def _decapitalized(word: str) -> str:
    """A word with its leading capitals made small."""
    if not word[:1].isupper():
        return word
    end = next((at for at, c in enumerate(word) if not c.isupper()), len(word))
    return word[:end].lower() + word[end:]


def _like(model: str, word: str) -> str:
    return word if model[:1].isupper() else _decapitalized(word)


def _table(text: str) -> dict[str, str]:
    return dict(item.split("=") for item in text.split())


def _translator(words: str, abbreviations: str) -> Translator:
    parted = {old: tuple(new.split(".")) for old, new in _table(words).items()}
    return Translator(parted, _table(abbreviations))


def _both_ways(pairs: str) -> str:
    there = _table(pairs)
    return " ".join(f"{a}={_capital(b)} {b}={_capital(a)}" for a, b in there.items())


def _capital(word: str) -> str:
    return _CAPITALS.get(word, word[:1].upper() + word[1:])


_CAPITALS = {"glb": "GLB", "lub": "LUB", "sinf": "SInf", "ssup": "SSup"}

_TRANSLATORS: Mapping[str, Translator] = {
    "to_additive": _translator(
        "one=Zero mul=Add smul=VAdd inv=Neg div=Sub sdiv=VSub prod=Sum hmul=HAdd hsmul=HVAdd "
        "hdiv=HSub hpow=HSMul finprod=Finsum tprod=TSum pow=NSMul npow=NSMul zpow=ZSMul mabs=Abs "
        "monoid=Add.Monoid submonoid=Add.Submonoid group=Add.Group subgroup=Add.Subgroup "
        "semigroup=Add.Semigroup torsor=Add.Torsor magma=Add.Magma haar=Add.Haar "
        "prehaar=Add.Prehaar unit=Add.Unit units=Add.Units cyclic=Add.Cyclic semigrp=Add.Semigrp "
        "grp=Add.Grp commute=Add.Commute semiconj=Add.Semiconj conjugates=Add.Conjugates "
        "conj=Add.Conj commutator=Add.Commutator rootable=Divisible zpowers=ZMultiples "
        "powers=Multiples multipliable=Summable gpfree=APFree quantale=Add.Quantale square=Even "
        "mconv=Conv irreducible=Add.Irreducible mlconvolution=LConvolution",
        "isCancelAdd=IsCancelAdd isLeftCancelAdd=IsLeftCancelAdd isRightCancelAdd=IsRightCancelAdd "
        "cancelAdd=AddCancel leftCancelAdd=AddLeftCancel rightCancelAdd=AddRightCancel "
        "cancelCommAdd=AddCancelComm commAdd=AddComm zero_le=Nonneg zeroLE=Nonneg zero_lt=Pos "
        "zeroLT=Pos lezero=Nonpos le_zero=Nonpos ltzero=Neg lt_zero=Neg "
        "addAntidiagonal=Antidiagonal addSingle=Single addSupport=Support addTSupport=TSupport "
        "addPointed=Pointed addSpanning=Spanning addIndicator=Indicator isEven=Even "
        "isRegular=IsAddRegular isLeftRegular=IsAddLeftRegular isRightRegular=IsAddRightRegular "
        "hasFundamentalDomain=HasAddFundamentalDomain quotientMeasure=AddQuotientMeasure "
        "negFun=InvFun uniqueProds=UniqueSums orderOf=AddOrderOf zeroLePart=PosPart "
        "leZeroPart=NegPart isScalarTower=VAddAssocClass isOfFinOrder=IsOfFinAddOrder "
        "isCentralScalar=IsCentralVAdd function_addSemiconj=Function_semiconj "
        "function_addCommute=Function_commute divisionAddMonoid=SubtractionMonoid "
        "subNegZeroAddMonoid=SubNegZeroMonoid modularCharacter=AddModularCharacter addShift=Shift "
        "addSubshift=Subshift isQuotientCoveringMap=IsAddQuotientCoveringMap addExact=Exact "
        "isMonHom=IsAddMonHom mapMon=MapAddMon monObj=AddMonObj isModHom=IsAddModHom "
        "mapMod=MapAddMod modObj=AddModObj yonedaMon=YonedaAddMon conGen=AddConGen unoneD=unzeroD "
        "unone=unzero",
    ),
    "to_dual": _translator(
        _both_ways(
            "top=bot inf=sup inf₂=sup₂ sinf=ssup min=max untop=unbot minimal=maximal lower=upper "
            "below=above least=greatest glb=lub cofinal=coinitial succ=pred disjoint=codisjoint "
            "atom=coatom lfp=gfp ioi=iio ici=iic ioc=ico next=prev heyting=coheyting frame=coframe "
            "epigraph=hypograph terminal=initial precompose=postcompose cone=cocone cones=cocones "
            "fan=cofan limit=colimit lim=colim limits=colimits product=coproduct "
            "products=coproducts pushout=pullback pushouts=pullbacks span=cospan kernel=cokernel "
            "kernels=cokernels unit=counit monad=comonad monadic=comonadic section=retraction"
        )
        + " epi=Mono",
        "wellFoundedLT=WellFoundedGT wellFoundedGT=WellFoundedLT nhdsLT=NhdsGT nhdsGT=NhdsLT "
        "nhdsLE=NhdsGE nhdsGE=NhdsLE relIsoLT=RelIsoGT relIsoGT=RelIsoLT succColimit=SuccLimit "
        "predColimit=PredLimit codirectedOrder=DirectedOrder directedOrder=CodirectedOrder "
        "galoisInsertion=GaloisCoinsertion galoisCoinsertion=GaloisInsertion "
        "leftOrdContinuous=RightOrdContinuous rightOrdContinuous=LeftOrdContinuous neTop=NeBot "
        "decidableSucc=DecidablePred ofSucc=OfPred",
    ),
}


def translated(attribute: str, namespace: str) -> str:
    """What `to_additive` or `to_dual` would make of each component of a namespace."""
    guess = _TRANSLATORS[attribute].guess if attribute in _TRANSLATORS else str
    return ".".join(map(guess, namespace.split(".")))


def partner(namespace: str, known: Callable[[str], str | None]) -> str:
    """What `to_additive` or `to_dual` makes of a namespace: its longest part that has a `known`
    partner is replaced."""
    parts = namespace.split(".")
    for end in range(len(parts), 0, -1):
        other = known(".".join(parts[:end]))
        if other is not None:
            return ".".join((other, *parts[end:]))
    return namespace
