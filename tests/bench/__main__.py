"""`make bench`: every benchmark on the project's own sources."""

from pathlib import Path

from tests.bench import gate, hubs, olean, scan

if __name__ == "__main__":
    for line in scan.measure(Path("lean_sources"), 3):
        print(line, flush=True)
    for line in gate.measure(Path(), 3):
        print(line, flush=True)
    for line in hubs.measure():
        print(line, flush=True)
    for line in olean.measure(olean.made_up(100), 3):
        print(line, flush=True)
