"""Where the repository, the package and the fixtures of tests lie."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "indexer"
FIXTURES = ROOT / "tests" / "fixtures"
