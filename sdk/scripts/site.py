#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# site.py OUT REFERENCE MANUALS PAGE...: the documentation as pages for a
# browser, in OUT.  PAGEs are Markdown, named from the top of the tree; those of
# the folder REFERENCE come to reference/, the man pages of the folder MANUALS
# to man/.  docs/README.md, the table of contents, is in each page's margin.
#
# Links between the pages lead to the pages made of them.  Links to other files
# of the tree, which OUT does not have, become plain text.  A link to a page or
# to a heading that is not there is an error, and so is a page of docs/ that no
# other leads to.
import html
import os
import re
import subprocess
import sys

STYLE = os.path.join(os.path.dirname(__file__), "site.css")
CONTENTS = "docs/README.md"

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%(title)s</title>
<link rel="stylesheet" href="%(up)sstyle.css">
</head>
<body>
<input type="checkbox" id="menu"><label for="menu">Contents</label>
<nav>
%(nav)s
</nav>
<main>
%(body)s
</main>
</body>
</html>
"""


class Page:
    def __init__(self, source, out, body):
        self.source = source  # as links in the tree name it
        self.out = out        # below OUT
        self.body = body
        self.title = "Denali"
        self.anchors = set()


faults = []


def fault(page, text):
    faults.append("%s: %s" % (page.source, text))


def run(*words, given=None):
    return subprocess.run(words, check=True, capture_output=True, text=True,
                          input=given).stdout


def slug(text, taken):
    """A heading's anchor, as the usual hosts of repositories make it."""
    text = html.unescape(re.sub(r"<[^>]*>", "", text)).lower()
    text = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
    name, n = text, 0
    while name in taken:
        n += 1
        name = "%s-%d" % (text, n)
    return name


def set_anchors(page):
    def heading(found):
        name = slug(found.group(2), page.anchors)
        page.anchors.add(name)
        return '<h%s id="%s">%s</h%s>' % (
            found.group(1), name, found.group(2), found.group(1))

    title = re.search(r"<h1[^>]*>(.*?)</h1>", page.body, re.S)
    if title:
        page.title = re.sub(r"<[^>]*>", "", title.group(1))
    page.body = re.sub(r"<h([1-6])[^>]*>(.*?)</h\1>", heading, page.body,
                       flags=re.S)


def wrap_tables(body):
    """What is too wide for the window can be moved in a frame of its own."""
    def table(found):
        columns = len(re.findall("<th[ >]",
                                 found.group().partition("</thead>")[0]))
        kind = "wide columns" if columns > 2 else "wide"
        return '<div class="%s">%s</div>' % (kind, found.group())

    return re.sub(r"<table>.*?</table>", table, body, flags=re.S)


def keep_words(body):
    """Options and names are not broken at their hyphens."""
    return re.sub(r"(?<!<pre>)<code>([^<]{1,24})</code>",
                  r'<code class="word">\1</code>', body)


def output_of(source):
    """Where a page of the tree comes to lie."""
    if source == CONTENTS:
        return "index.html"
    name = re.sub(r"^docs/", "", source)
    if name == "README.md":
        return "readme.html"
    name = re.sub(r"/README\.md$", ".md", name)
    return re.sub(r"\.md$", ".html", name)


def markdown_page(path, source, out):
    with open(path, encoding="utf-8") as file:
        text = file.read().expandtabs(8)
    body = run("lowdown", "-T", "html", given=text)
    page = Page(source, out, keep_words(wrap_tables(body)))
    set_anchors(page)
    return page


def manual_page(path):
    name = os.path.basename(path)
    body = run("mandoc", "-T", "html", "-O", "fragment", path)
    body = re.sub(r'<table class="(head|foot)">.*?</table>', "", body,
                  flags=re.S)
    # Pages of other programs are not here.
    here = os.listdir(os.path.dirname(path))
    body = re.sub(
        r"<b>([\w-]+)</b>\((\d)\)",
        lambda found: '<a href="%s.%s.html">%s</a>' % (
            *found.groups(), found.group())
        if "%s.%s" % found.groups() in here else found.group(), body)
    page = Page("docs/" + name, "man/" + name + ".html",
                "<h1>%s</h1>\n%s" % (
                    re.sub(r"\.(\d)$", r"(\1)", name), body))
    page.title = re.sub(r"\.(\d)$", r"(\1)", name)
    page.anchors = set(re.findall(r'id="([^"]*)"', body))
    return page


class Site:
    def __init__(self):
        self.pages = []
        self.by_source = {}
        self.linked = set()

    def add(self, page):
        self.pages.append(page)
        self.by_source[page.source] = page

    def target(self, page, link):
        """The page that a link of a page leads to: maybe none, and why."""
        path = os.path.normpath(os.path.join(
            os.path.dirname(page.source), link))
        if path in self.by_source:
            return self.by_source[path]
        if "include/" in path and path.endswith(".h"):
            name = path.split("include/", 1)[1].replace("/", "-")[:-2]
            return self.by_source.get("docs/reference/%s.md" % name)
        if path.startswith("docs/reference") or not os.path.exists(path):
            fault(page, "%s: there is no such file" % link)
        return None

    def resolve(self, page, base):
        """Has the links of a page lead from base to the right places."""
        def link(found):
            href, text = html.unescape(found.group(1)), found.group(2)
            if re.match(r"[a-z]+:", href):
                return found.group()
            path, _, anchor = href.partition("#")
            there = self.target(page, path) if path else page
            if there is None:
                return text
            self.linked.add(there.source)
            if anchor and anchor not in there.anchors:
                fault(page, "%s: there is no such heading" % href)
            to = os.path.relpath(there.out, os.path.dirname(base.out) or ".")
            return '<a href="%s">%s</a>' % (
                html.escape(to + ("#" + anchor if anchor else "")), text)

        return re.sub(r'<a href="([^"]*)">(.*?)</a>', link, page.body,
                      flags=re.S)

    def list_manuals(self):
        """Those made from pages of help are in no table of contents."""
        contents = self.by_source[CONTENTS]
        more = "".join(
            '<li><a href="%s">%s</a></li>\n' % (
                os.path.basename(page.source), page.title)
            for page in self.pages if page.out.startswith("man/") and
            'href="%s"' % os.path.basename(page.source) not in contents.body)
        contents.body = re.sub(
            r'(<h2 id="commands">.*?)</ul>',
            lambda found: found.group(1) + more + "</ul>", contents.body,
            count=1, flags=re.S)

    def write(self, folder):
        contents = self.by_source[CONTENTS]
        for page in self.pages:
            nav = re.sub(r"<h1.*?</h1>", "", self.resolve(contents, page),
                         flags=re.S)
            nav = re.sub(r"<p>.*?</p>", "", nav, flags=re.S)
            # What follows a link in the table is for the table alone.
            nav = re.sub(r"</a>[^<]*(<code.*?</code>[^<]*)*</li>",
                         "</a></li>", nav, flags=re.S)
            nav = re.sub(r' id="[^"]*"', "", nav)
            up = "../" * page.out.count("/")
            nav = nav.replace('href="%s"' % os.path.basename(page.out),
                              'class="here" href="%s"' %
                              os.path.basename(page.out))
            body = page.body if page.out.startswith("man/") else \
                self.resolve(page, page)
            path = os.path.join(folder, page.out)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as out:
                out.write(PAGE % {
                    "title": page.title, "up": up, "body": body,
                    "nav": '<p><a href="%sindex.html">Denali</a></p>%s' %
                           (up, nav)})
        for page in self.pages:
            if page.source.startswith("docs/") and \
                    page.source not in self.linked and page is not contents:
                fault(contents, "nothing leads to %s" % page.source)


def main():
    out, reference, manuals, pages = *sys.argv[1:4], sys.argv[4:]
    site = Site()
    for path in pages:
        site.add(markdown_page(path, path, output_of(path)))
    for name in sorted(os.listdir(reference)):
        source = "docs/reference/" + name
        site.add(markdown_page(os.path.join(reference, name), source,
                               output_of(source)))
    for name in sorted(os.listdir(manuals)):
        if name.endswith(".1"):
            site.add(manual_page(os.path.join(manuals, name)))
    site.list_manuals()
    os.makedirs(out, exist_ok=True)
    site.write(out)
    with open(STYLE, encoding="utf-8") as style, \
            open(os.path.join(out, "style.css"), "w",
                 encoding="utf-8") as copy:
        copy.write(style.read())
    for text in faults:
        print(text, file=sys.stderr)
    sys.exit(1 if faults else 0)


main()
