#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# enter.sh ROOT FILE... - a shell in a system like the one at ROOT, for a user
# who has these files in an otherwise empty home.  There is no network but the
# loopback interface, and no other process; all that changes is in memory, and
# gone with the shell.  Takes root.
set -euo pipefail

if [ "${1-}" != --inside ]; then
	exec unshare --mount --net --pid --ipc --uts --fork --kill-child \
		"$0" --inside "$@"
fi
shift
root=$1
shift
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/{changed,work,system}
mount -t overlay overlay /mnt/system \
	-o "lowerdir=$root,upperdir=/mnt/changed,workdir=/mnt/work"
home=/mnt/system/home/reader
cp "$@" "$home/"
chown -R --reference="$home" "$home"
mount -t proc proc /mnt/system/proc
ip link set lo up
exec chroot /mnt/system setpriv --reuid reader --regid reader --init-groups \
	--inh-caps=-all --bounding-set=-all --no-new-privs \
	env -i -C /home/reader HOME=/home/reader LC_ALL=C.UTF-8 TERM=dumb \
	PATH=/usr/local/bin:/usr/bin:/bin bash --norc --noprofile
