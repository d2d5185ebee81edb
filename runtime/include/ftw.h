/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Walking a tree of files.
 */
#ifndef _FTW_H
#define _FTW_H

#include <sys/cdefs.h>
#include <sys/stat.h>

/* What visit() is told of. */
#define FTW_F 0   /* a file */
#define FTW_D 1   /* a directory, before what is in it */
#define FTW_DNR 2 /* a directory that cannot be read */
#define FTW_NS 3  /* what cannot be looked at */
#define FTW_SL 4  /* a symbolic link (FTW_PHYS) */
#define FTW_DP 5  /* a directory, after what is in it */
#define FTW_SLN 6 /* a symbolic link to nowhere (without FTW_PHYS) */

/* Flags of nftw(). */
#define FTW_PHYS 1 /* follow no symbolic links */
#define FTW_MOUNT 2
#define FTW_CHDIR 8
#define FTW_DEPTH 4

struct FTW {
	int base;  /* where the last name begins in the path */
	int level; /* 0: the path that was given */
};

__BEGIN_DECLS

/* Until visit() returns something other than 0, which they return; -1: ENOENT,
 * ENOTDIR, ENAMETOOLONG, ENOMEM, EMFILE.  most is not looked at: a descriptor
 * is open for each level.  FTW_CHDIR: EINVAL. */
int ftw(const char *path,
	int (*visit)(const char *path, const struct stat *status, int what),
	int most);
int nftw(const char *path,
	 int (*visit)(const char *path, const struct stat *status, int what,
		      struct FTW *place),
	 int most, int flags);

__END_DECLS

#endif
