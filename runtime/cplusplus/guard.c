/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Static variables inside functions that are initialised when they are first
 * come to: once, whichever thread comes.  One lock serves them all, and its
 * owner may come to another on the way.
 *
 * The ABI gives each such variable a guard of 64 bits, whose first byte the
 * compiler reads by itself: not 0 once all is done.
 */
#include <pthread.h>
#include <stdint.h>

#define NAMED(name) __asm__(name)

static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

int cplusplus_guard_acquire(uint8_t *guard) NAMED("__cxa_guard_acquire");
int cplusplus_guard_acquire(uint8_t *guard)
{
	pthread_mutex_lock(&lock);
	if (*guard == 0)
		return 1;
	pthread_mutex_unlock(&lock);
	return 0;
}

void cplusplus_guard_release(uint8_t *guard) NAMED("__cxa_guard_release");
void cplusplus_guard_release(uint8_t *guard)
{
	__atomic_store_n(guard, 1, __ATOMIC_RELEASE);
	pthread_mutex_unlock(&lock);
}
