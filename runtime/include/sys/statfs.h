/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How much room there is for files, as Linux tells it; statvfs() is POSIX's.
 */
#ifndef _SYS_STATFS_H
#define _SYS_STATFS_H

#include <sys/cdefs.h>
#include <sys/types.h>

typedef struct {
	int __val[2];
} fsid_t;

struct statfs {
	unsigned long f_type; /* 0: not told */
	unsigned long f_bsize;
	fsblkcnt_t f_blocks;
	fsblkcnt_t f_bfree;
	fsblkcnt_t f_bavail;
	fsfilcnt_t f_files;
	fsfilcnt_t f_ffree;
	fsid_t f_fsid;
	unsigned long f_namelen;
	unsigned long f_frsize;
	unsigned long f_flags; /* ST_* of <sys/statvfs.h> */
};

__BEGIN_DECLS

int statfs(const char *path, struct statfs *status);
int fstatfs(int fd, struct statfs *status);

__END_DECLS

#endif
