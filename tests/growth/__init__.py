"""Every stage costs linear time, on ordinary shapes and on hostile ones."""
