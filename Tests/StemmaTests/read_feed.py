"""Prints the titles of a feed, RSS or Atom, as another program reads them.

    python3 read_feed.py < FEED.xml
"""

import json
import sys
import xml.etree.ElementTree as tree


def main():
    root = tree.fromstring(sys.stdin.buffer.read())
    items = root.findall("./channel/item") or root.findall("{*}entry")
    print(json.dumps([each.find("{*}title").text for each in items]))


if __name__ == "__main__":
    main()
