/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Threads that want the same: each call is one step.
 */
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

#define THREADS 4
#define ROUNDS 200

static int shared;

static void *append(void *argument)
{
	char line[32];

	memset(line, 'a' + (int)(long)argument, sizeof(line));
	for (int i = 0; i < ROUNDS; i++) {
		if (write(shared, line, sizeof(line)) != sizeof(line))
			return NULL;
		if (i % 8 == 0)
			sched_yield();
	}
	return &shared;
}

/* Who of many makes a name is one. */
static void *make(void *argument)
{
	long won = 0;
	char name[16];

	(void)argument;
	for (int i = 0; i < ROUNDS; i++) {
		int fd;

		snprintf(name, sizeof(name), "n%d", i);
		fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
		if (fd >= 0) {
			won++;
			close(fd);
		}
		sched_yield();
	}
	return (void *)won;
}

/* A name that is replaced is there all the time. */
static void *replace(void *argument)
{
	char name[16];

	snprintf(name, sizeof(name), "r%ld", (long)argument);
	for (int i = 0; i < ROUNDS; i++) {
		struct stat status;
		int fd = open(name, O_RDWR | O_CREAT, 0600);

		if (fd < 0 || close(fd) != 0 || rename(name, "target") != 0 ||
		    stat("target", &status) != 0)
			return NULL;
	}
	return &shared;
}

static long run(void *(*function)(void *), void *results[THREADS])
{
	pthread_t threads[THREADS];
	long sum = 0;

	for (long i = 0; i < THREADS; i++)
		EQUAL(pthread_create(&threads[i], NULL, function, (void *)i),
		      0);
	for (int i = 0; i < THREADS; i++) {
		EQUAL(pthread_join(threads[i], &results[i]), 0);
		sum += (long)results[i];
	}
	return sum;
}

static void check_lines(void)
{
	char line[32];
	int good = 0;

	EQUAL(lseek(shared, 0, SEEK_SET), 0);
	while (read(shared, line, sizeof(line)) == sizeof(line))
		good += memcmp(line, line + 1, sizeof(line) - 1) == 0;
	EQUAL(good, THREADS * ROUNDS);
}

int check_racing(void)
{
	void *results[THREADS];
	char name[16];

	for (int append_mode = 0; append_mode < 2; append_mode++) {
		shared = open("lines",
			      O_RDWR | O_CREAT | (append_mode ? O_APPEND : 0),
			      0600);
		run(append, results);
		for (int i = 0; i < THREADS; i++)
			CHECK(results[i] != NULL);
		check_lines();
		EQUAL(close(shared), 0);
		EQUAL(unlink("lines"), 0);
	}
	EQUAL(run(make, results), ROUNDS);
	for (int i = 0; i < ROUNDS; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		EQUAL(unlink(name), 0);
	}
	run(replace, results);
	for (int i = 0; i < THREADS; i++)
		CHECK(results[i] != NULL);
	EQUAL(unlink("target"), 0);
	return check_failures;
}
