/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Crashes in the way that its argument says, each some calls deep; see
 * ../crashes.c for what the report must have.
 */
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline, noclone))

struct item {
	int values[4];
};

static volatile int sink;

static inline int second(const struct item *item)
{
	int sum = 0;

	for (int i = 0; i < 4; i++)
		sum = sum * 3 + item->values[i];
	return sum;
}

/* The buffers are what a stack has, not what is needed. */
NOINLINE static int third(const struct item *item)
{
	char text[700];

	snprintf(text, sizeof text, "%p", (const void *)item);
	sink = text[0];
	return second(item) + sink;
}

NOINLINE static int middle(const struct item *item)
{
	char text[900];

	memset(text, 1, sizeof text);
	sink = text[sink & 1];
	return third(item) + sink;
}

NOINLINE static int outer(const struct item *item)
{
	sink = middle(item) + 1;
	return sink;
}

NOINLINE static int overflow(int depth)
{
	volatile char text[500];

	text[0] = (char)depth;
	return depth < 1000000 ? overflow(depth + 1) + text[0] : 0;
}

static int compare(const void *one, const void *other)
{
	(void)one;
	(void)other;
	sink = outer(NULL);
	return sink + 1;
}

static void *run(void *argument)
{
	sink = outer(argument);
	return NULL;
}

static void handle(int number)
{
	(void)number;
	sink = outer(NULL);
}

static void jump_wild(void)
{
	void (*volatile wild)(void) = (void (*)(void))0x12345678;

	wild();
	sink = 1;
}

static void start_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, run, NULL);
	pthread_join(thread, NULL);
}

/* The handler interrupts this very function. */
NOINLINE static void spin(void)
{
	signal(SIGALRM, handle);
	alarm(1);
	for (;;)
		sink++;
}

static void sort(void)
{
	int numbers[] = { 3, 1, 2 };

	qsort(numbers, 3, sizeof numbers[0], compare);
}

int main(int argc, char *argv[])
{
	const char *how = argc > 1 ? argv[1] : "";

	if (strcmp(how, "null") == 0)
		sink = outer(NULL);
	if (strcmp(how, "overflow") == 0)
		sink = overflow(0);
	if (strcmp(how, "wild") == 0)
		jump_wild();
	if (strcmp(how, "assert") == 0)
		assert(argc == 77);
	if (strcmp(how, "abort") == 0)
		abort();
	if (strcmp(how, "thread") == 0)
		start_thread();
	if (strcmp(how, "signal") == 0)
		spin();
	if (strcmp(how, "sort") == 0)
		sort();
	return sink == 0;
}
