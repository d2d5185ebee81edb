/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What sockets of all families have in common of their options.
 */
#include <errno.h>
#include <string.h>
#include <sys/time.h>

#include <ilwaco/clock.h>

#include "sockets.h"

int socket_read_timeout(uint64_t *timeout, const void *value, socklen_t length)
{
	struct timeval time;

	if (length < sizeof(time))
		return -EINVAL;
	memcpy(&time, value, sizeof(time));
	if (time.tv_sec < 0 || time.tv_usec < 0 || time.tv_usec >= 1000000)
		return -EDOM;
	if ((uint64_t)time.tv_sec >= ILW_NEVER / ILW_SECOND)
		*timeout = ILW_NEVER;
	else
		*timeout = (uint64_t)time.tv_sec * ILW_SECOND +
			   (uint64_t)time.tv_usec * ILW_MICROSECOND;
	if (*timeout == 0)
		*timeout = ILW_NEVER;
	return 0;
}

int socket_write_timeout(uint64_t timeout, void *value, socklen_t *length)
{
	struct timeval time = { 0 };

	if (timeout != ILW_NEVER) {
		time.tv_sec = (time_t)(timeout / ILW_SECOND);
		time.tv_usec = (suseconds_t)(timeout % ILW_SECOND /
					     ILW_MICROSECOND);
	}
	return socket_write_value(&time, sizeof(time), value, length);
}

uint64_t socket_deadline(uint64_t timeout)
{
	return timeout == ILW_NEVER ? ILW_NEVER : ilw_clock_after(timeout);
}

int socket_write_value(const void *from, socklen_t size, void *value,
		       socklen_t *length)
{
	if (*length > size)
		*length = size;
	memcpy(value, from, *length);
	return 0;
}
