/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Token buckets, and VMs that are held back, against plain arithmetic.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "clock.h"
#include "limit.h"
#include "machine.h"
#include "options.h"
#include "timer.h"

#define VMS 50
#define MS 1000000ull
#define SECOND (1000 * MS)
#define UNIT 0x100000ull /* how finely times are told apart */

static struct vm *vms;
static struct options options[VMS];
static uint32_t posted[VMS];
static uint64_t now, armed;

uint64_t clock_ns(void)
{
	return now;
}

void timer_arm(uint64_t at)
{
	if (at < armed)
		armed = at;
}

void vm_post(struct vm *vm, uint32_t events)
{
	posted[vm - vms] |= events;
}

static void start(void)
{
	vms = machine_vms(VMS);
	for (unsigned i = 0; i < VMS; i++)
		vms[i].options = &options[i];
	now = 5 * SECOND;
	armed = TIMER_NEVER;
}

static void end(void)
{
	free(vms);
}

/* What passes in a second if there is always more, in items of a size. */
static uint64_t passes(struct limit *limit, uint32_t size, uint64_t step)
{
	uint64_t until = now + SECOND, amount = 0;

	for (; now < until; now += step)
		while (limit_open(limit, now)) {
			limit_take(limit, size);
			amount += size;
		}
	return amount;
}

static void check_rate(uint32_t rate, uint32_t size, uint64_t step)
{
	struct limit limit;
	uint64_t first, second;

	limit_set(&limit, rate, now);
	first = passes(&limit, size, step);
	second = passes(&limit, size, step);
	cr_assert_leq(first, rate + rate / 10 + size, "%u", rate);
	cr_assert_leq(second, rate + rate / 1000 + 2 * size, "%u", rate);
	cr_assert_geq(second + 2 * size + rate / 1000, rate, "%u", rate);
}

Test(limit, a_second_lets_pass_what_it_should, .init = start, .fini = end)
{
	static const uint32_t rates[] = { 1,      3,       10,       1999,
					  100000, 5000000, 125000000 };

	for (unsigned i = 0; i < sizeof(rates) / sizeof(*rates); i++) {
		check_rate(rates[i], 1 + rates[i] / 1000, 700001);
		check_rate(rates[i], 1514, 999999);
		check_rate(rates[i], 65536, 999999);
	}
	check_rate(1000000000, 65536, 10000);
}

Test(limit, no_limit_is_always_open, .init = start, .fini = end)
{
	struct limit limit;

	limit_set(&limit, 0, now);
	for (unsigned i = 0; i < 1000; i++) {
		cr_assert(limit_open(&limit, now));
		limit_take(&limit, 65536);
	}
}

Test(limit, a_tenth_of_a_second_is_saved_up_and_no_more, .init = start,
     .fini = end)
{
	struct limit limit;
	unsigned n = 0;

	limit_set(&limit, 1000, now);
	now += 3600 * SECOND;
	for (; limit_open(&limit, now); n++)
		limit_take(&limit, 1);
	cr_assert_eq(n, 101, "%u: a tenth, and one item more", n);
}

Test(limit, a_debt_is_paid_before_more_passes, .init = start, .fini = end)
{
	struct limit limit;
	uint64_t at;

	limit_set(&limit, 1000, now);
	cr_assert(limit_open(&limit, now));
	limit_take(&limit, 60000);
	at = limit_when(&limit);
	cr_assert_eq(at, now + 60 * SECOND - 100 * MS);
	cr_assert_not(limit_open(&limit, at - 1));
	cr_assert(limit_open(&limit, at));
}

Test(limit, a_clock_that_has_just_started, .init = start, .fini = end)
{
	struct limit limit;

	limit_set(&limit, 1000, 0);
	for (unsigned i = 0; i < 101; i++) {
		cr_assert(limit_open(&limit, 0), "saved up all the same");
		limit_take(&limit, 1);
	}
	cr_assert_not(limit_open(&limit, 0));
	cr_assert(limit_open(&limit, MS));
}

/* As the scheduler's loop: the timer comes, and the loop looks. */
static void interrupt(void)
{
	now = armed;
	armed = TIMER_NEVER;
	limit_poll(now);
}

Test(limit, a_held_vm_is_told_soon_after_its_time, .init = start, .fini = end)
{
	limit_hold(&vms[3], 1, now + 10 * MS);
	limit_poll(now);
	cr_assert_eq(posted[3], 0);
	uint64_t until = now + 10 * MS;
	interrupt();
	cr_assert_eq(posted[3], 1);
	cr_assert(now >= until && now <= until + UNIT);
	cr_assert_eq(armed, TIMER_NEVER, "nobody is left");
	cr_assert_eq(limit_holds, 0);
}

Test(limit, a_second_hold_adds_events_and_keeps_the_earlier_time, .init = start,
     .fini = end)
{
	uint64_t early = now + 5 * MS;

	limit_hold(&vms[0], 1, now + 20 * MS);
	limit_hold(&vms[0], 2, early);
	limit_hold(&vms[0], 4, now + 30 * MS);
	cr_assert_eq(limit_holds, 1);
	interrupt();
	cr_assert_eq(posted[0], 7);
	cr_assert(now >= early && now <= early + UNIT);
}

Test(limit, who_is_far_off_may_be_told_early_but_is_told, .init = start,
     .fini = end)
{
	limit_hold(&vms[0], 1, now + 1000 * SECOND);
	interrupt();
	cr_assert_eq(posted[0], 1);
	limit_hold(&vms[0], 1, UINT64_MAX);
	limit_hold(&vms[1], 1, 0);
	interrupt();
	cr_assert_eq(posted[1], 1, "a time that is past");
}

Test(limit, who_is_forgotten_is_not_told, .init = start, .fini = end)
{
	limit_hold(&vms[0], 1, now + MS);
	limit_hold(&vms[1], 1, now + 9 * MS);
	limit_forget(&vms[0]);
	limit_forget(&vms[0]);
	vms[2].options = NULL;
	limit_forget(&vms[2]);
	while (limit_holds)
		interrupt();
	cr_assert_eq(posted[0], 0);
	cr_assert_eq(posted[1], 1);
}

static void hold_and_forget(uint64_t due[VMS])
{
	uint32_t i = (uint32_t)rand() % VMS;
	uint64_t until = now + (uint64_t)(rand() % 60) * MS;

	if (rand() % 4 == 0) {
		limit_forget(&vms[i]);
		due[i] = 0;
	} else {
		limit_hold(&vms[i], 1, until);
		if (!due[i] || until < due[i])
			due[i] = until;
	}
}

Test(limit, never_early_never_forgotten, .init = start, .fini = end)
{
	uint64_t due[VMS] = { 0 };

	srand(1);
	for (unsigned round = 0; round < 20000; round++) {
		hold_and_forget(due);
		now += (uint64_t)(rand() % 500000);
		if (rand() % 3000 == 0)
			now += 3 * SECOND; /* somebody ran for long */
		limit_poll(now);
		for (unsigned i = 0; i < VMS; i++) {
			if (posted[i])
				cr_assert(due[i] && due[i] <= now);
			else
				cr_assert(!due[i] || due[i] + UNIT > now);
			if (posted[i])
				due[i] = posted[i] = 0;
		}
		cr_assert(!limit_holds || armed <= now + 64 * UNIT);
		if (armed <= now)
			armed = TIMER_NEVER;
	}
}
