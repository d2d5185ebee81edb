/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the tests of the disk's driver share: the kinds of device there are, and
 * requests whose ends are counted.
 */
#ifndef TESTS_KERNEL_BLOCK_RIG_H
#define TESTS_KERNEL_BLOCK_RIG_H

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "block.h"
#include "disk.h"

#define REQUESTS 128
#define ORDER 64
#define KINDS 10

/* Parameters are copies in another process: no pointers. */
struct kind {
	char name[32];
	uint64_t features;
	uint16_t queue_size;
	uint32_t told, segments;
	bool backwards;
	uint32_t at_once;
};

extern struct kind kinds[KINDS];

extern struct block_request requests[REQUESTS];
extern uint32_t submitted[REQUESTS], reported[REQUESTS]; /* times */
extern bool result[REQUESTS];
extern struct block_request *order[ORDER]; /* of the last reports */
extern uint32_t total;                     /* reports */

extern uint64_t now, step; /* ns; those that pass at a look */

/* Have the driver find the device; false: it does not use it. */
bool find_disk(void);

/* Start the driver on a device of that kind, full of data. */
void start(const struct kind *kind);

/* Counts the report, and checks that one was due. */
void done(struct block_request *request, bool ok);

/* Submit request i: from a page of the disk, or to it, from a frame on, each
 * next one being so many beyond. */
void submit_at(unsigned i, bool write, uint64_t page, uint16_t count,
	       uint32_t frame, uint32_t stride);

/* Let device and driver work until nothing more happens. */
void settle(void);

/* A test that is run on each kind. */
#define FOR_KINDS(test)                                                        \
	ParameterizedTestParameters(block, test)                               \
	{                                                                      \
		return cr_make_param_array(struct kind, kinds, KINDS);         \
	}                                                                      \
	ParameterizedTest(struct kind *kind, block, test)

#endif
