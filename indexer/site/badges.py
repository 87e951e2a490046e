"""Badges: small SVG pictures and the JSON that shields.io reads, both saying covered/total."""

from __future__ import annotations

from html import escape

from indexer.judge.records import Tally

LABEL = "claims covered"
_LETTER = 6.6  # mean width of a letter of Verdana at 11 px
_COLOURS = ((100, "#1a7f4b"), (90, "#3d8b40"), (60, "#8a6d00"), (0, "#a3442b"))


def colour(tally: Tally) -> str:
    """Green only for a whole; white text is readable on each of these."""
    return next(hue for least, hue in _COLOURS if tally.percent >= least)


def message(tally: Tally, replayed: int = 0) -> str:
    """`155/161`, or `155/161 · 12 replayed` where another checker accepted some."""
    return f"{tally} · {replayed} replayed" if replayed else str(tally)


def endpoint(tally: Tally, label: str = LABEL, *, replayed: int = 0) -> dict[str, object]:
    """The shields.io endpoint object (schemaVersion 1)."""
    return {
        "schemaVersion": 1,
        "label": label,
        "message": message(tally, replayed),
        "color": colour(tally).lstrip("#"),
    }


def badge(tally: Tally, label: str = LABEL, *, replayed: int = 0) -> str:
    """A flat badge as a self-contained SVG file."""
    value = message(tally, replayed)
    left, right = (int(len(t) * _LETTER) + 12 for t in (label, value))
    whole = left + right
    said = escape(f"{label}: {value}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" '
        f'aria-label="{said}"><title>{said}</title>'
        f'<rect width="{whole}" height="20" rx="3" fill="#444"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" '
        f'fill="{colour(tally)}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" '
        'text-anchor="middle">'
        f'<text x="{left / 2:g}" y="14">{escape(label)}</text>'
        f'<text x="{left + right / 2:g}" y="14">{escape(value)}</text></g></svg>\n'
    )
