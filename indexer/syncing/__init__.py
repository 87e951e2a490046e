"""Corrections of sources: what is wrong in them, as edits of the bytes concerned and no others."""
