"""What the documentation has beside docs/*.md: pages made of the code, and of files above docs/.

Called by MkDocs (`hooks` in mkdocs.yml). A link to a file of the repository that is no page becomes
its words alone: where the repository will lie nobody knows.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import indexer
from indexer.cli import cli

ROOT = Path(__file__).parent.parent
# Files above docs/ that are pages too, and what they are called there.
WHOLE = {
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "holes.md",
}
ABOVE = WHOLE | {
    "README.md#commands-and-exit-codes": "commands.md",
    "indexer/__init__.py": "api.md",
}

_LINK = re.compile(r"\[((?:[^\[\]`]|`[^`]*`)*)\]\(([^)\s]+)\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """No page for what is not found: it would have to know the host's root."""
    config.theme.static_templates.discard("404.html")
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are not files of docs/."""
    made = {"api.md": _api(), "commands.md": _commands()}
    made |= {page: _moved((ROOT / name).read_text("utf-8")) for name, page in WHOLE.items()}
    for name, text in made.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Links that lead above docs/: to the page that the file became, or to none."""
    return _LINK.sub(_inside, markdown)


def _inside(link: re.Match[str]) -> str:
    words, target = link.groups()
    if not target.startswith("../"):
        return link[0]
    page = ABOVE.get(target.removeprefix("../"))
    return f"[{words}]({page})" if page else words


def _moved(text: str) -> str:
    """A file of the top folder, with its links as a page of docs/ writes them."""

    def moved(link: re.Match[str]) -> str:
        words, target = link.groups()
        if "://" in target or target.startswith("#"):
            return link[0]
        return f"[{words}]({posixpath.relpath(target, 'docs')})"

    return _LINK.sub(moved, text)


def _api() -> str:
    """The public face of the package, each name with its docstring."""
    parts = ["# Python", "", *_indented(indexer.__doc__ or "")]
    for name in indexer.__all__:
        parts += ["", f"::: indexer.{name}"]
    return "\n".join(parts) + "\n"


def _indented(text: str) -> list[str]:
    """A docstring as Markdown: its examples are code, as everything that begins with `>>>`."""
    lines = []
    example = False
    for line in text.splitlines():
        example = line.startswith(">>>") or (example and bool(line))
        lines.append(f"    {line}" if example else line)
    return lines


def _commands() -> str:
    """What every command says of itself by --help."""
    parts = ["# Commands", ""]
    with click.Context(cli, info_name="leancat", terminal_width=80) as above:
        for name in cli.list_commands(above):
            command = cli.get_command(above, name)
            if command is None or command.hidden:
                continue
            with click.Context(command, parent=above, info_name=name) as inside:
                said = command.get_help(inside)
            parts += [f"## leancat {name}", "", *(f"    {line}" for line in said.splitlines()), ""]
    return "\n".join(parts)
