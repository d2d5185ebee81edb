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

#define __PTHREAD_INLINE extern __inline__ __attribute__((__gnu_inline__))
#define __PTHREAD_ALWAYS __PTHREAD_INLINE __attribute__((__always_inline__))

/* What of these two calls is compiled into their callers: a mutex that nobody
 * else has or wants is locked, and unlocked, by one instruction.  It needs no
 * bus lock since a VM has one virtual processor. */
__PTHREAD_ALWAYS int __pthread_exchange(pthread_mutex_t *__mutex,
					__UINTPTR_TYPE__ __from,
					__UINTPTR_TYPE__ __to)
{
	int __done;

	__asm__ volatile("cmpxchg %3, %1"
			 : "=@ccz"(__done), "+m"(__mutex->__word), "+a"(__from)
			 : "r"(__to)
			 : "memory");
	return __done;
}

__PTHREAD_ALWAYS __UINTPTR_TYPE__ __pthread_pointer(void)
{
	__UINTPTR_TYPE__ __pointer;

	__asm__("mov %%gs:0, %0" : "=r"(__pointer));
	return __pointer;
}

int __pthread_mutex_lock(pthread_mutex_t *__mutex);
int __pthread_mutex_unlock(pthread_mutex_t *__mutex);

__PTHREAD_INLINE int pthread_mutex_lock(pthread_mutex_t *__mutex)
{
	if (__pthread_exchange(__mutex, 0, __pthread_pointer()))
		return 0;
	return __pthread_mutex_lock(__mutex);
}

__PTHREAD_INLINE int pthread_mutex_unlock(pthread_mutex_t *__mutex)
{
	if (__pthread_exchange(__mutex, __pthread_pointer(), 0))
		return 0;
	return __pthread_mutex_unlock(__mutex);
}

#ifdef __cplusplus
}
#endif

#endif
