#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# powerloss.sh SDK OUT - a disk table in a VM whose machine loses its power.
#
# First all that reaches the disk is recorded while a VM makes changes, and cut
# in 1,000 places, for each kind of disk.  Then QEMU is killed 20 times while it
# does so, and the disk is read on the host and by another VM.
set -euo pipefail
sdk=$1 out=$2
changes=200 cuts=1000 kills=20
here=$(dirname "$0")
folder=$(mktemp -d "$PWD/$out/powerloss.XXXXXX")
command=
trap '[ -z "$command" ] || kill "$command"; rm -rf "$folder"' EXIT
export DENALI_QEMU=$PWD/$here/../harness/logging-qemu.sh PID_FILE=$folder/pid
disk=$folder/disk console=$folder/console

fail() {
	echo "powerloss: $*" >&2
	tail -n 5 "$folder/errors" >&2
	exit 1
}

new_disk() {
	rm -f "$disk"
	truncate -s 4M "$disk"
}

run() { # ARGUMENT...
	"$sdk/bin/denali" run --net none --disk-bus $bus -v "$disk" \
		--timeout 600 "$out/changes" "$@" >"$console" 2>"$folder/errors"
}

acknowledged() {
	sed -n 's/^acknowledged \([0-9]*\)$/\1/p' "$console" | tail -n 1
}

for bus in virtio ahci; do
	new_disk
	: >"$folder/log"
	WRITE_LOG=$folder/log run make 1 $changes ||
		fail "the recorded run failed"
	[ "$(acknowledged)" = $changes ] || fail "changes are missing"
	echo "$bus:"
	"$out/judge" replay "$folder/log" 1 $changes $cuts ||
		fail "the table does not survive"
	"$out/judge" image "$disk" 1 $changes || fail "the disk is not right"
done
bus=virtio

for ((kill = 1; kill <= kills; kill++)); do
	new_disk
	rm -f "$PID_FILE"
	: >"$console"
	run make $kill 100000 &
	command=$!
	wanted=$((RANDOM % 100 + 1))
	for ((polls = 0; polls < 12000; polls++)); do
		[ "$(grep -c . "$console")" -lt $wanted ] || break
		sleep 0.01
	done
	sleep 0.0$((RANDOM % 100))
	kill -KILL "$(cat "$PID_FILE")"
	! wait $command || fail "it ended by itself"
	command=
	# Of the last number digits may be missing: a smaller one is true too.
	last=$(acknowledged)
	[ "${last:-0}" -gt 0 ] || fail "nothing was done before the kill"
	"$out/judge" image "$disk" $kill "$last" ||
		fail "kill $kill: the table does not survive"
	run list || fail "kill $kill: a VM cannot read the table"
	echo "kill $kill, after $last changes: $(tail -n 1 "$console")"
done
