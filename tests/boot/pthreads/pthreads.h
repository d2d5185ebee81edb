/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The parts of the test of POSIX threads, a file each.  The result is how many
 * checks failed.
 */
#ifndef PTHREADS_PTHREADS_H
#define PTHREADS_PTHREADS_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

int test_mutexes(void);
int test_robust(void);
int test_conditions(void);
int test_rwlocks(void);
int test_barriers(void);
int test_semaphores(void);
int test_attributes(void);
int test_lives(void);
int test_c11(void);
int test_settings(void);
int test_stress(void);
int test_interruptions(void);

/* So far from now on a clock, and whether that has come. */
struct timespec from_now(clockid_t clock, long nanoseconds);
int has_come(clockid_t clock, const struct timespec *time);

/* Starts a thread, or ends the program. */
pthread_t start(void *(*entry)(void *), void *argument);
/* What it returned. */
intptr_t finish(pthread_t thread);

/* Lets the other threads run until each of them waits, or so it seems: for what
 * cannot be seen from outside.  Nothing may depend on it but that more is
 * tested. */
void let_others_run(void);

/* What no clock shows. */
#define NO_TIME                                                                \
	(const struct timespec)                                                \
	{                                                                      \
		.tv_nsec = 1000000000                                          \
	}

#define NO_CLOCK ((clockid_t)77)
#define SHORTLY 20000000L

#endif
