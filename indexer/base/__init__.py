"""What every room stands on: errors with places, files and the door for writes, git, workers."""
