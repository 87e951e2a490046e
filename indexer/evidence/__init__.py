"""What the compiler left behind, as the catalogue keeps it.

`collect` reads compiled modules and says what each theorem rests on; `write_evidence` and
`load_evidence` keep that in `catalogue/evidence/`; `Record` answers for the evidence that was made
from exactly the sources at hand.
"""

from indexer.evidence.collect import Collected, collect
from indexer.evidence.files import load_evidence, read_evidence, write_evidence
from indexer.evidence.fresh import Record, freshness, origins

__all__ = [
    "Collected",
    "Record",
    "collect",
    "freshness",
    "load_evidence",
    "origins",
    "read_evidence",
    "write_evidence",
]
