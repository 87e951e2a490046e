"""Statements as text writes them: binders, telescopes, propositions, fingerprints."""
