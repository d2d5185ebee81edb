#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
"""Writes the peer's initial RAM disk with more in it.

    overlay.py OUT INITRD [TARGET=SOURCE]...

SOURCE is a file, or a folder of which all goes below TARGET; with nothing after
the "=" TARGET is an empty folder.  Folders on the way to TARGET are made.
"""
import os
import sys

from initramfs import entry

FOLDER, PROGRAM = 0o040755, 0o100755


class Overlay:
    def __init__(self, out):
        self.out = out
        self.made = set()

    def folder(self, target):
        if target in self.made or target == "":
            return
        self.folder(os.path.dirname(target))
        self.made.add(target)
        entry(self.out, 900000 + len(self.made), target, FOLDER)

    def add(self, target, source):
        if source == "":
            self.folder(target)
        elif os.path.isdir(source):
            for name in sorted(os.listdir(source)):
                self.add(os.path.join(target, name), os.path.join(source, name))
        else:
            self.folder(os.path.dirname(target))
            self.made.add(target)
            with open(source, "rb") as file:
                entry(self.out, 900000 + len(self.made), target, PROGRAM,
                      file.read())


def main():
    out, initrd, *pairs = sys.argv[1:]
    with open(out, "wb") as file:
        overlay = Overlay(file)
        for pair in pairs:
            target, source = pair.split("=", 1)
            overlay.add(target.strip("/"), source)
        entry(file, 0, "TRAILER!!!", 0)
        with open(initrd, "rb") as base:
            file.write(base.read())


if __name__ == "__main__":
    main()
