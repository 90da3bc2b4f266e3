"""Measurements, as ratios within one run on one machine: `make bench` writes build/bench.json.

Nothing here is asserted by pytest: a slow machine is no fault of the code.
"""
