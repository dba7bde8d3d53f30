"""`python -m benchmarks NAME [options]`; see README.md beside this file."""

import sys
from argparse import ArgumentParser
from importlib import import_module

NAMES = ("page", "register", "decision", "letters", "sweep", "alarm")


def main() -> int:
    """Run one benchmark and print what it found."""
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    choices = parser.add_subparsers(dest="name", required=True, metavar="NAME")
    for name in NAMES:
        module = import_module(f"benchmarks.{name}")
        summary = (module.__doc__ or "").partition("\n")[0]
        module.arguments(choices.add_parser(name, help=summary, description=module.__doc__))
    options = parser.parse_args()
    import_module(f"benchmarks.{options.name}").run(options).show()
    return 0


if __name__ == "__main__":
    sys.exit(main())
