"""Reads a WARC file with the programs of others, and says what they saw."""

import contextlib
import io
import json
import sys


def check(path):
    """Runs `warcio check`, then lists the replies that warcio finds."""
    from warcio import cli
    from warcio.archiveiterator import ArchiveIterator

    status = 0
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            cli.main(["check", path])
        except SystemExit as ending:
            status = ending.code or 0
    print("check", status)
    openings = 0
    with open(path, "rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            openings += record.rec_type == "warcinfo"
            if record.rec_type != "response":
                continue
            body = record.content_stream().read()
            status = record.http_headers.get_statuscode()
            if status == "200":
                json.loads(body)
            print("reply", record.rec_headers["WARC-Target-URI"], "|", status)
    print("warcinfo", openings)


def index(path):
    """Counts the replies in an index that cdxj-indexer makes."""
    from cdxj_indexer.main import write_cdx_index

    output = io.StringIO()
    write_cdx_index(output, [path], {"fields": "", "sort": True})
    lines = [json.loads(line.split(" ", 2)[2]) for line in output.getvalue().splitlines()]
    print("indexed", sum("status" in line for line in lines))


def recompress(path, again):
    """Writes the file once more, as warcio does, and checks what was written."""
    from warcio import cli

    status = 0
    with contextlib.redirect_stdout(io.StringIO()):
        cli.main(["recompress", path, again])
        try:
            cli.main(["check", again])
        except SystemExit as ending:
            status = ending.code or 0
    print("check", status)


if sys.argv[1] == "--index":
    index(sys.argv[2])
elif sys.argv[1] == "--recompress":
    recompress(sys.argv[2], sys.argv[3])
else:
    check(sys.argv[1])
