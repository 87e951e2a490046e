"""How fast `leancat mcp` answers: `python -m tests.bench.agents [FOLDER] [ROUNDS]`.

A client of the official SDK asks the real program about the catalogue of FOLDER (default: this
repository's) every tool in turn, each time about another claim and declaration, after one round
that is not counted.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters, stdio_client

from tests.folders import ROOT


async def measure(folder: Path, rounds: int) -> None:
    """Print the median and the 95th percentile of every tool, in milliseconds."""
    program = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from indexer.cli import main; main()", "mcp"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )
    took: dict[str, list[float]] = defaultdict(list)
    async with Client(stdio_client(program)) as client:
        known = await _known(client)
        for at in range(rounds + 1):
            for tool, arguments in _questions(known, at):
                begun = time.perf_counter()
                result = await client.call_tool(tool, arguments)
                assert not result.is_error, result.content
                if at:
                    took[tool].append(1000 * (time.perf_counter() - begun))
    every = [each for times in took.values() for each in times]
    for tool, times in {**took, "together": every}.items():
        print(f"{tool:14} median {_share(times, 50):6.1f} ms   p95 {_share(times, 95):6.1f} ms")


async def _known(client: Client) -> tuple[list[str], list[str]]:
    """Claims, and declarations of all sorts, to be asked about by turns."""
    claims: list[str] = []
    names: list[str] = []
    for words in (".", "e", "theorem", "def", "instance"):
        found = (await client.call_tool("find", {"words": words, "limit": 100})).structured_content
        assert found is not None
        claims += [i["claim"] for i in found["items"] if i["type"] == "claim"]
        names += [i["name"] for i in found["items"] if i["type"] == "declaration"]
    for claim in claims[:20]:
        told = (await client.call_tool("claim", {"id": claim})).structured_content
        assert told is not None
        names += [each["decl"] for each in told["backing"]]
    return sorted(set(claims)), sorted(set(names))


def _questions(known: tuple[list[str], list[str]], turn: int) -> list[tuple[str, dict[str, Any]]]:
    """One question for every tool, at every turn about something else that is there."""
    claims, names = known
    claim, name = claims[7 * turn % len(claims)], names[13 * turn % len(names)]
    return [
        ("claim", {"id": claim}),
        ("claims_of", {"declaration": name}),
        ("why", {"name": claim}),
        ("impact", {"declaration": name}),
        ("open_work", {}),
        ("may_i_change", {"declaration": name}),
        ("find", {"words": "theorem" if turn % 2 else name}),
        ("check", {}),
        ("sources", {}),
    ]


def _share(times: list[float], share: int) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT
    asyncio.run(measure(place, int(sys.argv[2]) if len(sys.argv) > 2 else 40))
