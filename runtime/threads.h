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

#include "signals.h"

struct ilw_thread;
struct timespec;

#define PTHREAD_NAME 16 /* with the NUL */

/* A thread, from its creation until it has ended and was joined or detached. */
struct __pthread {
	/* NULL when it is gone: see below.  Volatile: what is stored before
	 * memory is freed is otherwise left out. */
	const struct __pthread *volatile self;
	struct ilw_thread *thread;
	void *(*entry)(void *);
	void *argument;
	void *result;
	bool detached;
	bool ended;
	unsigned char policy;
	int priority;
	struct ilw_wait_queue joiners;
	struct __pthread *joins; /* whose end it awaits */
	void **values;           /* by key; NULL: none was ever set */
	struct __pthread *next;  /* among those with values */
	pthread_mutex_t *robust; /* the first of those it holds */
	unsigned int read_locks; /* of any read-write locks */
	char name[PTHREAD_NAME];
	struct __pthread *peer; /* the next of all that have not ended */
	struct __pthread **peer_link;
	struct signal_state signals;
	volatile bool cancelled;
	volatile bool cancel_disabled;
	volatile bool cancel_async;
	struct _pthread_cleanup_context *cleanups;
};

/* The one that runs main(): the first of all, and always among them. */
extern struct __pthread pthread_main;

/* Whether the thread is there, ended or not.  A handle that has outlived its
 * thread is an error of the program's, which this finds out in most cases. */
static inline bool pthread_is_there(const struct __pthread *thread)
{
	return thread->self == thread || thread == &pthread_main;
}

/* With preemption disabled. */
static inline void pthread_add_peer(struct __pthread *thread)
{
	thread->peer = pthread_main.peer;
	thread->peer_link = &pthread_main.peer;
	if (thread->peer != NULL)
		thread->peer->peer_link = &thread->peer;
	pthread_main.peer = thread;
}

static inline void pthread_remove_peer(struct __pthread *thread)
{
	if (thread->peer_link == NULL)
		return;
	*thread->peer_link = thread->peer;
	if (thread->peer != NULL)
		thread->peer->peer_link = thread->peer_link;
}

/* Parts of a thread's end, and of cancellation, which only programs have that
 * use them: calls what was pushed and not popped; ends the calling thread if it
 * is cancelled and of the asynchronous type. */
void pthread_end_cleanups(struct __pthread *self) __attribute__((weak));
void pthread_cancel_now(void) __attribute__((weak));
void pthread_testcancel(void) __attribute__((weak));

/* Releases the C library's locks that the calling thread holds.  Weak where it
 * is called: only programs with such locks have it. */
void pthread_end_locks(void) __attribute__((weak));

/* Calls the destructors of the calling thread's values, and frees them.  Weak
 * where it is called: only programs with keys have it. */
void pthread_end_values(struct __pthread *self) __attribute__((weak));

/* Robust mutexes, of which only programs with such have any.
 * end: the calling thread leaves those that it holds to their next owners.
 * acquired: the calling thread has just locked a mutex.  The result is the
 * lock's: 0, EOWNERDEAD or ENOTRECOVERABLE; with that it is unlocked again.
 * releasing: it is about to unlock one. */
void pthread_robust_end(struct __pthread *self) __attribute__((weak));
int pthread_robust_acquired(pthread_mutex_t *mutex) __attribute__((weak));
void pthread_robust_releasing(pthread_mutex_t *mutex) __attribute__((weak));

/* An absolute time on a clock, as a deadline of ilwaco/clock.h.  False: it is
 * no time, or no clock that one can wait on. */
bool pthread_deadline(const struct timespec *time, clockid_t clock,
		      uint64_t *deadline);

/* One that waits to be let in by another thread, by its own name; on its own
 * stack.  With preemption disabled. */
struct pthread_waiter {
	struct pthread_waiter *next;
	struct __pthread *thread;
	struct ilw_wait_queue queue;
	bool writes;
	volatile bool admitted;
};

/* False: it was not admitted before the deadline. */
bool pthread_await_admission(struct pthread_waiter *waiter, uint64_t deadline);
void pthread_admit(struct pthread_waiter *waiter);

/* Whether there is such a policy, and such a priority with it. */
bool sched_is_policy(int policy);
bool sched_is_priority(int policy, int priority);

#endif
