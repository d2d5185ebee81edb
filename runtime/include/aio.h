/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Asynchronous input and output, which cannot be had: files are in memory, and
 * sockets have epoll.  All calls fail with ENOSYS, and the linker warns.
 */
#ifndef _AIO_H
#define _AIO_H

#include <fcntl.h>
#include <signal.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <time.h>

struct aiocb {
	int aio_fildes;
	off_t aio_offset;
	volatile void *aio_buf;
	size_t aio_nbytes;
	int aio_reqprio;
	struct sigevent aio_sigevent;
	int aio_lio_opcode;
};

#define AIO_CANCELED 0
#define AIO_NOTCANCELED 1
#define AIO_ALLDONE 2

#define LIO_NOP 0
#define LIO_READ 1
#define LIO_WRITE 2
#define LIO_WAIT 0
#define LIO_NOWAIT 1

__BEGIN_DECLS

int aio_read(struct aiocb *request);
int aio_write(struct aiocb *request);
int aio_fsync(int kind, struct aiocb *request);
int aio_error(const struct aiocb *request); /* the error */
ssize_t aio_return(struct aiocb *request);
int aio_cancel(int fd, struct aiocb *request);
int aio_suspend(const struct aiocb *const requests[], int count,
		const struct timespec *time);
int lio_listio(int mode, struct aiocb *__restrict const requests[__restrict],
	       int count, struct sigevent *__restrict event);

__END_DECLS

#endif
