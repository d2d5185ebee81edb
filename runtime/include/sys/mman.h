/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Memory in pages.  A mapping of a file is a copy of what the file is then.
 * One that is shared, of a file that is open for reading and writing, goes into
 * the file by msync(), munmap() and at the end, the pages that have changed;
 * what is written to the file meanwhile does not show in it, nor in another
 * mapping of the same file.
 *
 * No page can be writable and executable at a time: such a protection fails
 * with ENOTSUP.  MAP_FIXED replaces pages of mappings that are already there
 * or were, and fails with ENOMEM elsewhere.  What is unmapped goes back to the
 * host at once.  Nothing can be locked in memory, since a whole machine may be
 * swapped out: mlock() and its like check their arguments and do nothing.
 */
#ifndef _SYS_MMAN_H
#define _SYS_MMAN_H

#include <sys/cdefs.h>
#include <sys/types.h>

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

#define MAP_SHARED 0x01
#define MAP_PRIVATE 0x02
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x20
#define MAP_ANON MAP_ANONYMOUS
/* Advice that is taken and does nothing. */
#define MAP_NORESERVE 0x4000
#define MAP_POPULATE 0x8000
#define MAP_STACK 0x20000
/* As MAP_FIXED, but EEXIST where something is mapped. */
#define MAP_FIXED_NOREPLACE 0x100000

#define MAP_FAILED ((void *)-1)

#define MREMAP_MAYMOVE 1

#define MS_ASYNC 1
#define MS_INVALIDATE 2
#define MS_SYNC 4

#define MCL_CURRENT 1
#define MCL_FUTURE 2

#define POSIX_MADV_NORMAL 0
#define POSIX_MADV_RANDOM 1
#define POSIX_MADV_SEQUENTIAL 2
#define POSIX_MADV_WILLNEED 3
#define POSIX_MADV_DONTNEED 4

#define MADV_NORMAL 0
#define MADV_RANDOM 1
#define MADV_SEQUENTIAL 2
#define MADV_WILLNEED 3
#define MADV_DONTNEED 4 /* reads as zero afterwards */
#define MADV_FREE 8     /* the same, at once */

__BEGIN_DECLS

void *mmap(void *, size_t, int, int, int, off_t);
int munmap(void *, size_t);
int mprotect(void *, size_t, int);
int msync(void *, size_t, int);
int mlock(const void *, size_t);
int munlock(const void *, size_t);
int mlockall(int);
int munlockall(void);
int posix_madvise(void *, size_t, int);

/* A file in memory, which mmap() then maps: errors of open(); EINVAL and
 * ENAMETOOLONG for the name, which has no slash but at its beginning. */
int shm_open(const char *name, int flags, mode_t mode);
int shm_unlink(const char *name);

/* Of other systems. */
int madvise(void *, size_t, int);
int mincore(void *, size_t, unsigned char *);
void *mremap(void *, size_t, size_t, int, ...);

__END_DECLS

#endif
