/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A VM that makes changes on a disk with a file system, each of which it
 * acknowledges before it is asked for the next; and what is left of them when
 * the power goes.
 *
 * Either all that QEMU is asked to write and to flush is recorded, and cut
 * afterwards wherever one likes; or QEMU is killed.
 */
#ifndef POWERCUT_H
#define POWERCUT_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/denali.h"

#define CHANGES_MAX 4096

struct powercut {
	const struct subject *subject;
	char disk[256];  /* the file */
	char start[256]; /* as it was in the beginning */
	char log[256];
	char pid_file[256];
	uint64_t size;
	struct process process;
	int socket; /* of subjects that are servers; -1 */
	uint16_t port;
	unsigned int acknowledged;
	/* What the log had when change n had been acknowledged. */
	uint64_t entries[CHANGES_MAX + 1];
};

/* What makes changes. */
struct subject {
	const char *name;
	/* Options of run, image, arguments, NULL; and those for a look. */
	const char *const *words, *const *words_to_check;
	const char *const *mke2fs;
	uint16_t guest_port; /* of servers; 0 */
	/* Waits until the VM has started. */
	bool (*begin)(struct powercut *cut);
	/* Asks for change n; then waits until it is acknowledged. */
	bool (*ask)(struct powercut *cut, unsigned int n);
	bool (*hear)(struct powercut *cut, unsigned int n);
	/* Looks at the files; NULL: all is well. */
	const char *(*check)(const char *folder, unsigned int acknowledged);
	/* The same by another VM, which has been started for it. */
	bool (*check_in_vm)(struct powercut *cut, unsigned int acknowledged);
	/* Stops it in order. */
	bool (*end)(struct powercut *cut);
};

#define STEP_MS 60000

/* Records so many changes, and cuts them in so many places; of every `booted`
 * cuts one is looked at by a VM too, 0: none.  Fails the test. */
void powercut_replay(const struct subject *subject, unsigned int changes,
		     unsigned int cuts, unsigned int booted);

/* Kills QEMU so often, each time after another number of changes. */
void powercut_kill(const struct subject *subject, unsigned int kills);

/* The number of cuts or kills: that of an environment variable, else this. */
unsigned int powercut_number(const char *variable, unsigned int usual);

#endif
