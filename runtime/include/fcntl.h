/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's header, and advice, which it lacks.
 */
#include_next <fcntl.h>

#ifndef _DENALI_FCNTL_H
#define _DENALI_FCNTL_H

/* Data alone is not told from the rest. */
#ifndef O_DSYNC
#define O_DSYNC O_SYNC
#define O_RSYNC O_SYNC
#endif

#define POSIX_FADV_NORMAL 0
#define POSIX_FADV_SEQUENTIAL 1
#define POSIX_FADV_RANDOM 2
#define POSIX_FADV_WILLNEED 3
#define POSIX_FADV_DONTNEED 4
#define POSIX_FADV_NOREUSE 5

/* Locks whose owner is the open file, whichever descriptors it has. */
#define F_OFD_GETLK 36
#define F_OFD_SETLK 37
#define F_OFD_SETLKW 38

#define FALLOC_FL_KEEP_SIZE 1

__BEGIN_DECLS

/* Advice is checked and not taken.  Returns 0, EBADF, EINVAL or ESPIPE. */
int posix_fadvise(int fd, off_t offset, off_t length, int advice);
/* Room for a range of the file, which gets at least that size: 0, or the error:
 * EBADF, EINVAL, EFBIG, ENOSPC, ENODEV, ESPIPE; EROFS. */
int posix_fallocate(int fd, off_t offset, off_t length);
/* The same with errno.  EOPNOTSUPP: a mode other than 0. */
int fallocate(int fd, int mode, off_t offset, off_t length);
#if __GNU_VISIBLE
/* -1: ESPIPE, EINVAL, EBADF.  Nothing is gained by it but a call. */
ssize_t copy_file_range(int from, off_t *from_offset, int to, off_t *to_offset,
			size_t length, unsigned flags);
#endif

/* open() of what is there, to read it: for programs that do no more this is all
 * that is linked. */
int __open_present(const char *path, int flags);

#if defined __GNUC__ && defined __OPTIMIZE__ && !defined __clang__ &&          \
	!defined __cplusplus
int __open_whole(const char *path, int flags, ...) __asm__("open");

extern __inline
	__attribute__((__gnu_inline__, __always_inline__, __artificial__)) int
	open(const char *path, int flags, ...)
{
	if (__builtin_constant_p(flags) &&
	    (flags & (O_ACCMODE | O_CREAT | O_TRUNC)) == 0)
		return __open_present(path, flags);
	return __open_whole(path, flags, __builtin_va_arg_pack());
}
#endif

__END_DECLS

#endif
