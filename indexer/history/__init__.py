"""History: what every commit held, read from git's object store without a checkout or a build."""
