#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Builds ports for the peer by the recipes that build them for Denali, with
# another compiler in the place of denali-cc, so that the same program of the
# same version with the same options is on both sides.
#
#   ports.sh FOLDER PORT...
#
# leaves FOLDER/ports/PORT/IMAGE, and what was bundled in it below
# FOLDER/ports/PORT/stage/bundled/IMAGE.  A port that is there already, of the
# same recipe, stays.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../.." && pwd)
. "$here/debian.sh"
out=$1
shift
mkdir -p "$out"
out=$(cd "$out" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/denali

# The C library for i386, in the per-user cache.
sysroot() {
	root=$cache/peer-sysroot-$(cat "$here"/{debian.sh,packages} |
		sha256sum | cut -c1-16)
	[ ! -d "$root" ] || return 0
	mkdir -p "$cache"
	work=$(mktemp -d "$cache/peer-work.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM
	say "downloading the C library for i386 (9 MB)"
	private_apt
	# shellcheck disable=SC2046
	unpack "$work/root" $(names build)
	unset APT_CONFIG
	mv -T "$work/root" "$root" 2>/dev/null || [ -d "$root" ]
}

# What a recipe finds where the SDK is otherwise.
make_sdk() {
	local tool
	mkdir -p "$out"/sdk/{bin,share/denali}
	ln -sf "$here/cc" "$out/sdk/bin/denali-cc"
	for tool in ar nm objcopy objdump ranlib strip pkg-config; do
		ln -sf "$(command -v $tool)" "$out/sdk/bin/denali-$tool"
	done
	echo enable_shared=no >"$out/sdk/share/denali/config.site"
	cp "$here/toolchain.cmake" \
		"$out/sdk/share/denali/denali-toolchain.cmake"
}

# what_of PORT: what would change what is built.
what_of() {
	local from=$top/examples/ports/$1
	find "$from" -type f -print0 | sort -z | xargs -0 cat
	cat "$here/cc" "$here/ports.sh" "$here/packages" "$top/sdk/scripts/port"
	awk -v name="$(sed -n 's/^source=//p' "$from/recipe")" '$1 == name' \
		"$top/sdk/sources.lock"
}

build_port() {
	local need what
	for need in $(sed -n 's/^needs="\(.*\)"/\1/p' \
		"$top/examples/ports/$1/recipe"); do
		build_port "$need"
	done
	what=$(what_of "$1" | sha256sum)
	[ "$what" != "$(cat "$out/ports/$1/what" 2>/dev/null)" ] || return 0
	say "building $1 for Linux"
	PORT_HOST=i686-linux-gnu PEER_SYSROOT=$root \
		"$top/sdk/scripts/port" "$out" "$1"
	echo "$what" >"$out/ports/$1/what"
}

sysroot
make_sdk
for port; do
	build_port "$port"
done
