"""Reads a report's pages and drawings as others would; prints what could act, or how many it read.

    python3 read_report.py FOLDER
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
PAGE = set(
    "html head meta link title style body header footer main nav section div p h1 h2 ul li a span "
    "table caption thead tbody tr th td details summary pre code figure figcaption dl dt dd "
    "svg desc g path rect circle polyline text use".split()
)
VOID = {"meta", "link"}
DRAWING = {"svg", "title", "desc", "style", "rect", "circle", "polyline", "text", "g", "path"}


class Page(HTMLParser):
    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.path, self.faults, self.open, self.ids, self.images = path, [], [], set(), 0
        # The elements that nobody is told of: a drawing once more, for paper.
        self.hidden = 0

    def handle_starttag(self, tag, attributes):
        if tag not in PAGE:
            self.faults.append(f"element {tag}")
        for name, value in attributes:
            # How far a line of a drawing in words is set in, which is a number of ours.
            if (tag, name) == ("li", "style") and re.fullmatch(r"margin-left:\d+em", value or ""):
                continue
            self.check(tag, name, value or "")
        given = dict(attributes)
        if self.hidden or given.get("aria-hidden") == "true":
            self.hidden += tag not in VOID
        if tag not in VOID:
            self.open.append(tag)
        if tag == "use" and not self.hidden:
            self.faults.append("a drawing once more that is not hidden")
        if tag == "svg" and not self.hidden:
            self.images += 1
            if given.get("role") != "img" or "aria-labelledby" not in given:
                self.faults.append("a drawing without a role or a name")

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()
            self.hidden -= bool(self.hidden)

    def handle_endtag(self, tag):
        self.hidden -= bool(self.hidden)
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"end of {tag} out of place")

    def handle_comment(self, text):
        self.faults.append(f"comment {text}")

    def handle_decl(self, text):
        if text != "DOCTYPE html":
            self.faults.append(f"declaration {text}")

    def unknown_decl(self, text):
        self.faults.append(f"declaration {text}")

    def handle_pi(self, text):
        self.faults.append(f"instruction {text}")

    def check(self, tag, name, value):
        if name.startswith("on") or name in {"src", "srcset", "action", "formaction", "style"}:
            self.faults.append(f"attribute {name} of {tag}")
        if name == "id":
            if value in self.ids:
                self.faults.append(f"two of id {value}")
            self.ids.add(value)
        if name in {"href", "xlink:href"} and not (
            re.fullmatch(r"#[a-z-]+|(\.\./)*[a-z0-9/-]+\.html", value) or value == "data:,"
        ):
            self.faults.append(f"link to {value}")


def page(path):
    parser = Page(path)
    parser.feed(path.read_text(encoding="utf-8"))
    parser.close()
    left = [f"{tag} left open" for tag in parser.open]
    style = re.search(r"<style>(.*?)</style>", path.read_text(encoding="utf-8"), re.S)
    outside = re.findall(r"url\(|@import|https?:", style.group(1)) if style else ["no style"]
    return parser.faults + left + outside


def drawing(path):
    root = ElementTree.parse(path).getroot()
    faults = [] if root.get("role") == "img" else ["no role"]
    if [each.tag for each in list(root)[:2]] != [SVG + "title", SVG + "desc"]:
        faults.append("no title or description")
    for each in root.iter():
        if each.tag.removeprefix(SVG) not in DRAWING:
            faults.append(f"element {each.tag}")
        faults += [f"attribute {name}" for name in each.keys() if "href" in name or name[:2] == "on"]
    return faults


def main(folder):
    pages, drawings = sorted(folder.rglob("*.html")), sorted(folder.rglob("*.svg"))
    faults = [f"{path}: {fault}" for path in pages for fault in page(path)]
    faults += [f"{path}: {fault}" for path in drawings for fault in drawing(path)]
    print("\n".join(faults) if faults else f"{len(pages)} pages, {len(drawings)} drawings")


main(Path(sys.argv[1]))
