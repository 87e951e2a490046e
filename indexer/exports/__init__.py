"""Claims → the forms in which other people keep them; each writer is one file, and pure."""
