#!/bin/sh
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# QEMU, as DENALI_QEMU names it, which leaves its process number in PID_FILE
# and, if WRITE_LOG is set, logs there what it writes to the first disk and
# flushes.
echo $$ >"$PID_FILE"
for word; do
	shift
	case $WRITE_LOG$word in
	/*if=none,id=disk1,file=*)
		file=${word#*file=}
		word="if=none,id=disk1,driver=blklogwrites"
		word="$word,file.driver=raw,file.file.driver=file"
		word="$word,file.file.filename=${file%%,*}"
		word="$word,log.driver=file,log.filename=$WRITE_LOG"
		word="$word,cache=writeback"
		;;
	esac
	set -- "$@" "$word"
done
exec qemu-system-i386 "$@"
