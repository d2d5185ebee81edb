/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The edge between the runtime's inside, where results are negative errno
 * values, and POSIX, where they are -1 and errno.
 */
#ifndef RUNTIME_SYSCALL_H
#define RUNTIME_SYSCALL_H

#include <errno.h>

static inline long syscall_result(long result)
{
	if (result >= 0)
		return result;
	errno = (int)-result;
	return -1;
}

/* For a call that cannot work here.  The linker warns whoever uses it. */
#define SYSCALL_WARNING(name, text)                                            \
	static const char warn_##name[]                                        \
		__attribute__((used, section(".gnu.warning." #name))) = text

#endif
