#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
"""Writes the peer's initial RAM disk, a "newc" cpio archive, to stdout.

    initramfs.py ROOT BULK SITE

ROOT is a tree of unpacked packages, BULK the bulk server's program, SITE the
folder of files to serve.  Only what runs goes in: nginx, the libraries
that it names, busybox, and the virtio drivers with what they need.
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = ("virtio_pci", "virtio_net", "virtio_blk", "ext4", "crc32c_generic")


def entry(out, inode, name, mode, data=b""):
    """Appends one file, folder or link."""
    encoded = name.encode() + b"\0"
    fields = (inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(encoded), 0)
    header = b"070701" + b"".join(b"%08x" % field for field in fields)
    for part in (header + encoded, data):
        out.write(part + b"\0" * (-len(part) % 4))


def module_order(root):
    """The drivers' module files, each after those it depends on."""
    files = {}
    for folder, _, names in os.walk(os.path.join(root, "lib/modules")):
        for name in names:
            if name.endswith(".ko"):
                module = name[:-3].replace("-", "_")
                files[module] = os.path.join(folder, name)
    order = []

    def visit(module):
        path = files.get(module)
        if path is None or path in order:
            return
        with open(path, "rb") as file:
            depends = re.search(rb"\0depends=([^\0]*)\0", file.read()).group(1)
        for needed in filter(None, depends.decode().split(",")):
            visit(needed.replace("-", "_"))
        order.append(path)

    for module in MODULES:
        visit(module)
    return order


def libraries(root, program):
    """Every shared library that a program needs, directly or not."""
    folders = ("lib/i386-linux-gnu", "usr/lib/i386-linux-gnu", "lib")
    found = {}

    def visit(path):
        text = subprocess.run(["readelf", "-d", "-l", path], check=True,
                              capture_output=True, text=True).stdout
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", text)
        needed += re.findall(r"interpreter: /lib/(.*)\]", text)
        for name in needed:
            if name in found:
                continue
            for folder in folders:
                candidate = os.path.join(root, folder, name)
                if os.path.exists(candidate):
                    found[name] = candidate
                    visit(candidate)
                    break
            else:
                sys.exit(f"initramfs.py: no library {name} for {path}")

    visit(program)
    return found


def contents(root, bulk, site):
    """Yields (name, mode, bytes) for all of the archive."""
    def read(path):
        with open(path, "rb") as file:
            return file.read()

    for folder in ("bin", "lib", "etc", "dev", "www", "modules", "proc", "sys",
                   "tmp", "run", "usr", "usr/share", "usr/share/nginx", "root"):
        yield folder, 0o040755, b""
    nginx = os.path.join(root, "usr/sbin/nginx")
    yield "init", 0o100755, read(os.path.join(HERE, "init"))
    yield "nginx.conf", 0o100644, read(os.path.join(HERE, "nginx.conf"))
    yield "etc/passwd", 0o100644, b"root:x:0:0:root:/root:/bin/sh\n"
    yield "etc/group", 0o100644, b"root:x:0:\n"
    for name in sorted(os.listdir(site)):
        yield "www/" + name, 0o100644, read(os.path.join(site, name))
    yield "bin/busybox", 0o100755, read(os.path.join(root, "bin/busybox"))
    yield "bin/nginx", 0o100755, read(nginx)
    yield "bin/bulk", 0o100755, read(bulk)
    for name, path in sorted(libraries(root, nginx).items()):
        yield "lib/" + name, 0o100755, read(path)
    modules = module_order(root)
    for path in modules:
        yield "modules/" + os.path.basename(path), 0o100644, read(path)
    order = "\n".join(os.path.basename(path) for path in modules) + "\n"
    yield "modules/order", 0o100644, order.encode()


def main():
    _, root, bulk, site = sys.argv
    out = sys.stdout.buffer
    for inode, (name, mode, data) in enumerate(contents(root, bulk, site), 1):
        entry(out, inode, name, mode, data)
    entry(out, 0, "TRAILER!!!", 0)


if __name__ == "__main__":
    main()
