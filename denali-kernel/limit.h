/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Token buckets: so much a second, of which a tenth of a second's worth may be
 * saved up.
 *
 * A bucket with a debt gives nothing until it is paid: what is taken is at
 * most one item more than there was, so that an item larger than the bucket can
 * pass at all.
 */
#ifndef LIMIT_H
#define LIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

struct limit {
	uint32_t rate;   /* a second; 0: no limit */
	int32_t tokens;  /* below 0: a debt */
	uint64_t filled; /* ns, up to which tokens have been given */
};

/* From now on, with what may be saved up. */
void limit_set(struct limit *limit, uint32_t rate, uint64_t now);

/* May something pass now?  If so amount is to be taken. */
bool limit_open(struct limit *limit, uint64_t now);
void limit_take(struct limit *limit, uint32_t amount);

/* When limit_open will next be true, in ns. */
uint64_t limit_when(const struct limit *limit);

/* A VM is held back until a time: the events of its device (DENALI_EVENT_*) are
 * posted to it then, and its rings are served before it runs.  A later call for
 * the same VM adds its events, and keeps the earlier time. */
void limit_hold(struct vm *vm, uint32_t events, uint64_t until);
/* A VM that ends. */
void limit_forget(struct vm *vm);

/* Post what is due; returns when to be called next (TIMER_NEVER: not). */
uint64_t limit_poll(uint64_t now);

#endif
