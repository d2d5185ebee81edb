/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * main() of every hostile guest.
 *
 * NAME: the first instance carries out the attack of that name when its input
 * brings a line; the others are quiet.
 *
 * torture MILLISECONDS [+|@]CASE...: the first instance is quiet, the others
 * take the cases in turn: over and over for so long (+), once, at a moment of
 * their own within that time (@), or at once, for as long as it takes.
 *
 * torture MILLISECONDS *CASE: the one instance carries it out in a thread, for
 * ever, and is quiet in another.
 *
 * fair MILLISECONDS KIND: what hostile guests are compared with (fair.c).
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "attack.h"
#include "fair.h"

void attack_case(const struct attack_case *cases, size_t count,
		 const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(cases[i].name, name) == 0) {
			cases[i].attack();
			return;
		}
	printf("no case %s\n", name);
	exit(3);
}

void attack_check(int condition, const char *what)
{
	if (condition)
		return;
	printf("not so: %s\n", what);
	exit(2);
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Different for each instance, and the same in each run. */
static void wait_within(uint32_t milliseconds)
{
	uint32_t part = ro_registers->vm_id * 2654435761u >> 16;
	uint32_t wait = (uint32_t)((uint64_t)milliseconds * part >> 16);
	struct timespec time = { (time_t)(wait / 1000),
				 (long)(wait % 1000) * 1000000 };

	nanosleep(&time, NULL);
}

static void torture(uint32_t milliseconds, const char *name)
{
	uint64_t end = now_ms() + milliseconds;

	if (*name == '@')
		wait_within(milliseconds);
	do {
		ATTACK(name + strspn(name, "@+"));
	} while (*name == '+' && now_ms() < end);
}

static void attack_once(const char *name)
{
	puts("armed");
	fflush(stdout);
	if (getchar() == EOF)
		exit(1);
	ATTACK(name);
}

static void *attack_beside(void *name)
{
	ATTACK(name);
	return NULL;
}

static _Noreturn void live_quietly(const char *name)
{
	pthread_t thread;

	if (*name == '*')
		pthread_create(&thread, NULL, attack_beside,
			       (char *)(uintptr_t)name + 1);
	quiet();
}

int main(int argc, char **argv)
{
	uint32_t vm = ro_registers->vm_id;
	const char *name = argc > 1 ? argv[1] : "";
	bool other = strcmp(name, "torture") == 0 || strcmp(name, "fair") == 0;

	if (other ? vm == 0 : vm != 0)
		live_quietly(argc > 3 ? argv[3] : "");
	if (!other)
		attack_once(name);
	else if (argc < 4)
		return 3;
	else if (*name == 'f')
		fair((uint32_t)atoi(argv[2]), argv[3]);
	else
		torture((uint32_t)atoi(argv[2]),
			argv[3 + (int)(vm - 1) % (argc - 3)]);
	puts("survived");
	return 0;
}
