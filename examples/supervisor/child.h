/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The names of VMs and of images, and which disks a VM has.
 *
 * Two threads use these, each with the lock: the one that reads commands and
 * the one that reads messages.
 */
#ifndef CHILD_H
#define CHILD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include <ilwaco/disktable.h>

#define CHILDREN 64
#define LINE 256

struct child {
	bool used;
	uint32_t vm;
	char name[DENALI_NAME_MAX];
	bool strange; /* has disks, and nobody knows any more which */
	/* Disks of the table that it has, by slot; "": none. */
	char disk[DENALI_DISKS][ILW_DISKTABLE_NAME];
	char line[LINE]; /* what it has printed of a line so far */
	unsigned int length;
};

extern pthread_mutex_t children_lock;
extern struct child children[CHILDREN];

/* NULL: no room. */
struct child *child_add(uint32_t vm, const char *name);
struct child *child_named(const char *name); /* NULL: none */
struct child *child_numbered(uint32_t vm);

/* Forgets it, and gives its disks back to the table. */
void child_remove(struct child *child);

/* Is any of them strange?  Then no disk may be given away. */
bool children_strange(void);

/* Finds the VMs that there are: those of the plan that the host was booted
 * with, and those that an earlier life of this supervisor has made. */
void children_find(void);

/* The thread that prints what children have to say. */
bool messages_start(void);

#endif
