"""Make letters in this process and print how long it took and how much memory: see letters.py."""

import json
import resource
import sys
import time

from . import house
from .letters import large_letter, our_letter, pages


def main() -> None:
    """`python -m benchmarks.one_process NUMBER [--large]`."""
    number, make = int(sys.argv[1]), large_letter if "--large" in sys.argv else our_letter
    with house.put_up({}, tables=False):
        if number > 1:
            make()  # the first in a process is no measure of the others
        begun = time.perf_counter()
        made = [make() for _letter in range(number)]
        seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": peak, "pages": pages(made[0])}))


if __name__ == "__main__":
    main()
