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

__BEGIN_DECLS

/* Both return the error.  Advice is not taken: 0, EBADF, EINVAL, ESPIPE. */
int posix_fadvise(int fd, off_t offset, off_t length, int advice);
/* EBADF: no file can be written; EINVAL. */
int posix_fallocate(int fd, off_t offset, off_t length);

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
