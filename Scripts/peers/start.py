"""Prints the median time of 20 runs of a command, in milliseconds, after one that is not counted."""

import statistics
import subprocess
import sys
import time


def run():
    began = time.perf_counter()
    subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - began) * 1000


run()
print(f"{statistics.median(run() for _ in range(20)):.1f}")
