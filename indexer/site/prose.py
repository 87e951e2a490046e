"""Markdown with TeX, as claims and docstrings hold it, to HTML that is inert whatever it says.

No raw HTML passes, links lead to http, https or mailto only, pictures are shown as the words of
their description (a page makes no request to anywhere), headings become strong paragraphs so that
they do not disturb the outline of the page, and no ids are made.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import cache, lru_cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

from indexer.site.maths import mathml

_LONGEST = 10_000
_MARKED = re.compile(r"[\\`*_\[\]<>&$#~|\n!+-]|^\s*\d+[.)]|\d[.)]\s")
_LINK = re.compile(r"(https?:|mailto:)", re.IGNORECASE)


class Renderer(RendererHTML):
    """The few rules that differ from CommonMark's own."""

    def image(self, tokens: Sequence[Token], at: int, *_: Any) -> str:
        """The words of the description."""
        return escape(tokens[at].content)

    def heading_open(self, *_: Any) -> str:
        """The start of a strong paragraph."""
        return '<p class="heading"><strong>'

    def heading_close(self, *_: Any) -> str:
        """Its end."""
        return "</strong></p>\n"

    def link_open(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """A link that tells the other side nothing of this page."""
        tokens[at].attrSet("rel", "noopener noreferrer")
        return str(self.renderToken(tokens, at, options, env))


def _formula(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
    return str(mathml(tokens[at].content.strip()))


def _displayed(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
    return f'<span class="display">{mathml(tokens[at].content.strip(), block=True)}</span>'


def _paragraph(_: RendererHTML, tokens: Sequence[Token], at: int, *__: Any) -> str:
    return f'<div class="display">{mathml(tokens[at].content.strip(), block=True)}</div>\n'


@cache
def reader(renderer: type[Renderer] = Renderer, links: re.Pattern[str] = _LINK) -> MarkdownIt:
    """A reader of Markdown with TeX, whose links lead where `links` says."""
    made = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}, renderer_cls=renderer)
    made.enable("table")
    made.use(
        dollarmath_plugin,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
    )
    made.add_render_rule("math_inline", _formula)
    made.add_render_rule("math_inline_double", _displayed)
    made.add_render_rule("math_block", _paragraph)
    made.validateLink = lambda url: links.match(url) is not None  # type: ignore[method-assign]
    return made


@lru_cache(maxsize=4096)
def block(text: str) -> Markup:
    """Markdown as paragraphs, lists and displayed formulas."""
    if len(text) > _LONGEST:
        return Markup("<pre>{}</pre>").format(text)
    if not _MARKED.search(text):  # most short texts say nothing in Markdown: spare the reader
        return Markup("<p>{}</p>\n").format(text.strip()) if text.strip() else Markup()
    return Markup(reader().render(text))


@lru_cache(maxsize=4096)
def inline(text: str) -> Markup:
    """Markdown within a line: titles, reasons, table cells."""
    if len(text) > _LONGEST or not _MARKED.search(text):
        return Markup.escape(text)
    return Markup(reader().renderInline(text))
