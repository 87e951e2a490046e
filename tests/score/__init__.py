"""Holds a scan of a source tree against a truth file that Lean itself wrote."""
