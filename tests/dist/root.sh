#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# root.sh - prints a folder that holds a Debian system as small as can be, with
# what a user of the archive installs, and makes it first, in the per-user
# cache, if it is not there.  Takes root, a minute or two, and 300 MB.
#
# The packages come from where this machine's own come from.
set -euo pipefail
. "$(dirname "$0")/../../sdk/scripts/lib.sh"

# QEMU, and a client to talk to services with.
PACKAGES=qemu-system-x86,curl

make_root() {
	local suite mirror new=$CACHE/tmp/root
	suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
	mirror=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' \
		'Created-By: Packages' |
		awk -v suite="$suite" '$1 == suite { print $2; exit }')
	[ -n "$mirror" ] || die "apt has no source of $suite; name one in" \
		"/etc/apt"
	say "making a system to try the archive in, once for this user"
	debootstrap --variant=minbase --include="$PACKAGES" "$suite" "$new" \
		"$mirror" >"$CACHE/tmp/log" 2>&1 || {
		tail -n 20 "$CACHE/tmp/log" "$new"/debootstrap/*.log >&2 || true
		die "debootstrap failed; see above"
	}
	rm -rf "$new"/var/cache/apt/* "$new"/var/lib/apt/lists/*
	chroot "$new" useradd -M -s /bin/bash reader
	mkdir -m 755 "$new/home/reader"
	chroot "$new" chown reader: /home/reader
	mv -T "$new" "$1"
}

root=$CACHE/root-$(key "$PACKAGES" "$(grep -v '^#' "$0")")
if [ ! -d "$root" ]; then
	cache_lock
	[ -d "$root" ] || make_root "$root"
fi
echo "$root"
