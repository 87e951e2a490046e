"""What leancat does, without printing: the survey, the check, the build, the drift."""
