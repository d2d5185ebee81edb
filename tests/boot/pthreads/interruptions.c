/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Threads that wait, and are sent signals or cancelled.
 */
#include "pthreads.h"

#include <semaphore.h>
#include <signal.h>

#include "guest/check.h"

static pthread_mutex_t mutex = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_once_t once;
static pthread_barrier_t barrier;
static sem_t semaphore, handled;
static volatile int begun, cleaned, go_on;

static void on_signal(int signal)
{
	(void)signal;
	sem_post(&handled);
}

static void handle(int flags)
{
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = flags };

	EQUAL(sigaction(SIGUSR1, &action, NULL), 0);
}

/* Sends signals until one was handled, and the thread has ended or again
 * waits. */
static void send_to(pthread_t thread)
{
	let_others_run();
	EQUAL(pthread_kill(thread, SIGUSR1), 0);
	while (sem_wait(&handled) != 0)
		continue;
	let_others_run();
}

static void cancel_waiting(pthread_t thread)
{
	while (!begun)
		sched_yield();
	let_others_run();
	EQUAL(pthread_cancel(thread), 0);
	EQUAL(finish(thread), (intptr_t)PTHREAD_CANCELED);
	begun = 0;
}

static void *take(void *unused)
{
	int result;

	(void)unused;
	begun = 1;
	errno = 0;
	result = sem_wait(&semaphore);
	return (void *)(intptr_t)(result == 0 ? 0 : errno);
}

static void test_semaphore(void)
{
	pthread_t thread;
	int value = -1;

	EQUAL(sem_init(&semaphore, 0, 0), 0);
	handle(0);
	thread = start(take, NULL);
	send_to(thread);
	EQUAL(finish(thread), EINTR);
	handle(SA_RESTART);
	thread = start(take, NULL);
	send_to(thread);
	EQUAL(sem_post(&semaphore), 0);
	EQUAL(finish(thread), 0);
	begun = 0;
	cancel_waiting(start(take, NULL));
	EQUAL(sem_destroy(&semaphore), 0);
	EQUAL(sem_post(&semaphore), 0);
	EQUAL(sem_getvalue(&semaphore, &value), 0);
	EQUAL(value, 1);
}

static void unlock(void *unused)
{
	(void)unused;
	cleaned++;
	EQUAL(pthread_mutex_unlock(&mutex), 0);
}

static void *wait_for_ever(void *unused)
{
	EQUAL(pthread_mutex_lock(&mutex), 0);
	pthread_cleanup_push(unlock, NULL);
	begun++;
	while (!go_on)
		EQUAL(pthread_cond_wait(&condition, &mutex), 0);
	pthread_cleanup_pop(1);
	return unused;
}

/* The one that is cancelled leaves its signal to the other. */
static void test_lost_signal(void)
{
	pthread_t first, second;

	begun = cleaned = go_on = 0;
	first = start(wait_for_ever, NULL);
	second = start(wait_for_ever, NULL);
	while (begun != 2)
		sched_yield();
	EQUAL(pthread_mutex_lock(&mutex), 0);
	go_on = 1;
	EQUAL(pthread_cond_signal(&condition), 0);
	EQUAL(pthread_cancel(first), 0);
	EQUAL(pthread_mutex_unlock(&mutex), 0);
	EQUAL(finish(first), (intptr_t)PTHREAD_CANCELED);
	EQUAL(finish(second), 0);
	EQUAL(cleaned, 2);
	begun = go_on = 0;
}

static void test_condition(void)
{
	pthread_t thread;

	begun = cleaned = go_on = 0;
	cancel_waiting(start(wait_for_ever, NULL));
	EQUAL(cleaned, 1);
	EQUAL(pthread_mutex_trylock(&mutex), 0);
	EQUAL(pthread_mutex_unlock(&mutex), 0);
	handle(0);
	thread = start(wait_for_ever, NULL);
	send_to(thread);
	EQUAL(pthread_mutex_lock(&mutex), 0);
	go_on = 1;
	EQUAL(pthread_cond_broadcast(&condition), 0);
	EQUAL(pthread_mutex_unlock(&mutex), 0);
	EQUAL(finish(thread), 0);
	test_lost_signal();
}

static void *join(void *thread)
{
	begun = 1;
	return (void *)(intptr_t)pthread_join(*(pthread_t *)thread, NULL);
}

/* Who was to be joined can be joined by another. */
static void test_join(void)
{
	pthread_t thread, joiner;

	EQUAL(sem_init(&semaphore, 0, 0), 0);
	thread = start(take, NULL);
	let_others_run();
	begun = 0;
	cancel_waiting(start(join, &thread));
	handle(0);
	joiner = start(join, &thread);
	send_to(joiner);
	EQUAL(sem_post(&semaphore), 0);
	EQUAL(finish(joiner), 0);
	begun = 0;
}

static void do_for_ever(void)
{
	begun = 1;
	while (!go_on)
		sem_wait(&semaphore);
}

static void *do_once(void *unused)
{
	EQUAL(pthread_once(&once, do_for_ever), 0);
	return unused;
}

/* What was begun by one that was cancelled the next begins anew. */
static void test_once(void)
{
	pthread_t second, thread = start(do_once, NULL);

	while (!begun)
		sched_yield();
	second = start(do_once, NULL);
	let_others_run();
	begun = 0;
	EQUAL(pthread_cancel(thread), 0);
	EQUAL(finish(thread), (intptr_t)PTHREAD_CANCELED);
	while (!begun)
		sched_yield();
	go_on = 1;
	EQUAL(sem_post(&semaphore), 0);
	EQUAL(finish(second), 0);
	begun = go_on = 0;
}

static void *lock_mutex(void *unused)
{
	EQUAL(pthread_mutex_lock(&mutex), 0);
	EQUAL(pthread_mutex_unlock(&mutex), 0);
	return unused;
}

static void *pass_barrier(void *unused)
{
	(void)unused;
	return (void *)(intptr_t)pthread_barrier_wait(&barrier);
}

/* Handlers run, and the wait goes on. */
static void test_uninterruptible(void)
{
	pthread_t thread;

	handle(0);
	EQUAL(pthread_mutex_lock(&mutex), 0);
	thread = start(lock_mutex, NULL);
	send_to(thread);
	EQUAL(pthread_mutex_unlock(&mutex), 0);
	EQUAL(finish(thread), 0);
	EQUAL(pthread_barrier_init(&barrier, NULL, 2), 0);
	thread = start(pass_barrier, NULL);
	send_to(thread);
	EQUAL(pthread_barrier_wait(&barrier), PTHREAD_BARRIER_SERIAL_THREAD);
	EQUAL(finish(thread), 0);
}

int test_interruptions(void)
{
	EQUAL(sem_init(&handled, 0, 0), 0);
	test_semaphore();
	test_condition();
	test_join();
	test_once();
	test_uninterruptible();
	return check_failures;
}
