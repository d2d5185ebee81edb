/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Semaphores of POSIX.  The names of named ones are the VM's: nothing outside
 * knows them, and they end with it.
 */
#ifndef _SEMAPHORE_H
#define _SEMAPHORE_H

#include <fcntl.h>
#include <sys/cdefs.h>
#include <sys/types.h>
#include <time.h>

#define SEM_FAILED ((sem_t *)0)

#ifndef SEM_VALUE_MAX
#define SEM_VALUE_MAX 0x7fffffff
#endif

typedef struct {
	volatile unsigned int __count;
	__pthread_queue_t __queue;
} sem_t;

__BEGIN_DECLS

int sem_init(sem_t *__semaphore, int __shared, unsigned int __value);
/* EBUSY: threads wait. */
int sem_destroy(sem_t *__semaphore);

/* sem_post may be called by signal handlers. */
int sem_post(sem_t *__semaphore);
int sem_wait(sem_t *__semaphore);
int sem_trywait(sem_t *__semaphore);
int sem_timedwait(sem_t *__restrict __semaphore,
		  const struct timespec *__restrict __time);
int sem_clockwait(sem_t *__restrict __semaphore, clockid_t __clock,
		  const struct timespec *__restrict __time);
int sem_getvalue(sem_t *__restrict __semaphore, int *__restrict __value);

/* A name is a slash and up to 255 bytes that are no slash. */
sem_t *sem_open(const char *__name, int __flags, ...);
int sem_close(sem_t *__semaphore);
int sem_unlink(const char *__name);

__END_DECLS

#endif
