/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Strings about the system: no utilities, and nothing that a compiler must be
 * told.
 */
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "syscall.h"

static const char *value_of(int name)
{
	switch (name) {
	case _CS_PATH:
		return "/bin:/usr/bin";
	case _CS_POSIX_V7_WIDTH_RESTRICTED_ENVS:
		return "POSIX_V7_ILP32_OFF32";
	case _CS_V7_ENV:
		return "POSIXLY_CORRECT=1";
	case _CS_POSIX_V7_ILP32_OFF32_CFLAGS:
	case _CS_POSIX_V7_ILP32_OFF32_LDFLAGS:
	case _CS_POSIX_V7_ILP32_OFF32_LIBS:
	case _CS_POSIX_V7_THREADS_CFLAGS:
	case _CS_POSIX_V7_THREADS_LDFLAGS:
		return "";
	default:
		return NULL;
	}
}

static bool is_name(int name)
{
	return name >= _CS_PATH && name <= _CS_V7_ENV;
}

/* 0: it is no name (EINVAL), or has no value. */
size_t confstr(int name, char *buffer, size_t size)
{
	const char *value = value_of(name);
	size_t length;

	if (value == NULL) {
		if (!is_name(name))
			errno = EINVAL;
		return 0;
	}
	length = strlen(value) + 1;
	if (size != 0) {
		size = size < length ? size : length;
		memcpy(buffer, value, size);
		buffer[size - 1] = '\0';
	}
	return length;
}
