/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * random NEIGHBOURS SEED COUNT: so many first instances serve HTTP and watch
 * over their memory; each of the others executes COUNT random virtual
 * instructions, says that it has, and then does its worst.
 *
 * All are instances of one image, and share its text.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "attack.h"
#include "guest/trap.h"

#undef main

#define GUARDED (256 * 1024 / sizeof(uint32_t))
#define ROUND_US 20000
#define LAST_BLOW 200

int http_hello_main(int argc, char **argv);
int main(int argc, char **argv);

static uint32_t guarded[GUARDED];

static uint32_t wanted(uint32_t round, uint32_t i)
{
	return (round + i) * 2654435761u ^ ro_registers->vm_id;
}

/* Writes to all its memory, and finds it so later, for ever. */
static void *watch_over(void *unused)
{
	for (uint32_t round = 0;; round++) {
		for (uint32_t i = 0; i < GUARDED; i++)
			guarded[i] = wanted(round, i);
		usleep(ROUND_US);
		for (uint32_t i = 0; i < GUARDED; i++)
			if (guarded[i] != wanted(round, i)) {
				puts("my memory has changed");
				exit(9);
			}
	}
	return unused;
}

static int serve(char **argv)
{
	pthread_t watcher;

	if (pthread_create(&watcher, NULL, watch_over, NULL)) {
		puts("no thread");
		return 1;
	}
	return http_hello_main(1, argv);
}

int main(int argc, char **argv)
{
	if (argc < 4) {
		fputs("usage: random NEIGHBOURS SEED COUNT\n", stderr);
		return 1;
	}
	if (ro_registers->vm_id < strtoul(argv[1], NULL, 0))
		return serve(argv);
	attack((uint32_t)strtoul(argv[2], NULL, 0) + ro_registers->vm_id,
	       (uint32_t)strtoul(argv[3], NULL, 0));
	say("\nhas done its worst\n");
	last_blow(LAST_BLOW);
}
