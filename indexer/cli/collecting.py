"""When the program looks for garbage that goes in circles: that is the process's own affair, and
whoever imports leancat keeps a collector of their own.

Of millions of records few go in circles, and to look for these takes up to half as long again as
all the rest.
"""

from __future__ import annotations

import atexit
import gc


def collect_seldom(*, stays: bool) -> None:
    """What ends soon never looks, at its end either: of a large tree that takes seconds after the
    last word.  What `stays` looks between its answers, and in a survey every million records or
    so."""
    if stays:
        gc.set_threshold(100_000)
    else:
        gc.disable()
        atexit.register(gc.freeze)


def settle() -> None:
    """Let go of what earlier surveys left behind, and look no more through what is there now: of a
    large tree that takes seconds, in the middle of an answer."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
