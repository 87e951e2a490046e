"""Benchmarks: what things cost, as ratios within one run, so that the machine does not matter."""
