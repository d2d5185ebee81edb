#!/bin/sh
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Builds the peer that `make bench` measures against: a Linux guest with nginx,
# from Debian's i386 packages, as a kernel and an initial RAM disk.
#
#   build.sh SITE SOURCE...
#
# prints the folder that holds `kernel` and `initrd`, in the per-user cache,
# and builds it first if it is not there.  The packages come through a private
# apt configuration, so that the machine's own package state stays as it is.
# SITE is the folder of files that nginx serves; the SOURCEs, a bulk server,
# are compiled for the peer, so that bulk transfers compare the same program on
# both sides.
#
# The folder is named by what went into it and put in place by one rename:
# a build that is interrupted leaves nothing that a later one would believe.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
site=$1
shift
cache=${XDG_CACHE_HOME:-$HOME/.cache}/denali
recipe=$(cat "$here"/build.sh "$here"/debian.sh "$here"/packages "$here"/init \
	"$here"/nginx.conf "$here"/initramfs.py "$@" "$site"/* |
	sha256sum | cut -c1-16)
result=$cache/peer-$recipe

if [ -d "$result" ]; then
	echo "$result"
	exit 0
fi

. "$here/debian.sh"
mkdir -p "$cache"
work=$(mktemp -d "$cache/peer-work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

download() {
	kernel=$(apt-cache depends "$(names kernel)" |
		awk '$1 == "Depends:" && /linux-image-/ { print $2; exit }')
	if [ -z "$kernel" ]; then
		say "no i386 kernel in Debian's package lists:"
		cat "$work/log" >&2
		exit 1
	fi
	say "downloading $kernel and nginx with what they need (65 MB)"
	# shellcheck disable=SC2046
	unpack "$work/root" "$kernel" $(names guest) $(names build)
}

# The host's compiler, told to see nothing but the i386 packages.
compile_bulk() {
	gcc_i386=$work/root/usr/lib/gcc/i686-linux-gnu/12
	gcc -m32 -O2 -static -nostdinc --sysroot="$work/root" -B"$gcc_i386/" \
		-B"$work/root/usr/lib/i386-linux-gnu/" \
		-isystem "$gcc_i386/include" \
		-isystem "$work/root/usr/include/i386-linux-gnu" \
		-isystem "$work/root/usr/include" \
		-L"$gcc_i386" -L"$work/root/usr/lib/i386-linux-gnu" \
		-D_GNU_SOURCE -o "$work/bulk" "$@"
}

private_apt
download
compile_bulk "$@"
mkdir "$work/result"
cp "$work"/root/boot/vmlinuz-* "$work/result/kernel"
python3 "$here/initramfs.py" "$work/root" "$work/bulk" "$site" |
	gzip -1 >"$work/result/initrd"
mv -T "$work/result" "$result" 2>/dev/null || [ -d "$result" ]
say "built in $result"
echo "$result"
