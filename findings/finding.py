"""What the scripts of this folder print and compare."""

import sys
from importlib.metadata import version


def expect(packages, expectation):
    """Prints the versions under test and what most people expect of them."""
    for package in packages.split():
        print(package, version(package))
    print("Most expect:", expectation)


def seen(what, value, recorded):
    """Prints what was seen, and ends with 1 when it is not what was recorded."""
    print(f"Seen: {what}: {value!r}")
    if value != recorded:
        sys.exit(f"CHANGED: {what}: {recorded!r} was recorded")
