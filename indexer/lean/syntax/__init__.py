"""Lean source text: from characters to the declarations of one file."""
