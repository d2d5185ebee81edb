/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The edge between the runtime's inside, where results are negative errno
 * values, and POSIX, where they are -1 and errno.
 *
 * Calls that may block.  Between the two ends of
 *
 *	do {
 *		syscall_blocking_enter();
 *		result = ...;
 *	} while (syscall_blocking_again(result));
 *
 * no signal handler runs, and the thread is not cancelled: what was begun is
 * finished, or undone with -EINTR because the thread was interrupted.  So each
 * turn of the loop gives back all it takes: handlers run in the second call,
 * and the thread may end there.  (SYSCALL_BLOCKING is that loop.)  It is where
 * cancellation is tested, too.
 */
#ifndef RUNTIME_SYSCALL_H
#define RUNTIME_SYSCALL_H

#include <errno.h>
#include <stdbool.h>
#include <signal.h>
#include <stddef.h>
#include <sys/types.h>

static inline long syscall_result(long result)
{
	if (result >= 0)
		return result;
	errno = (int)-result;
	return -1;
}

/* The same of a place in a file. */
static inline off_t syscall_offset(off_t result)
{
	return result < 0 ? syscall_result((long)result) : result;
}

/* Only programs that interrupt threads have these (interrupt.c). */
void interrupt_enter(void) __attribute__((weak));
bool interrupt_leave(long result, bool restartable) __attribute__((weak));

static inline void syscall_blocking_enter(void)
{
	if (interrupt_enter != NULL)
		interrupt_enter();
}

/* Whether to begin anew: the call was interrupted, and by nothing that ran a
 * handler, or all handlers that ran have SA_RESTART. */
static inline bool syscall_blocking_again(long result)
{
	return interrupt_leave != NULL && interrupt_leave(result, true);
}

/* The same for calls that a handler ends whatever its flags: those that wait
 * for a time or for a signal. */
static inline bool syscall_waiting_again(long result)
{
	return interrupt_leave != NULL && interrupt_leave(result, false);
}

/* For calls with a mask of signals for as long as they last: the first time
 * right after syscall_blocking_enter, and to put the old one back last of all.
 * NULL: nothing.  Only programs with signals have masks (signals.h). */
void signal_replace_mask(const sigset_t *mask, sigset_t *old)
	__attribute__((weak));

static inline void syscall_mask(const sigset_t *mask, sigset_t *old)
{
	if (mask != NULL && signal_replace_mask != NULL)
		signal_replace_mask(mask, old);
}

/* A cancellation point that does not block. */
void pthread_testcancel(void) __attribute__((weak));

static inline void syscall_testcancel(void)
{
	if (pthread_testcancel != NULL)
		pthread_testcancel();
}

/* For a write that failed with -EPIPE: SIGPIPE (brokenpipe.c). */
void syscall_broken_pipe(void);

#define SYSCALL_BLOCKING(result, call)                                         \
	do {                                                                   \
		syscall_blocking_enter();                                      \
		(result) = (call);                                             \
	} while (syscall_blocking_again(result))

/* For a call that cannot work here.  The linker warns whoever uses it. */
#define SYSCALL_WARNING(name, text)                                            \
	static const char warn_##name[]                                        \
		__attribute__((used, section(".gnu.warning." #name))) = text

#endif
