# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the build scripts share: messages, the per-user cache and its lock,
# pinned sources by name.  To be sourced by bash with `set -euo pipefail`.
#
# Everything a script keeps between runs is under one folder, $CACHE.  Nothing
# in it appears half made: work happens in $CACHE/tmp, on the same file system,
# and is renamed into place when it is whole.  Only the holder of the lock
# writes to $CACHE, so whatever it finds in $CACHE/tmp when it gets the lock was
# left by a build that was killed, and goes.

SDK=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/denali
LOCK_FILE=$SDK/sources.lock
ME=$(basename "$0")

say() { printf '%s: %s\n' "$ME" "$*" >&2; }

die() {
	say "$@"
	exit 1
}

# The terminal's line of progress, replaced by the next one.
on_terminal() { [ -t 2 ] && [ "${TERM:-dumb}" != dumb ]; }
status() { on_terminal && printf '\r\033[K%s: %s' "$ME" "$*" >&2 || true; }
status_end() { on_terminal && printf '\r\033[K' >&2 || true; }

# duration SECONDS: as people say it.
duration() {
	if [ "$1" -lt 60 ]; then
		printf '%d s' "$1"
	else
		printf '%d min %02d s' $(($1 / 60)) $(($1 % 60))
	fi
}

# key TEXT...: a short name for exactly these inputs.
key() { printf '%s\n' "$@" | sha256sum | cut -c1-16; }

# pins NAME: the lines of sources.lock for it, without comments.
pins() {
	awk -v name="$1" '$1 == name' "$LOCK_FILE" | grep . ||
		die "sources.lock has no line for $1"
}

# cache_lock: waits for the cache, then owns it until the script ends.
cache_lock() {
	case $CACHE in
	*[[:space:]]*)
		die "the cache's path has a space, which gcc's build cannot" \
			"take: $CACHE; set XDG_CACHE_HOME to another folder" ;;
	esac
	mkdir -p "$CACHE/tmp" || die "cannot write to the cache $CACHE"
	exec 9>"$CACHE/lock"
	if ! flock -n 9; then
		say "another build is using $CACHE; waiting for it"
		flock 9
	fi
	rm -rf "${CACHE:?}/tmp"
	mkdir "$CACHE/tmp"
}

# cache_commit TEMPORARY FINAL: shows whole work under its final name.
# What is cached is shared by hard links, so nothing may write to it again.
cache_commit() {
	find "$1" -type f -exec chmod a-w {} +
	mkdir -p "$(dirname "$2")"
	mv -T "$1" "$2"
}
