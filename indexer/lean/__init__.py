"""Everything that knows Lean's own formats: source text, names and .olean files."""
