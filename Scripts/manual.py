#!/usr/bin/env python3
"""Writes man pages of a command and of each of its subcommands: manual.py PROGRAM FOLDER

They are made of what the program itself says with --experimental-dump-help.
"""

import json
import subprocess
import sys
from pathlib import Path


def escaped(text):
    """Text that troff takes for nothing else."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    lines = [("\\&" + line if line[:1] in (".", "'") else line) for line in text.split("\n")]
    return "\n".join(lines)


def name_of(argument):
    """How an argument is written, with its value: bold and italic as is the custom."""
    value = f"\\fI{escaped(argument['valueName'])}\\fR" if "valueName" in argument else ""
    if argument["kind"] == "positional":
        return value
    dashes = {"long": "--", "short": "-", "longWithSingleDash": "-"}
    names = [f"\\fB{escaped(dashes[n['kind']] + n['name'])}\\fR" for n in argument["names"]]
    return ", ".join(names) + (f" {value}" if argument["kind"] == "option" else "")


def synopsis_of(argument):
    shown = dict(argument)
    shown["names"] = [argument["preferredName"]] if argument.get("preferredName") else []
    text = name_of(shown) + (" ..." if argument.get("isRepeating") else "")
    return f"[{text}]" if argument.get("isOptional") else text


def paragraphs(text):
    """A discussion: indented lines stand as they are."""
    for part in text.split("\n\n"):
        if part.startswith("  "):
            yield ".PP\n.nf\n" + escaped(part) + "\n.fi"
        else:
            yield ".PP\n" + escaped(part)


def page(path, command, version):
    arguments = [a for a in command.get("arguments", []) if a.get("shouldDisplay", True)]
    children = [c for c in command.get("subcommands", []) if c.get("shouldDisplay", True)]
    children = [c for c in children if c["commandName"] != "help"]
    title = "-".join(path)
    lines = [
        f'.TH "{title.upper()}" 1 "" "Stemma {version}" "Stemma"',
        ".SH NAME",
        f"{escaped(title)} \\- {escaped(command.get('abstract', title)).rstrip('.')}",
        ".SH SYNOPSIS",
        f"\\fB{escaped(' '.join(path))}\\fR" + (" \\fIcommand\\fR" if children else "")
        + "".join("\n" + synopsis_of(a) for a in arguments),
    ]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", *paragraphs(command["discussion"])]
    if arguments:
        lines.append(".SH OPTIONS")
        for argument in arguments:
            lines += [".TP", name_of(argument), escaped(argument.get("abstract", ""))]
    if children:
        lines.append(".SH COMMANDS")
        for child in children:
            title_of_child = "\\-".join([*path, child["commandName"]])
            lines += [".TP", f"\\fB{title_of_child}\\fR(1)", escaped(child.get("abstract", ""))]
    return title, "\n".join(lines) + "\n", children


def write(path, command, version, folder):
    title, text, children = page(path, command, version)
    (folder / f"{title}.1").write_text(text)
    for child in children:
        write([*path, child["commandName"]], child, version, folder)


def main(program, folder):
    def said(option):
        return subprocess.run([program, option], check=True, capture_output=True, text=True).stdout

    command = json.loads(said("--experimental-dump-help"))["command"]
    version = said("--version").strip() if Path(program).name == "stemma" else ""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write([Path(program).name], command, version, folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
