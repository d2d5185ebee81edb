#!/bin/sh
# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# QEMU, as DENALI_QEMU names it, with another disk in the swap disk's place, or
# that of OTHER_ID: OTHER_SWAP, a part of -drive's options; a @ at its end
# stands for the disk's own file.
id=${OTHER_ID:-swap}
for word; do
	shift
	case $word in
	if=none,id=$id,file=*)
		file=${word#*file=}
		file=${file%%,*}
		word="if=none,id=$id,format=raw,cache=${OTHER_CACHE:-unsafe}"
		case $OTHER_SWAP in
		*@) word="$word,${OTHER_SWAP%@}$file" ;;
		*) word="$word,$OTHER_SWAP" ;;
		esac
		;;
	esac
	set -- "$@" "$word"
done
exec qemu-system-i386 "$@"
