/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Token buckets: so much a second, of which a tenth of a second's worth may be
 * saved up.
 *
 * What is taken need only begin to be there: it is at most one item more than
 * there was, so that an item larger than the bucket can pass at all, and
 * nothing more passes until that is paid for.
 */
#ifndef LIMIT_H
#define LIMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "link.h"

struct vm;

#define LIMIT_SAVED_NS 100000000u

struct limit {
	uint64_t each; /* 2^-16 ns that a unit costs; 0: no limit */
	uint64_t paid; /* ns; when all that was taken will be paid for */
};

/* From now on, with what may be saved up; so many a second, or 0. */
void limit_set(struct limit *limit, uint32_t rate, uint64_t now);

/* May something pass now?  If so amount, at most 65536, is to be taken. */
bool limit_open(struct limit *limit, uint64_t now);
void limit_take(struct limit *limit, uint32_t amount);

/* When limit_open will next be true, in ns. */
static inline uint64_t limit_when(const struct limit *limit)
{
	return limit->paid > LIMIT_SAVED_NS ? limit->paid - LIMIT_SAVED_NS : 0;
}

/* A VM that is held back; all zero: it is not. */
struct limit_held {
	struct link link;
	struct vm *vm;
	uint32_t events;
	uint64_t due; /* limit.c's unit of time */
};

/* A VM, which has struct options, is held back until a time: the events of its
 * device (DENALI_EVENT_*) are posted to it about then, not before, so that its
 * rings are served before it runs.  If the time is far away, it may be told
 * early, and is to ask for the rest again.  A later call for the same VM adds
 * its events, and keeps the earlier time. */
void limit_hold(struct vm *vm, uint32_t events, uint64_t until);

/* A VM that ends. */
void limit_forget(struct vm *vm);

/* Post what is due, and have the timer come for what will be. */
extern uint32_t limit_holds; /* VMs that are held */
void limit_release(uint64_t now);
static inline void limit_poll(uint64_t now)
{
	if (limit_holds)
		limit_release(now);
}

#endif
