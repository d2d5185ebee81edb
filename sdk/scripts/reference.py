#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# reference.py OUT HEADER...: the reference of the public headers, made from
# what they say: a page in Markdown for each, OUT/NAME.md, with one heading a
# call, and OUT/README.md, which lists them.  A HEADER is a path; what follows
# "include/" in it is how programs name it.
#
# A header opens with a comment on all of it.  Below, a comment belongs to the
# declarations that follow it without an empty line; one that an empty line
# follows is prose.  It fails, and names them, if calls have nothing said.
import os
import re
import sys

NAMES = re.compile(r"\b(?:DENALI|ILW|ilw|denali)_\w+\*?|\b\w+\(\)|<[\w/]+\.h>")
CALL = re.compile(r"([A-Za-z_]\w*)\s*\(")
GUARD = re.compile(r"^#\s*(ifndef|ifdef|if|else|endif|include)\b")


def strip_comment(text):
    """The lines of a comment without its stars."""
    text = re.sub(r"^/\*+ ?|\s*\*/$", "", text.strip())
    return [re.sub(r"^\s*\* ?", "", line).rstrip()
            for line in text.split("\n")]


def mark_up(line):
    """Names as code; nothing in it means anything to Markdown."""
    pieces = re.split(r"(`[^`]*`)", line)
    for i in range(0, len(pieces), 2):
        at, out = 0, ""
        for name in NAMES.finditer(pieces[i]):
            out += escape(pieces[i][at:name.start()])
            out += "`" + name.group() + "`"
            at = name.end()
        pieces[i] = out + escape(pieces[i][at:])
    return "".join(pieces)


def escape(text):
    text = re.sub(r"([\\*_\[\]#])", r"\\\1", text)
    return text.replace("&", "&amp;").replace("<", "&lt;")


def prose(lines):
    """Paragraphs, and what is drawn or indented as it is."""
    out, drawn = [], False
    for line in lines:
        deep = line.startswith("  ") or (drawn and line.startswith(" "))
        if line and deep != drawn:
            out += ["" if deep else "```", "```" if deep else ""]
            drawn = deep
        if not drawn and re.match(r"Errors?:", line):
            out.append("")
            line = "**Errors:**" + mark_up(line.split(":", 1)[1])
            out.append(line)
            continue
        out.append(line if drawn else mark_up(line))
    if drawn:
        while out and not out[-1]:
            out.pop()
        out.append("```")
    return "\n".join(out)


def tokens(text):
    """Comments and pieces of code at the outermost level, empty lines too."""
    lines = text.split("\n")
    i = 0
    while i < len(lines):
        line = lines[i]
        if line.startswith("/*"):
            comment = [line]
            while "*/" not in lines[i]:
                i += 1
                comment.append(lines[i])
            yield "comment", "\n".join(comment)
        elif not line.strip():
            yield "empty", ""
        elif not GUARD.match(line):
            code, depth = [], 0
            while True:
                line = lines[i]
                code.append(line)
                bare = re.sub(r"/\*.*?(\*/|$)", "", line)
                depth += bare.count("{") - bare.count("}")
                depth += bare.count("(") - bare.count(")")
                ended = line.startswith("#") or \
                    re.search(r"[;}]\s*$", bare.rstrip())
                if depth <= 0 and ended and not line.endswith("\\"):
                    break
                i += 1
            yield "code", "\n".join(code)
        i += 1


def declaration(code):
    """What of a piece of code is for the reader."""
    if re.match(r"_Static_assert|struct \w+;", code):
        return None
    if code.startswith("static inline"):
        return code[:code.index("\n{")] + ";"
    return re.sub(r"\s*\\$", "", code) if "\n" not in code else \
        re.sub(r" +\\$", " \\\\", code, flags=re.M)


def called(code):
    """The name of the call that is declared, if it is one."""
    bare = re.sub(r"__attribute__\s*\(\(.*?\)\)(?!\))", "", code, flags=re.S)
    if code.startswith("#"):
        return None
    found = CALL.search(bare.replace("void (*", ""))
    kind = re.match(r"(struct|enum|union|typedef)\b[^()]*[{;]", bare)
    return found.group(1) if found and not kind else None


def named(code, comment):
    """What the item is headed by, but for calls."""
    first = comment[0] if comment else ""
    instruction = re.match(r"(\w+)\(", first)
    if instruction:
        return "`" + instruction.group(1) + "`"
    kind = re.search(r"^(struct|enum|union) (\w+)\s*\{", code, re.M)
    if kind:
        return "`%s %s`" % kind.groups()
    names = re.findall(r"^#define (\w+)", code, re.M)
    if not names:
        variable = re.search(r"(\w+)(\[\w*\])?\s*(__attribute__.*)?;", code)
        return "`" + variable.group(1) + "`" if variable else None
    if len(names) == 1:
        return "`" + names[0] + "`"
    prefix = os.path.commonprefix(names)
    prefix = prefix[:prefix.rfind("_") + 1]
    if len(prefix) > 7:
        return "`" + prefix + "*`"
    return "`" + names[0] + "` and others"


class Item:
    """A comment and the declarations it is about."""

    def __init__(self, comment):
        self.comment = comment
        self.code = []

    def call(self):
        return called(self.code[0]) if self.code else None

    def heading(self):
        if self.call():
            return "`%s()`" % self.call()
        return named("\n".join(self.code), self.comment)


def items(text):
    item = Item([])
    for kind, token in tokens(text):
        if kind == "comment":
            if item.code or item.comment:
                yield item
            item = Item(strip_comment(token))
        elif kind == "empty":
            if item.code or item.comment:
                yield item
            item = Item([])
        else:
            code = declaration(token)
            if code is not None and called(code) and item.code:
                yield item
                item = Item([])
            if code is not None:
                item.code.append(code)
    if item.code or item.comment:
        yield item


def one_page(path, name):
    """The page's text, its first sentence, and calls nothing is said of."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    top, rest = text.split("*/", 1)
    about = [line for line in strip_comment(top + "*/")
             if not line.startswith("SPDX-")]
    while about and not about[0]:
        about.pop(0)
    rest = re.sub(r"#ifndef (\w+)\n#define \1\n", "", rest, count=1)
    out = ["# `<%s>`" % name, "", prose(about), ""]
    silent = []
    for item in items(rest):
        heading = item.heading() if item.code else None
        if item.call() and not item.comment:
            silent.append(item.call())
        if heading:
            out += ["## " + heading, ""]
        if item.code:
            out += ["```c", "\n".join(item.code), "```", ""]
        if item.comment:
            out += [prose(item.comment), ""]
    first = mark_up(re.split(r"[.:](?:\s|$)", " ".join(about))[0])
    return "\n".join(out), first, silent


def main():
    folder, headers = sys.argv[1], sys.argv[2:]
    listed, faults = {}, 0
    os.makedirs(folder, exist_ok=True)
    for path in headers:
        name = path.split("include/", 1)[1]
        file = name.replace("/", "-")[:-2] + ".md"
        page, first, silent = one_page(path, name)
        with open(os.path.join(folder, file), "w", encoding="utf-8") as out:
            out.write(page)
        listed.setdefault(path.split("/include/")[0], []).append(
            "- [`<%s>`](%s): %s" % (name, file, first))
        for call in silent:
            print("%s: nothing is said of %s" % (path, call),
                  file=sys.stderr)
            faults += 1
    titles = {"sdk": "What is in an image", "ilwaco": "The library OS",
              "denali-kernel": "The contract with the kernel"}
    with open(os.path.join(folder, "README.md"), "w",
              encoding="utf-8") as out:
        out.write("# Reference of the headers\n")
        out.write("\nMost programs need none of these: they use the C library"
                  ", sockets and threads of POSIX\n([posix.md]"
                  "(../posix.md)).\n")
        for root, lines in listed.items():
            out.write("\n## %s\n\n%s\n" % (titles[root], "\n".join(lines)))
    sys.exit(1 if faults else 0)


main()
