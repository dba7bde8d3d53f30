"""Measurements of speed, as ratios to a baseline in the same run: `python -m benchmarks NAME`."""

# Where the view that only says hello is found, the baseline of `page`.
HELLO = "benchmark/hello"
# Where a view answers with nothing, after all middleware: the baseline of `alarm`.
NOTHING = "benchmark/nothing"
