/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <criterion/criterion.h>

#include "sdk/supervisor/meter.h"

#define PAGE 4096

static const struct denali_ledger first = {
	.frames = 10,
	.guest_cycles = 700,
	.kernel_cycles = 300,
	.rx_bytes = 50,
	.tx_bytes = 60,
	.disk_read_blocks = 2,
};

Test(meter, counts_what_comes_to_it)
{
	struct meter meter = { .time = 1000 };
	struct amounts used = { .cpu = 0 };
	struct denali_ledger ledger = first;

	meter_read(&meter, &ledger, 1000, &used);
	cr_expect_eq(used.cpu, 1000);
	cr_expect_eq(used.memory, 0, "no time has passed");
	cr_expect_eq(used.bytes_in, 50);
	cr_expect_eq(used.bytes_out, 60);
	cr_expect_eq(used.disk_reads, 2 * PAGE);
	ledger.guest_cycles += 5;
	ledger.rx_bytes += 1;
	used = (struct amounts){ .cpu = 0 };
	meter_read(&meter, &ledger, 3500, &used);
	cr_expect_eq(used.cpu, 5);
	cr_expect_eq(used.bytes_in, 1);
	cr_expect_eq(used.bytes_out, 0);
	cr_expect_eq(used.memory, 10u * PAGE * 25 / 10);
}

/* Pages on the swap disk are its too, and between readings it has had the mean
 * of both. */
Test(meter, takes_the_mean_of_memory)
{
	struct meter meter = { .time = 0 };
	struct amounts used = { .cpu = 0 };
	struct denali_ledger ledger = { .frames = 10 };

	meter_read(&meter, &ledger, 0, &used);
	ledger.frames = 5;
	ledger.pages_out = 25;
	meter_read(&meter, &ledger, 1000, &used);
	cr_expect_eq(used.memory, 20u * PAGE);
}

/* A counter that has gone back is another's, and time that has is none. */
Test(meter, is_not_misled)
{
	struct meter meter = { .time = 5000, .cycles = 5000, .pages = 10 };
	struct amounts used = { .cpu = 0 };
	struct denali_ledger ledger = first;

	meter_read(&meter, &ledger, 4000, &used);
	cr_expect_eq(used.cpu, 1000);
	cr_expect_eq(used.memory, 0);
	cr_expect_eq(meter.time, 5000);
}

/* A VM of 3 GiB for a thousand years is no overflow. */
Test(meter, holds_much)
{
	struct meter meter = { .pages = 786432 };
	struct amounts used = { .cpu = 0 };
	struct denali_ledger ledger = { .frames = 786432 };
	int64_t year = INT64_C(365) * 24 * 3600;

	meter_read(&meter, &ledger, year * 1000, &used);
	cr_expect_eq(used.memory, UINT64_C(786432) * PAGE * (uint64_t)year);
}
