"""Projects → an index of all their declarations: in parallel, with a cache, at any revision."""
