"""Declarations as plain tuples: what the parser writes, and what is stored.

A tree as large as Mathlib has hundreds of thousands of declarations, and those who scan it rarely
want them as objects: they are counted, listed or put into the cache.  So the parser writes each as
a row, the values of its fields in their order; `declaration` makes the record of it.
"""

from __future__ import annotations

from dataclasses import fields
from sys import intern
from typing import Any

from indexer.lean.records import Declaration

Row = tuple[Any, ...]

# Where each field stands in a row.
AT = {f.name: at for at, f in enumerate(fields(Declaration))}

# Fields that hold words.  A row has each as one string: most words of a file are in them.
WORDS = (AT["statement_names"], AT["body_names"], AT["symbols"])
_SEPARATOR = "\0"  # the lexer lets no name run over it

join_words = _SEPARATOR.join


def split_words(joined: str) -> tuple[str, ...]:
    """The words of a row's field.  The same words stand in thousands of declarations: each is held
    once."""
    return tuple(map(intern, joined.split(_SEPARATOR))) if joined else ()


def declaration(row: Row) -> Declaration:
    """The record of a row."""
    values = list(row)
    for at in WORDS:
        values[at] = split_words(values[at])
    return Declaration(*values)
