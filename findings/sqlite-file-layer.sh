#!/usr/bin/env bash
# SQLite's own file layer writes nothing of a block of 128 KiB, and says that the disk is full.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages apsw==3.54.1.0
check <<'PYTHON'
import os

import apsw
from finding import expect, seen

FLAGS = apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_READWRITE
KIB = 1024


def written(kib):
    """What a write of so many KiB through the default file layer leaves, or why there is none."""
    name = os.path.abspath(f"{kib}.pages")
    file = apsw.VFSFile("", name, [FLAGS, 0])
    try:
        file.xWrite(b"x" * kib * KIB, 0)
        return os.path.getsize(name) // KIB
    except apsw.FullError as error:
        return [type(error).__name__, os.path.getsize(name) // KIB]
    finally:
        file.xClose()


free = os.statvfs(".").f_bavail * os.statvfs(".").f_frsize
assert free > 100 * KIB * KIB
expect("apsw", "a block of any size is written whole, or an error says what is wrong with it")
print("SQLite", apsw.sqlite_lib_version())
seen("a block of 64 KiB, KiB in the file", written(64), 64)
seen("a block of 127 KiB", written(127), 127)
seen("a block of 128 KiB, on a disk with room", written(128), ["FullError", 0])
seen("a block of 192 KiB", written(192), ["FullError", 64])
PYTHON
