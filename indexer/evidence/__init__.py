"""What the compiler left behind, as the catalogue keeps it.

`collect` reads compiled modules and says what each theorem rests on; `write_evidence` and
`load_evidence` keep that in `catalogue/evidence/`; `Record` answers for the evidence that was made
from exactly the sources at hand.
"""
