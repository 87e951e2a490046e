"""The real Lean: installs it, compiles projects with it, and holds the evidence against it."""
