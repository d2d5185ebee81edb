/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disks of services under test, as denali.toml has them: files in memory,
 * new for each test unless it goes on with those of the one before.
 */
#ifndef DENALI_CMD_TESTDISKS_H
#define DENALI_CMD_TESTDISKS_H

#include <stdbool.h>

#include <denali/rings.h>

#include "manifest.h"

struct test_disks {
	const char *image;               /* path */
	const struct manifest *manifest; /* null: there are none */
	int files[DENALI_DISKS];         /* -1: not made yet */
};

void test_disks_open(struct test_disks *disks, const char *image,
		     const struct manifest *manifest);
void test_disks_close(struct test_disks *disks);

/* Make them ready for a test.  Returns 0, or prints an error and returns
 * STATUS_ERROR. */
int test_disks_make(struct test_disks *disks, bool keep);

/* The value of -v for a disk, allocated. */
char *test_disks_option(const struct test_disks *disks, unsigned disk);

#endif
