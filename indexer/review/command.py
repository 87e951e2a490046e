"""The command that records a verdict, as it is to be pasted into a shell."""

from __future__ import annotations

import shlex


def answering(claim: str, reading: str, by: str = "", kind: str = "") -> str:
    """The command for a claim, of which exactly the text with this digest was read; without a
    digest the one that shows what there is to read."""
    if not reading:
        return f"leancat review {claim}"
    who = shlex.quote(by) if by else "WHO"
    digest = reading.removeprefix("sha256:")[:16]
    return (
        f"leancat review {claim} --by {who} --kind {kind or 'human'} --verdict faithful "
        f"--of {digest}"
    )
