/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * POSIX threads: newlib's declarations, and those it lacks.
 *
 * All threads have one priority and take turns: policies, priorities, protocols
 * and ceilings are checked, kept and told, and change nothing.  What is shared
 * between processes is so among all there are, which is one.
 */
#ifndef _DENALI_PTHREAD_H
#define _DENALI_PTHREAD_H

#include_next <pthread.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Robust mutexes: if the owner's thread ends, the next that locks it is told so
 * by EOWNERDEAD and owns it. */
int pthread_mutexattr_getrobust(const pthread_mutexattr_t *__attributes,
				int *__robust);
int pthread_mutexattr_setrobust(pthread_mutexattr_t *__attributes,
				int __robust);
int pthread_mutex_consistent(pthread_mutex_t *__mutex);

/* The clock is CLOCK_REALTIME or CLOCK_MONOTONIC. */
int pthread_mutex_clocklock(pthread_mutex_t *__mutex, clockid_t __clock,
			    const struct timespec *__time);
int pthread_cond_clockwait(pthread_cond_t *__condition,
			   pthread_mutex_t *__mutex, clockid_t __clock,
			   const struct timespec *__time);
int pthread_rwlock_clockrdlock(pthread_rwlock_t *__lock, clockid_t __clock,
			       const struct timespec *__time);
int pthread_rwlock_clockwrlock(pthread_rwlock_t *__lock, clockid_t __clock,
			       const struct timespec *__time);

/* What a thread is like: its stack as it is, the main thread's too. */
int pthread_getattr_np(pthread_t __id, pthread_attr_t *__attributes);

#ifdef __cplusplus
}
#endif

#endif
