/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the files that implement POSIX threads share.
 */
#ifndef RUNTIME_THREADS_H
#define RUNTIME_THREADS_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <ilwaco/wait.h>

struct ilw_thread;
struct timespec;

/* A thread, from its creation until it has ended and was joined or detached. */
struct __pthread {
	struct ilw_thread *thread;
	void *(*entry)(void *);
	void *argument;
	void *result;
	bool detached;
	bool ended;
	struct ilw_wait_queue joiners;
	void **values;          /* by key; NULL: none was ever set */
	struct __pthread *next; /* among those with values */
};

/* Calls the destructors of the calling thread's values, and frees them.  Weak
 * where it is called: only programs with keys have it. */
void pthread_end_values(struct __pthread *self) __attribute__((weak));

/* An absolute time on a clock, as a deadline of ilwaco/clock.h.  False: it is
 * no time. */
bool pthread_deadline(const struct timespec *time, bool monotonic,
		      uint64_t *deadline);

#endif
