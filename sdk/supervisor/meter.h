/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * From an instance's ledger, read now and then, to what is billed for the time
 * between two readings.  Logic alone.
 */
#ifndef SUPERVISOR_METER_H
#define SUPERVISOR_METER_H

#include <stdint.h>

#include <denali/hostport.h>

/* What an instance has used, in units of bills. */
struct amounts {
	uint64_t cpu;    /* nanoseconds */
	uint64_t memory; /* byte-seconds */
	uint64_t bytes_in, bytes_out, frames_in, frames_out;
	uint64_t disk_reads, disk_writes; /* bytes */
};

/* The last reading. */
struct meter {
	int64_t time; /* clock_monotonic() */
	uint64_t cycles, pages;
	uint64_t bytes_in, bytes_out, frames_in, frames_out;
	uint64_t blocks_read, blocks_written;
};

/* A reading at this time.  What was used since the one before is added to
 * used. */
void meter_read(struct meter *meter, const struct denali_ledger *ledger,
		int64_t now, struct amounts *used);

#endif
