/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ways to end, by name: what is called before the end, in which order, and how
 * often.  Two more let a thread run past its stack, and take and leave memory.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define THREADS 40
#define USED 60000

static pthread_key_t key;
static pthread_t main_thread;

__attribute__((destructor)) static void last(void)
{
	puts("destructor");
}

static void first_registered(void)
{
	puts("first");
}

static void registered_late(void)
{
	puts("late");
}

static void second_registered(void)
{
	puts("second");
	atexit(registered_late);
}

static void destroy(void *value)
{
	puts(value);
}

static void *end_process(void *unused)
{
	(void)unused;
	exit(7);
}

static void *await_main(void *unused)
{
	void *result = NULL;

	(void)unused;
	pthread_join(main_thread, &result);
	puts(result);
	return NULL;
}

static void *run_on(void *unused)
{
	for (;;)
		*(volatile char *)unused = 1;
	return NULL;
}

static void let_other_end_too(void)
{
	struct timespec shortly = { .tv_nsec = 50000000 };

	puts("once");
	nanosleep(&shortly, NULL);
}

static void begin(void *(*entry)(void *), const pthread_attr_t *attributes)
{
	static char byte;
	pthread_t thread;

	if (pthread_create(&thread, attributes, entry, &byte) != 0)
		exit(2);
}

static int by_return(void)
{
	begin(run_on, NULL);
	return 5;
}

static int by_thread(void)
{
	begin(end_process, NULL);
	while (pause() == -1)
		continue;
	return 0;
}

static int by_last_thread(void)
{
	static char result[] = "result";

	main_thread = pthread_self();
	pthread_key_create(&key, destroy);
	pthread_setspecific(key, "value");
	begin(await_main, NULL);
	pthread_exit(result);
}

static int by_two(void)
{
	atexit(let_other_end_too);
	begin(end_process, NULL);
	begin(end_process, NULL);
	while (pause() == -1)
		continue;
	return 0;
}

static void end_again(void)
{
	puts("again");
	exit(9);
}

static int by_handler(void)
{
	atexit(end_again);
	return 4;
}

static int quickly(void)
{
	at_quick_exit(first_registered);
	at_quick_exit(second_registered);
	quick_exit(3);
}

static int at_once(void)
{
	_exit(6);
}

/* Beyond the first page below the stack. */
static void *miss_one_page(void *unused)
{
	char *here = __builtin_frame_address(0);

	(void)unused;
	*(volatile char *)(here - 2 * 4096) = 1;
	return NULL;
}

static int past_stack(void)
{
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN);
	pthread_attr_setguardsize(&attributes, 65536);
	begin(miss_one_page, &attributes);
	pthread_exit(NULL);
}

static pthread_barrier_t all_there;

static void *use_stack(void *unused)
{
	char much[USED];

	memset(much, 1, sizeof much);
	__asm__ volatile("" : : "r"(much) : "memory");
	pthread_barrier_wait(&all_there);
	return unused;
}

/* What was freed goes back within a second or so. */
static int after_threads(void)
{
	struct timespec longer = { .tv_sec = 1, .tv_nsec = 500000000 };
	pthread_t threads[THREADS];

	pthread_barrier_init(&all_there, NULL, THREADS);
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, use_stack, NULL) != 0)
			return 2;
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	nanosleep(&longer, NULL);
	return 0;
}

static const struct {
	const char *name;
	int (*function)(void);
} ways[] = {
	{ "by-return", by_return },   { "by-thread", by_thread },
	{ "by-two", by_two },         { "by-last-thread", by_last_thread },
	{ "quickly", quickly },       { "by-handler", by_handler },
	{ "at-once", at_once },       { "past-stack", past_stack },
	{ "threads", after_threads },
};

int main(int argc, char **argv)
{
	atexit(first_registered);
	atexit(second_registered);
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
		if (argc == 2 && strcmp(argv[1], ways[i].name) == 0)
			return ways[i].function();
	return 2;
}
