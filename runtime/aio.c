/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Asynchronous input and output, which cannot be had.
 */
#include <aio.h>

#include "syscall.h"

#define REASON " always fails here: files are in memory, sockets have epoll"

SYSCALL_WARNING(aio_read, "aio_read" REASON);
SYSCALL_WARNING(aio_write, "aio_write" REASON);
SYSCALL_WARNING(aio_fsync, "aio_fsync" REASON);
SYSCALL_WARNING(lio_listio, "lio_listio" REASON);

int aio_read(struct aiocb *request)
{
	(void)request;
	return (int)syscall_result(-ENOSYS);
}

int aio_write(struct aiocb *request)
{
	(void)request;
	return (int)syscall_result(-ENOSYS);
}

int aio_fsync(int kind, struct aiocb *request)
{
	(void)kind;
	(void)request;
	return (int)syscall_result(-ENOSYS);
}

int lio_listio(int mode, struct aiocb *restrict const requests[restrict],
	       int count, struct sigevent *restrict event)
{
	(void)mode;
	(void)requests;
	(void)count;
	(void)event;
	return (int)syscall_result(-ENOSYS);
}

/* Of requests that cannot have been made. */
int aio_error(const struct aiocb *request)
{
	(void)request;
	return ENOSYS;
}

ssize_t aio_return(struct aiocb *request)
{
	(void)request;
	return (ssize_t)syscall_result(-ENOSYS);
}

int aio_cancel(int fd, struct aiocb *request)
{
	(void)fd;
	(void)request;
	return (int)syscall_result(-ENOSYS);
}

int aio_suspend(const struct aiocb *const requests[], int count,
		const struct timespec *time)
{
	(void)requests;
	(void)count;
	(void)time;
	return (int)syscall_result(-ENOSYS);
}
