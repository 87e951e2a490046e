"""Hubs: the author's own pages about papers, and what they say of the proofs.

`pages` finds and reads them, `marks` writes the index's numbers into the places that ask for them,
`audit` says what is no longer true: numbers in marks and in plain sentences, links to claims,
declarations and lines, documents fixed beforehand.  Everything here takes text and gives text.
"""
