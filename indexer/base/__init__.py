"""What every room stands on: errors with places, files, the one door for writes, git, workers, closures."""
