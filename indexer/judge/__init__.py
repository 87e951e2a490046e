"""What a claim rests on: statements read, verdicts, standings."""
