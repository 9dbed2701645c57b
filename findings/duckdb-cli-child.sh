#!/usr/bin/env bash
# The command of the package duckdb-cli starts DuckDB as a child: kill it, and DuckDB keeps the file locked.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages duckdb-cli==1.5.6
check 2> log <<'PYTHON' || { cat log; exit 1; }
import os
import signal
import subprocess

import duckdb_cli
from finding import expect, seen

PROGRAM = os.path.join(os.path.dirname(duckdb_cli.__file__), "duckdb")
PLAIN = ["-batch", "-no-init", "-list", "-noheader"]
PIPE = subprocess.PIPE


def answers_after(stop, command):
    """What is answered once the command was stopped, and if another can open its file."""
    file = f"{os.path.basename(os.path.dirname(command)) or 'command'}-{stop.name}.duckdb"
    shell = subprocess.Popen([command, *PLAIN, file], stdin=PIPE, stdout=PIPE, text=True,
                             start_new_session=True)
    try:
        shell.stdin.write("SELECT 'before';\n")
        shell.stdin.flush()
        assert shell.stdout.readline() == "before\n"
        shell.send_signal(stop)
        assert shell.wait(30) == -stop
        another = subprocess.run([PROGRAM, *PLAIN, file, "-c", "SELECT 1"],
                                 capture_output=True, text=True)
        try:
            shell.stdin.write("SELECT 'after';\n")
            shell.stdin.close()
        except BrokenPipeError:
            pass
        # DuckDB ends with its input, and with that its output does.
        return shell.stdout.read(), "Could not set lock" in another.stderr
    finally:
        try:
            os.killpg(shell.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def status(command):
    """The status of the command when DuckDB itself is killed."""
    return subprocess.run([command, *PLAIN, "-c", ".shell kill -9 $PPID"], stdin=subprocess.DEVNULL,
                          capture_output=True).returncode


expect("duckdb-cli", "who kills the command `duckdb` has killed DuckDB, and the file is free")
for stop in (signal.SIGTERM, signal.SIGKILL):
    seen(f"after {stop.name} the command answers, and its file is locked",
         answers_after(stop, "duckdb"), ("after\n", True))
    seen(f"after {stop.name} the program itself does", answers_after(stop, PROGRAM), ("", False))
seen("status of the command when DuckDB is killed", status("duckdb"), 256 - 9)
seen("status of the program itself then", status(PROGRAM), -9)
PYTHON
