"""Many repositories in one pass: a list → one dataset and one site."""
