"""Claims as records, wherever they were written."""
