/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a guest program tests its own calls with.  Each check that does not hold
 * prints where it stands, what it asked, and errno; main() ends with
 * `return check_end();`, which prints `0 failures` if all held.
 */
#ifndef GUEST_CHECK_H
#define GUEST_CHECK_H

#include <errno.h>
#include <stdio.h>

static int check_failures;

static inline int check_that(int holds, const char *file, int line,
			     const char *what)
{
	if (holds)
		return 1;
	check_failures++;
	printf("%s:%d: not so: %s (errno %d)\n", file, line, what, errno);
	return 0;
}

static inline int check_equal(long long got, long long wanted, const char *file,
			      int line, const char *what)
{
	if (got == wanted)
		return 1;
	check_failures++;
	printf("%s:%d: %s is %lld, not %lld (errno %d)\n", file, line, what,
	       got, wanted, errno);
	return 0;
}

/* Each is true if it holds, so that what depends on it can be left out. */
#define CHECK(expression)                                                      \
	check_that((errno = 0, (expression)) ? 1 : 0, __FILE__, __LINE__,      \
		   #expression)
#define EQUAL(got, wanted)                                                     \
	check_equal((errno = 0, (long long)(got)), (long long)(wanted),        \
		    __FILE__, __LINE__, #got)
/* A call that returns -1 and sets errno. */
#define FAILS(call, error)                                                     \
	check_that((errno = 0, (call) == -1) && errno == (error), __FILE__,    \
		   __LINE__, #call " fails with " #error)

static inline int check_end(void)
{
	printf("%d failures\n", check_failures);
	return check_failures != 0;
}

#endif
