/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "meter.h"

#include <ilwaco/clock.h>

#define PAGE 4096

/* Counters only grow; one that does not is another VM's, and begins anew. */
static uint64_t grown(uint64_t *before, uint64_t now)
{
	uint64_t more = now >= *before ? now - *before : now;

	*before = now;
	return more;
}

/* Pages in the mean of both readings, over the time between them. */
static uint64_t byte_seconds(const struct meter *meter, uint64_t pages,
			     int64_t now)
{
	uint64_t bytes = (meter->pages + pages) * (PAGE / 2);
	uint64_t passed = (uint64_t)(now - meter->time);

	return bytes * (passed / 1000) + bytes * (passed % 1000) / 1000;
}

void meter_read(struct meter *meter, const struct denali_ledger *ledger,
		int64_t now, struct amounts *used)
{
	uint64_t pages = (uint64_t)ledger->frames + ledger->pages_out;
	uint64_t cycles = ledger->guest_cycles + ledger->kernel_cycles;

	if (now < meter->time)
		now = meter->time;
	used->cpu += ilw_clock_nanoseconds(grown(&meter->cycles, cycles));
	used->memory += byte_seconds(meter, pages, now);
	used->bytes_in += grown(&meter->bytes_in, ledger->rx_bytes);
	used->bytes_out += grown(&meter->bytes_out, ledger->tx_bytes);
	used->frames_in += grown(&meter->frames_in, ledger->rx_frames);
	used->frames_out += grown(&meter->frames_out, ledger->tx_frames);
	used->disk_reads += grown(&meter->blocks_read,
				  ledger->disk_read_blocks) *
			    PAGE;
	used->disk_writes += grown(&meter->blocks_written,
				   ledger->disk_written_blocks) *
			     PAGE;
	meter->pages = pages;
	meter->time = now;
}
