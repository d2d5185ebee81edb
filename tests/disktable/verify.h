/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Is a disk, as it is after a loss of power, what a script of changes must have
 * left?
 */
#ifndef VERIFY_H
#define VERIFY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "harness/recording.h"

/* Looks at a disk of `size` bytes.  The changes up to `acknowledged` have been
 * made (-1: none for sure, and only the first may be), and perhaps up to
 * `ahead` more.  NULL: all is well; else what is wrong. */
const char *verify(uint8_t *image, size_t size, uint32_t seed,
		   long acknowledged, unsigned int ahead);

/* The change whose mark is in an entry; -1: it is none. */
long verify_mark(const struct recorded *entry);

/* Cuts a recording in `cuts` places; returns how many cuts left a disk that is
 * not right, each with a line in faults, which may be NULL. */
unsigned int verify_cuts(const struct recording *recording, size_t size,
			 uint32_t seed, unsigned int cuts, uint64_t random,
			 FILE *faults);

#endif
