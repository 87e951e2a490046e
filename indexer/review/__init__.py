"""What somebody has read: pins, and the normal form that they hold."""
