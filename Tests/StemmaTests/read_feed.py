"""Prints the titles of a feed, RSS or Atom, as another program reads them.

    python3 read_feed.py [--strict] < FEED.xml

With --strict it ends with 1 where the feed lacks what RFC 4287 (4.1.1, 4.1.2) or RSS 2.0 ask for.
"""

import json
import re
import sys
import xml.etree.ElementTree as tree
from email.utils import parsedate_to_datetime

ATOM = "{http://www.w3.org/2005/Atom}"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def main():
    root = tree.fromstring(sys.stdin.buffer.read())
    items = root.findall("./channel/item") or root.findall(ATOM + "entry")
    if "--strict" in sys.argv:
        check_atom(root, items) if root.tag == ATOM + "feed" else check_rss(root, items)
    print(json.dumps([each.find("{*}title").text for each in items]))


def check_atom(root, items):
    for element in [root] + items:
        for name in ["id", "title", "updated"]:
            assert len(element.findall(ATOM + name)) == 1, name
        assert re.match(r"[a-z]+:\S+$", element.find(ATOM + "id").text)
        assert DATE.fullmatch(element.find(ATOM + "updated").text)
    assert root.find(ATOM + "author/" + ATOM + "name").text
    for item in items:
        assert item.find(ATOM + "link").get("href").startswith("https://")
    check_identities([each.find(ATOM + "id").text for each in items])


def check_rss(root, items):
    assert root.tag == "rss" and root.get("version") == "2.0"
    for name in ["title", "link", "description"]:
        assert root.find("channel/" + name).text, name
    for item in items:
        assert item.find("title").text
        parsedate_to_datetime(item.find("pubDate").text)
    check_identities([each.find("guid").text for each in items])


def check_identities(identities):
    assert len(set(identities)) == len(identities), "an identity comes twice"


if __name__ == "__main__":
    main()
