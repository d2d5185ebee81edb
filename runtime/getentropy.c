/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <sys/random.h>

#include <ilwaco/random.h>

#include "syscall.h"

#define ENTROPY_MAX 256

int getentropy(void *buffer, size_t length)
{
	if (length > ENTROPY_MAX)
		return (int)syscall_result(-EIO);
	ilw_random(buffer, length);
	return 0;
}

ssize_t getrandom(void *buffer, size_t length, unsigned int flags)
{
	if (flags &
	    ~(unsigned int)(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE))
		return syscall_result(-EINVAL);
	ilw_random(buffer, length);
	return (ssize_t)length;
}
