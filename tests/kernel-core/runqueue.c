/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The run queue: order, shares against what the weights give exactly, wrap of
 * virtual time, caps.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "machine.h"
#include "runqueue.h"

/* In TSC cycles of a processor of 1 GHz. */
#define TURN 2000000ull
#define SECOND 1000000000ull
#define MANY 10000

/* Passes go up by this in a turn of a VM of weight 1, and a list of the ring is
 * for a 256th of that: VMs that near may come in either order. */
#define PASS_A_TURN (1ull << 32)
#define NEAR (PASS_A_TURN / 256)

static struct vm *vms;

static void make(uint32_t count)
{
	vms = machine_vms(count);
	for (uint32_t i = 0; i < count; i++)
		link_init(&vms[i].run);
	runqueue_init(TURN);
}

static void end(void)
{
	free(vms);
}

static void admit_all(uint32_t count, uint32_t weight)
{
	for (uint32_t i = 0; i < count; i++)
		runqueue_admit(&vms[i], weight, 0);
}

static void insert_all(uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		runqueue_insert(&vms[i]);
}

/* b, or a if it is later. */
static uint64_t later(uint64_t a, uint64_t b)
{
	return (int64_t)(a - b) > 0 ? a : b;
}

/* The next VM runs for so long and is back in the queue. */
static struct vm *run_next(uint64_t ns)
{
	struct vm *vm = runqueue_take();

	cr_assert(vm != NULL);
	runqueue_charge(vm, ns, 0);
	runqueue_insert(vm);
	return vm;
}

static void empty_queue(void)
{
	while (runqueue_take() != NULL)
		continue;
}

Test(runqueue, an_empty_one_has_nobody, .fini = end)
{
	make(1);
	cr_expect(runqueue_take() == NULL);
	admit_all(1, 0);
	insert_all(1);
	cr_expect(runqueue_take() == &vms[0]);
	cr_expect(runqueue_take() == NULL);
}

Test(runqueue, no_weight_is_the_default, .fini = end)
{
	make(2);
	runqueue_admit(&vms[0], 0, 0);
	runqueue_admit(&vms[1], 10000, 0);
	cr_expect(vms[0].weight == 100);
	cr_expect(vms[1].weight == 10000);
	uint64_t before = vms[0].pass;
	runqueue_charge(&vms[0], TURN, 0);
	cr_expect(llabs((long long)(vms[0].pass - before - PASS_A_TURN / 100)) <
		  1000);
}

Test(runqueue, equals_take_turns_in_order, .fini = end)
{
	make(5);
	admit_all(5, 0);
	insert_all(5);
	for (unsigned turn = 0; turn < 1000; turn++)
		cr_assert(run_next(TURN) == &vms[turn % 5], "turn %u", turn);
}

Test(runqueue, ten_thousand_come_out_lowest_first, .fini = end)
{
	uint64_t last;

	make(MANY);
	admit_all(MANY, 0);
	last = vms[0].pass;
	srand(2);
	for (unsigned i = 0; i < MANY; i++)
		vms[i].pass += (uint64_t)rand() % (PASS_A_TURN * 2);
	insert_all(MANY);
	for (unsigned i = 0; i < MANY; i++) {
		struct vm *vm = runqueue_take();
		cr_assert(vm != NULL, "%u are lost", MANY - i);
		cr_assert(later(vm->pass + NEAR, last) != last, "VM %u of %u",
			  i, MANY);
		last = later(vm->pass, last);
		cr_assert(!link_used(&vm->run));
	}
	cr_expect(runqueue_take() == NULL);
}

/* Whatever is taken out of the middle, the others come, each once, in order. */
Test(runqueue, who_is_removed_does_not_come, .fini = end)
{
	bool removed[MANY] = { false };
	unsigned left = MANY;
	uint64_t last;

	make(MANY);
	admit_all(MANY, 0);
	last = vms[0].pass;
	srand(3);
	for (unsigned i = 0; i < MANY; i++)
		vms[i].pass += (uint64_t)rand() % (PASS_A_TURN * 2);
	insert_all(MANY);
	for (unsigned i = 0; i < MANY; i++) {
		if (rand() % 3 == 0)
			continue;
		runqueue_remove(&vms[i]);
		removed[i] = true;
		left--;
	}
	for (; left > 0; left--) {
		struct vm *vm = runqueue_take();
		cr_assert(vm != NULL, "%u are lost", left);
		cr_assert(!removed[vm - vms]);
		cr_assert(later(vm->pass + NEAR, last) != last);
		last = later(vm->pass, last);
	}
	cr_expect(runqueue_take() == NULL);
}

/* Random weights and turns of any length up to TURN: each has had its share,
 * less or more a turn of its own and one of everybody's by its weight. */
static void expect_shares(uint32_t count, uint32_t weight_most, uint64_t time)
{
	uint64_t *had = calloc(count, sizeof *had);
	uint64_t total = 0, weights = 0;

	for (uint32_t i = 0; i < count; i++) {
		runqueue_admit(&vms[i], 1 + (uint32_t)rand() % weight_most, 0);
		weights += vms[i].weight;
	}
	insert_all(count);
	while (total < time) {
		uint64_t ns = (uint64_t)rand() % TURN + 1;
		struct vm *vm = run_next(ns);
		had[vm - vms] += ns;
		total += ns;
	}
	for (uint32_t i = 0; i < count; i++) {
		double exact = (double)total * vms[i].weight / (double)weights;
		/* a turn, and a list of the ring in this one's time */
		double slack = (double)TURN * (1 + vms[i].weight / 128.0);
		double ahead = (double)had[i] - exact;
		cr_expect(ahead < slack * 2 && ahead > -slack * 2,
			  "VM %u, weight %u: %.0f cycles, not %.0f", i,
			  vms[i].weight, (double)had[i], exact);
	}
	free(had);
	empty_queue();
}

Test(runqueue, shares_are_as_the_weights, .fini = end)
{
	make(100);
	srand(4);
	expect_shares(100, 4, 20 * SECOND);
	expect_shares(100, 100, 100 * SECOND);
	expect_shares(10, 10000, 1000 * SECOND);
}

/* Virtual time begins near its end, so that all of this is about its wrap. */
Test(runqueue, passes_wrap, .fini = end)
{
	make(1);
	admit_all(1, 0);
	uint64_t first = vms[0].pass;
	insert_all(1);
	for (unsigned turn = 0; turn < 10000; turn++)
		run_next(TURN);
	cr_expect(vms[0].pass < first, "%llx to %llx",
		  (unsigned long long)first, (unsigned long long)vms[0].pass);
}

/* How many turns one that waited has before each of ten others that did not. */
static unsigned turns_at_once(uint32_t weight)
{
	unsigned turns = 0;

	make(11);
	admit_all(11, weight);
	insert_all(10);
	for (unsigned i = 0; i < 1000; i++)
		run_next(TURN);
	runqueue_insert(&vms[10]);
	while (run_next(TURN) == &vms[10])
		turns++;
	return turns;
}

Test(runqueue, who_waited_comes_first_but_for_a_turn_only, .fini = end)
{
	unsigned turns = turns_at_once(100);

	cr_expect(turns >= 1 && turns <= 3, "%u turns at once", turns);
}

/* A turn of such a VM is less than a list is for. */
Test(runqueue, who_waited_comes_first_among_the_heavy, .fini = end)
{
	cr_expect(turns_at_once(10000) >= 1);
}

/* Wherever the ring begins, one that had far more than its share comes last,
 * and is not forgotten. */
Test(runqueue, who_is_far_ahead_comes_last, .fini = end)
{
	make(2);
	admit_all(2, 0);
	for (unsigned turn = 0; turn < 2000; turn++) {
		vms[1].pass = vms[0].pass + turn % 20 * PASS_A_TURN / 2;
		insert_all(2);
		cr_assert(runqueue_take() == &vms[0], "turn %u", turn);
		cr_assert(runqueue_take() == &vms[1], "turn %u", turn);
		vms[0].pass = vms[1].pass + NEAR;
	}
}

/* A VM that runs all but the end of each turn and then waits for a moment gets
 * no more than one that never waits. */
Test(runqueue, a_moment_of_waiting_gains_nothing, .fini = end)
{
	uint64_t had[2] = { 0 };

	make(2);
	admit_all(2, 0);
	insert_all(2);
	for (unsigned i = 0; i < 10000; i++) {
		struct vm *vm = runqueue_take();
		uint64_t ns = vm == &vms[0] ? TURN - 1000 : TURN;
		runqueue_charge(vm, ns, 0);
		had[vm - vms] += ns;
		if (vm == &vms[0] && i % 2) {
			struct vm *other = runqueue_take();
			runqueue_charge(other, 1000, 0);
			had[1] += 1000;
			runqueue_insert(other);
		}
		runqueue_insert(vm);
	}
	cr_expect(had[0] < had[1] + 2 * TURN, "%llu of %llu",
		  (unsigned long long)had[0], (unsigned long long)had[1]);
}

/* Nor do those of whom another wakes at every moment, each with time to its
 * credit, keep one that is a turn ahead. */
Test(runqueue, a_crowd_that_wakes_starves_nobody, .fini = end)
{
	uint64_t waited = 0;

	make(5001);
	admit_all(5001, 0);
	runqueue_charge(&vms[5000], TURN, 0);
	runqueue_insert(&vms[5000]);
	for (unsigned i = 0; waited < 5 * SECOND; i = (i + 1) % 5000) {
		/* Always ten that would run. */
		runqueue_insert(&vms[i]);
		if (waited == 0 && i < 10)
			continue;
		struct vm *vm = runqueue_take();
		if (vm == &vms[5000])
			break;
		runqueue_charge(vm, TURN / 20, 0);
		waited += TURN / 20;
	}
	cr_expect(waited < 40 * TURN, "%llu", (unsigned long long)waited);
}

/* A hundred VMs of short turns do not keep one from its long ones. */
Test(runqueue, nobody_starves, .fini = end)
{
	uint64_t had = 0, total = 0;

	make(101);
	admit_all(101, 0);
	insert_all(101);
	while (total < 20 * SECOND) {
		struct vm *vm = runqueue_take();
		uint64_t ns = vm == &vms[100] ? TURN : 300000;
		runqueue_charge(vm, ns, 0);
		if (vm == &vms[100])
			had += ns;
		total += ns;
		runqueue_insert(vm);
	}
	cr_expect(had > total / 101 * 95 / 100, "%llu of %llu",
		  (unsigned long long)had, (unsigned long long)total);
}

/* The time a VM with a cap gets in 100 s, if it runs as soon as it may, turns
 * last so long and it is late by so much. */
static uint64_t capped_time(uint32_t cap, uint64_t ns, uint64_t late)
{
	uint64_t now = SECOND, had = 0;

	runqueue_admit(&vms[0], 0, cap);
	vms[0].capped_until = 0;
	while (now < 101 * SECOND) {
		if (vms[0].capped_until > now)
			now = vms[0].capped_until + late;
		now += ns;
		had += ns;
		runqueue_charge(&vms[0], ns, now);
	}
	return had;
}

Test(runqueue, caps_hold, .fini = end)
{
	static const uint32_t caps[] = { 1, 10, 100, 500, 999, 1000 };
	static const uint64_t turns[] = { 10000, 333333, TURN };
	static const uint64_t lates[] = { 0, 100000, 900000 };

	make(1);
	for (unsigned c = 0; c < 6; c++)
		for (unsigned t = 0; t < 3; t++)
			for (unsigned l = 0; l < 3; l++) {
				double had = (double)capped_time(
					caps[c], turns[t], lates[l]);
				double share = had / (100.0 * SECOND) * 1000;
				cr_expect(share < caps[c] + 0.1,
					  "cap %u, turns of %u us: %f", caps[c],
					  (unsigned)turns[t] / 1000, share);
				if (caps[c] <= 500 &&
				    turns[t] * 1000 / caps[c] > lates[l])
					cr_expect(share > caps[c] - 0.1,
						  "cap %u, turns of %u us: %f",
						  caps[c],
						  (unsigned)turns[t] / 1000,
						  share);
			}
}

Test(runqueue, an_unused_cap_is_kept_for_one_turn, .fini = end)
{
	uint64_t now = 1000 * SECOND, had = 0;

	make(1);
	runqueue_admit(&vms[0], 0, 100);
	while (vms[0].capped_until <= now) {
		now += TURN / 10;
		had += TURN / 10;
		runqueue_charge(&vms[0], TURN / 10, now);
	}
	cr_expect(had >= TURN && had <= TURN + TURN / 4, "%llu cycles",
		  (unsigned long long)had);
}

Test(runqueue, no_cap_is_no_limit, .fini = end)
{
	make(1);
	runqueue_admit(&vms[0], 0, 0);
	runqueue_charge(&vms[0], 100 * SECOND, SECOND);
	cr_expect(vms[0].capped_until == 0);
}
