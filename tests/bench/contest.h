/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A group of numbers that compare a service on Denali with one in the Linux
 * peer, measured by the same client in turns.
 */
#ifndef BENCH_CONTEST_H
#define BENCH_CONTEST_H

#include "table.h"

/* What a client measures at an address, the more the better; -1: an error. */
typedef double contest_measure(const void *load, const char *address);

struct contest {
	struct target target;
	const void *load;
	contest_measure *measure;
};

/* Both run: prints the median ratio of PAIRS pairs for each.  False if one
 * could not be measured.  With a way to start the peer anew the pair in which
 * it fails is measured again. */
bool contest_run(const struct contest *contests, unsigned count,
		 bool (*restart)(void *), void *context);

/* Neither can be measured: says why in each row. */
void contest_skip(const struct contest *contests, unsigned count,
		  const char *why);
void contest_fail(const struct contest *contests, unsigned count,
		  const char *what);

#endif
