"""What a sentence tells of something else: another project, a plan, another year."""

from __future__ import annotations

import re

_OTHERS = (
    r"(?:mathlib4?|coq|rocq|isabelle(?:/hol)?|hol(?:\s+light)?|agda|metamath|mizar|idris|afp|batteries"
    r"|archive\s+of\s+formal\s+proofs|liquid\s+tensor|flyspeck|compcert|lean['’]s\s+(?:kernel|compiler|core)|(?:core|standard)\s+library"
    r"|et\s+al|(?:their|his|her|another|other|others['’]?)\s+(?:\w+\s+){0,2}(?:papers?|projects?|work"
    r"|librar(?:y|ies)|formali[sz]ations?|developments?|repositor(?:y|ies)|authors?))(?!\w)"
)
_OTHER = re.compile(rf"(?<!\w){_OTHERS}", re.IGNORECASE)
_OF_OTHERS = re.compile(
    rf"(?:\s+[\w'’-]+){{0,2}}?\s+(?:of|from|in|by)\s+(?:the\s+|Lean['’]s\s+)?(?P<other>{_OTHERS})",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:on|of|using|with|from|to|by|upon|over|via|and|against|than|as)\s+(?:top\s+of\s+)?"
    r"(?:the\s+)?$",
    re.IGNORECASE,
)
_WE = re.compile(r"\b(?:we|our|ours|us|this)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\s*(?:which|that|who|whose|with|where)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:()–—|]")
_PLANS = re.compile(
    r"\b(?:goals?|targets?|aim(?:s|ed|ing)?|plan(?:s|ned|ning)?|hopes?|will|would|intend(?:s|ed)?"
    r"|used\s+to|formerly|originally|previously(?!\s+un)|last\s+(?:year|month|week|spring|summer"
    r"|autumn|winter))\b",
    re.IGNORECASE,
)
_PLAN = re.compile(r"\W*(?:targets?|goals?|aims?|plans?|to\s*do)\s*:", re.IGNORECASE)
_YEAR = re.compile(
    r"\b(?:[Ii]n|[Bb]y|[Uu]ntil|[Ss]ince|[Bb]efore|[Dd]uring|[Oo]n)\s+(?:[A-Z][a-z]{2,8}\.?\s+)?(?:\d{1,2},?\s+)?"
    r"(?:19|20)\d\d\b"
)
_WAS = re.compile(r"\b(?:was|were|had|did)\b", re.IGNORECASE)


def is_past(text: str) -> bool:
    """Whether a sentence tells what was so in some year."""
    return bool(_WAS.search(text) and _YEAR.search(text))


def is_elsewhere(text: str, start: int, end: int, ours: frozenset[str]) -> bool:
    """Whether what stands between two offsets is told of another project, or as a plan.

    `ours` are names, in lower case, that are not another project's although they look so.
    """
    if " | " in text and any(not _is_ours(found[0], ours) for found in _OTHER.finditer(text)):
        return True  # a row of a table tells of one thing
    before = _CLAUSE.split(text[max(start - 160, 0) : start])
    after = _CLAUSE.split(text[end : end + 80])[0]
    if _PLAN.match(text) or _PLANS.search(f"{before[-1]} {after}"):
        return True
    head = before[-1]
    if len(before) > 1 and _RELATIVE.match(head):
        head = before[-2] + head
    return _is_subject(head, ours) or _follows(text[end : end + 120], ours)


def _is_subject(head: str, ours: frozenset[str]) -> bool:
    """Whether another project is what the words before a number speak of."""
    for found in reversed(list(_OTHER.finditer(head))):
        if not _is_ours(found[0], ours):
            before, after = head[: found.start()], head[found.end() :]
            return not _BESIDE.search(before) and not _WE.search(after)
    return False


def _follows(tail: str, ours: frozenset[str]) -> bool:
    found = _OF_OTHERS.match(tail)
    return found is not None and not _is_ours(found["other"], ours)


def _is_ours(name: str, ours: frozenset[str]) -> bool:
    return any(name.lower() in own for own in ours)
