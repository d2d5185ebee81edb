#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# prometheus.sh - prints a folder that holds prometheus and promtool, and has
# them first, in the per-user cache, if they are not there: from Debian's
# package (19 MB), which is only unpacked, since installing it would start a
# service on this machine.
set -euo pipefail
. "$(dirname "$0")/../../sdk/scripts/lib.sh"

fetch() {
	local new=$CACHE/tmp/prometheus
	rm -rf "$new"
	mkdir -p "$new/package"
	say "fetching prometheus to test with, once for this user"
	(cd "$new" && apt-get download prometheus) >"$CACHE/tmp/log" 2>&1 || {
		tail -n 5 "$CACHE/tmp/log" >&2
		die "apt-get download failed; try apt-get update"
	}
	dpkg-deb -x "$new"/prometheus_*.deb "$new/package"
	cache_commit "$new/package/usr/bin" "$1"
	rm -rf "$new"
}

folder=$CACHE/prometheus-$(key "$(grep -v '^#' "$0")")
if [ ! -d "$folder" ]; then
	cache_lock
	[ -d "$folder" ] || fetch "$folder"
fi
echo "$folder"
