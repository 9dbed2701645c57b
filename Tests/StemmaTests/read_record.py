"""Reads one record of an archive with warcio, and tells where it came from.

    python3 read_record.py ARCHIVE OFFSET NAME

Prints its id, address and date, and whether a record of that name is in the payload.
"""

import json
import sys

from warcio.archiveiterator import ArchiveIterator


def main():
    path, offset, name = sys.argv[1:]
    with open(path, "rb") as file:
        file.seek(int(offset))
        record = next(iter(ArchiveIterator(file)))
        found = json.loads(record.content_stream().read())
    records = found if isinstance(found, list) else [found]
    head = record.rec_headers
    print(json.dumps({
        "record": head.get_header("WARC-Record-ID"),
        "url": head.get_header("WARC-Target-URI"),
        "date": head.get_header("WARC-Date"),
        "names": any(each["id"] == name for each in records),
    }))


if __name__ == "__main__":
    main()
