/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "remedy.h"

#include <errno.h>

const char *remedy(int error)
{
	switch (error) {
	case ENOENT:
		return "correct the name, or see whether its folder is there";
	case ENOTDIR:
		return "correct the name: a file stands where it has a folder";
	case EISDIR:
		return "it is a folder; name a file";
	case EACCES:
	case EPERM:
		return "see with `ls -ld` whose it is, or choose another";
	case EROFS:
		return "nothing there can be written; choose another place";
	case ENOSPC:
	case EDQUOT:
		return "make room there, or choose another place";
	case EFBIG:
		return "a limit of yours is in the way; see `ulimit -f`";
	case EEXIST:
		return "it is there already; choose another name";
	case ENAMETOOLONG:
		return "choose a shorter name";
	default:
		return "try another file";
	}
}
