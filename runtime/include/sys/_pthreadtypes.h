/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The types of POSIX threads.  All-zero objects are initialised ones, so that
 * the static initialisers cost nothing; what is inside is the runtime's alone.
 */
#ifndef _SYS__PTHREADTYPES_H_
#define _SYS__PTHREADTYPES_H_

#include <stddef.h>
#include <sys/sched.h>

#define PTHREAD_CREATE_JOINABLE 0
#define PTHREAD_CREATE_DETACHED 1

#define PTHREAD_PROCESS_PRIVATE 0
#define PTHREAD_PROCESS_SHARED 1

#define PTHREAD_MUTEX_NORMAL 0
#define PTHREAD_MUTEX_DEFAULT 0
#define PTHREAD_MUTEX_RECURSIVE 1
#define PTHREAD_MUTEX_ERRORCHECK 2

#define PTHREAD_MUTEX_STALLED 0
#define PTHREAD_MUTEX_ROBUST 1

/* Of these none makes a difference: all threads have one priority. */
#define PTHREAD_PRIO_NONE 0
#define PTHREAD_PRIO_INHERIT 1
#define PTHREAD_PRIO_PROTECT 2
#define PTHREAD_INHERIT_SCHED 0
#define PTHREAD_EXPLICIT_SCHED 1
#define PTHREAD_SCOPE_SYSTEM 0
#define PTHREAD_SCOPE_PROCESS 1

#define PTHREAD_STACK_MIN 4096
#define PTHREAD_KEYS_MAX 128
#define PTHREAD_DESTRUCTOR_ITERATIONS 4

/* Threads that wait: first and last. */
typedef struct {
	void *__first;
	void *__last;
} __pthread_queue_t;

typedef struct __pthread *pthread_t;

typedef struct {
	void *__stack; /* the caller's; 0: to be made */
	size_t __stack_size;
	size_t __guard_size;
	int __priority;
	unsigned char __detached;
	unsigned char __explicit;
	unsigned char __policy;
} pthread_attr_t;

/* The word is the owner's thread pointer, 0 while it is free, and flags. */
typedef struct __pthread_mutex {
	__UINTPTR_TYPE__ __word;
	__pthread_queue_t __queue;
	unsigned int __depth; /* of a recursive one: locks beyond the first */
	unsigned char __kind;
	unsigned char __robust;
	unsigned char __protocol;
	unsigned char __ceiling;
	struct __pthread_mutex *__next; /* robust ones that a thread holds */
} pthread_mutex_t;

typedef struct {
	unsigned char __kind;
	unsigned char __robust;
	unsigned char __protocol;
	unsigned char __ceiling;
	unsigned char __shared;
} pthread_mutexattr_t;

typedef struct {
	__pthread_queue_t __queue;
	int __monotonic;
} pthread_cond_t;

typedef struct {
	unsigned char __monotonic;
	unsigned char __shared;
} pthread_condattr_t;

typedef struct {
	void *__writer;
	unsigned int __readers;
	__pthread_queue_t __queue;
} pthread_rwlock_t;

typedef struct {
	int __shared;
} pthread_rwlockattr_t;

typedef struct {
	void *__waiting; /* the last that came */
	unsigned int __missing;
	unsigned int __count;
} pthread_barrier_t;

typedef struct {
	int __shared;
} pthread_barrierattr_t;

typedef struct {
	void *volatile __owner;
} pthread_spinlock_t;

typedef unsigned int pthread_key_t;

typedef struct {
	int __state;
	__pthread_queue_t __queue;
} pthread_once_t;

#define __PTHREAD_MUTEX(kind)                                                  \
	{                                                                      \
		0, { 0, 0 }, 0, (kind), 0, 0, 0, 0                             \
	}
#define _PTHREAD_MUTEX_INITIALIZER __PTHREAD_MUTEX(PTHREAD_MUTEX_DEFAULT)
#define PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP                                 \
	__PTHREAD_MUTEX(PTHREAD_MUTEX_RECURSIVE)
#define PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP                                \
	__PTHREAD_MUTEX(PTHREAD_MUTEX_ERRORCHECK)
#define _PTHREAD_COND_INITIALIZER                                              \
	{                                                                      \
		{ 0, 0 }, 0                                                    \
	}
#define _PTHREAD_RWLOCK_INITIALIZER                                            \
	{                                                                      \
		0, 0,                                                          \
		{                                                              \
			0, 0                                                   \
		}                                                              \
	}
#define _PTHREAD_ONCE_INIT                                                     \
	{                                                                      \
		0,                                                             \
		{                                                              \
			0, 0                                                   \
		}                                                              \
	}

#endif
