"""Lake packages: what a lakefile builds, and with which options."""
