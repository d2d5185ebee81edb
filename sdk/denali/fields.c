/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "fields.h"

#include <string.h>

/* clang-format off */
#define FIELD(record, name, field, adds_up)                                    \
	{ name, offsetof(struct record, field),                                \
	  sizeof(((struct record *)0)->field), adds_up }
#define OWN(field) FIELD(denali_ledger, #field, field, false)
#define SUM(field) FIELD(denali_ledger, #field, field, true)
#define ALL(field) FIELD(denali_machine, #field, field, false)
/* clang-format on */

const struct field ledger_fields[] = {
	OWN(version),
	SUM(weight),
	SUM(frames),
	SUM(frames_peak),
	SUM(table_frames),
	SUM(pages_out),
	SUM(record_bytes),
	SUM(vector_bytes),
	SUM(console_bytes),
	SUM(guest_cycles),
	SUM(kernel_cycles),
	OWN(created),
	OWN(ended),
	FIELD(denali_ledger, "mark_main", marks[0], false),
	FIELD(denali_ledger, "mark_listening", marks[1], false),
	SUM(calls),
	SUM(idles),
	SUM(kicks),
	SUM(interrupts),
	SUM(exceptions),
	SUM(page_faults),
	SUM(faults_zero),
	SUM(faults_copy),
	SUM(faults_swap),
	SUM(switches),
	SUM(timer_wakeups),
	SUM(event_wakeups),
	SUM(throttles),
	SUM(admissions),
	SUM(pages_read),
	SUM(pages_written),
	SUM(swap_requests),
	SUM(swap_delays),
	SUM(tx_frames),
	SUM(tx_bytes),
	SUM(rx_frames),
	SUM(rx_bytes),
	SUM(tx_refused),
	SUM(tx_lost),
	SUM(rx_behind),
	SUM(rx_unwritten),
	SUM(tx_denied),
	SUM(rx_denied),
	SUM(tx_delays),
	SUM(rx_limited),
	SUM(disk_reads),
	SUM(disk_read_blocks),
	SUM(disk_writes),
	SUM(disk_written_blocks),
	SUM(disk_flushes),
	SUM(disk_errors),
	SUM(disk_delays),
	{ 0 },
};

const struct field machine_fields[] = {
	ALL(version),
	ALL(vms),
	ALL(frames),
	ALL(frames_free),
	ALL(frames_free_least),
	ALL(swap_pages),
	ALL(resident),
	ALL(cycles),
	ALL(idle_cycles),
	ALL(other_cycles),
	ALL(switches),
	ALL(swap_reads),
	ALL(swap_writes),
	ALL(swap_errors),
	{ 0 },
};

/* Little-endian, as the contract and every host of ours. */
uint64_t field_value(const struct field *field, const void *record)
{
	uint64_t value = 0;

	memcpy(&value, (const uint8_t *)record + field->offset, field->size);
	return value;
}

void ledger_add(struct denali_ledger *sum, const struct denali_ledger *ledger)
{
	for (const struct field *f = ledger_fields; f->name != NULL; f++) {
		uint64_t value = field_value(f, sum) + field_value(f, ledger);

		if (f->adds_up)
			memcpy((uint8_t *)sum + f->offset, &value, f->size);
	}
}
