/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The console's rings, with a kernel that takes and gives a little at a time.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/console.h>

#include "machine.h"

#define TOTAL 100000

static struct denali_console *const ring = &machine_shared.console;

bool ilw_wake_all(struct ilw_wait_queue *queue)
{
	(void)queue;
	return false;
}

/* The kernel's side. */
static size_t take(unsigned char *out, size_t most)
{
	size_t count = 0;

	while (ring->out_done != ring->out_posted && count < most)
		out[count++] = ring->out[ring->out_done++ % DENALI_CONSOLE_OUT];
	return count;
}

static size_t give(const unsigned char *in, size_t most)
{
	size_t count = 0;

	while (ring->in_posted - ring->in_done < DENALI_CONSOLE_IN &&
	       count < most)
		ring->in[ring->in_posted++ % DENALI_CONSOLE_IN] = in[count++];
	return count;
}

static unsigned char sent[TOTAL], got[TOTAL + 1000];

static void start(void)
{
	srand(1);
	for (size_t i = 0; i < TOTAL; i++)
		sent[i] = (unsigned char)rand();
	ring->out_posted = ring->out_done = UINT32_MAX - 1000;
	ring->in_posted = ring->in_done = UINT32_MAX - 1000;
}

TestSuite(console, .init = start);

Test(console, writes_in_order_across_both_wraps)
{
	size_t written = 0, taken = 0;

	while (taken < TOTAL) {
		size_t length = (size_t)rand() % 700;
		size_t room = ilw_console_write_room(), now;

		if (length > TOTAL - written)
			length = TOTAL - written;
		now = ilw_console_write(sent + written, length);
		cr_assert_eq(now, length < room ? length : room);
		cr_assert_leq(ring->out_posted - ring->out_done,
			      DENALI_CONSOLE_OUT);
		written += now;
		taken += take(got + taken, (size_t)rand() % 700);
	}
	cr_assert_arr_eq(got, sent, TOTAL);
	cr_assert_gt(machine_calls[DENALI_KICK], 0);
}

Test(console, reads_in_order_across_both_wraps)
{
	size_t given = 0, read = 0;

	while (read < TOTAL) {
		size_t length = (size_t)rand() % 400;

		if (length > TOTAL - given)
			length = TOTAL - given;
		given += give(sent + given, length);
		cr_assert_eq(ilw_console_read_ready(), given - read);
		read += ilw_console_read(got + read, (size_t)rand() % 400);
	}
	cr_assert_arr_eq(got, sent, TOTAL);
}

Test(console, end_of_file_comes_after_the_last_byte)
{
	give(sent, 3);
	ring->in_flags = DENALI_CONSOLE_EOF;
	cr_assert_not(ilw_console_at_eof());
	cr_assert_eq(ilw_console_read(got, 10), 3);
	cr_assert(ilw_console_at_eof());
}

static void drain(uint32_t number, uint32_t first, uint32_t second)
{
	static size_t taken;

	(void)first;
	(void)second;
	cr_assert_eq(number, DENALI_IDLE);
	taken += take(got + taken, 100);
}

Test(console, last_words_wait_for_room)
{
	char words[2001];

	memset(words, 'x', 2000);
	words[2000] = '\0';
	machine_kernel = drain;
	ilw_console_last_words(words);
	cr_assert_eq(machine_shared.enabled, 0);
	cr_assert_geq(machine_calls[DENALI_IDLE], 14);
	cr_assert_eq(ring->out_posted, UINT32_MAX - 1000 + 2000);
}
