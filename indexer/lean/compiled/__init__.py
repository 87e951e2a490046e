"""Compiled modules: `.olean` and `.ilean` files, kernel terms, build traces."""
