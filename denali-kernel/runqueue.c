/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The ring of lists.  It spans four turns of the lightest VM: the one before
 * virtual time that a waking VM may be behind, the one that a busy VM is ahead
 * after its turn, and as much again for turns that took longer than they ought
 * to.  Virtual time may wrap; only differences are compared.
 */
#include "runqueue.h"

#include <denali/plan.h>

#define LISTS 1024u
#define WORD 32
#define WORDS (LISTS / WORD)
_Static_assert(WORDS <= WORD, "a word has a bit for each word");

/* A list is for so much of pass, a turn of the lightest VM for so many lists;
 * pass counts cycles * inverse / 2^INVERSE_SHIFT. */
#define LIST_SHIFT 24
#define LIST_WIDTH (1ull << LIST_SHIFT)
#define LISTS_A_TURN (LISTS / 4)
#define CREDIT_MIN (4 * LIST_WIDTH)
#define PASS_A_TURN (LISTS_A_TURN * LIST_WIDTH)
#define INVERSE_SHIFT 19
#define COARSE 8 /* so that dividing takes 32 bits */

static struct link lists[LISTS];
static uint32_t used[WORDS]; /* a bit a list: it may have members */
static uint32_t used_words;  /* a bit a word of used: it is not 0 */
static uint64_t turn;        /* TSC cycles */
static uint64_t virtual_time;
static uint32_t queued_weight; /* of those in the ring */

void runqueue_init(uint64_t longest)
{
	turn = longest > RUNQUEUE_TURN_MIN ? longest : RUNQUEUE_TURN_MIN;
	virtual_time = -PASS_A_TURN; /* to wrap soon, in every run */
	for (unsigned i = 0; i < LISTS; i++)
		link_init(&lists[i]);
	for (unsigned i = 0; i < WORDS; i++)
		used[i] = 0;
	used_words = 0;
	queued_weight = 0;
}

void runqueue_admit(struct vm *vm, uint32_t weight, uint32_t cap)
{
	vm->weight = (uint16_t)(weight ? weight : DENALI_WEIGHT_DEFAULT);
	vm->inverse = (uint32_t)((PASS_A_TURN << INVERSE_SHIFT) / turn /
				 vm->weight);
	vm->cap = (uint16_t)(cap < DENALI_CAP_MAX ? cap : 0);
	vm->pass = virtual_time;
}

static void charge_cap(struct vm *vm, uint64_t cycles, uint64_t now)
{
	uint64_t kept = turn * DENALI_CAP_MAX / vm->cap;

	if (vm->capped_until + kept < now)
		vm->capped_until = now - kept;
	vm->capped_until += cycles * DENALI_CAP_MAX / vm->cap;
}

/* Virtual time goes on by what each of those who would run could have had, so
 * that nobody ahead of it waits for ever for those who come from behind. */
static void advance(const struct vm *vm, uint64_t pass)
{
	uint64_t shared = pass * vm->weight >> COARSE;

	if (shared > UINT32_MAX)
		shared = UINT32_MAX;
	virtual_time +=
		(uint64_t)((uint32_t)shared / (queued_weight + vm->weight))
		<< COARSE;
}

void runqueue_charge(struct vm *vm, uint64_t cycles, uint64_t now)
{
	uint64_t pass = cycles * vm->inverse >> INVERSE_SHIFT;

	vm->pass += pass;
	advance(vm, pass);
	if (vm->cap)
		charge_cap(vm, cycles, now);
}

/* The ring's first list, not reduced to the ring: a turn of the lightest VM
 * before virtual time, and two more for what rounding takes. */
static uint32_t first_list(void)
{
	return (uint32_t)(virtual_time >> LIST_SHIFT) - LISTS_A_TURN - 2;
}

static bool before(uint64_t a, uint64_t b)
{
	return (int64_t)(a - b) < 0;
}

/* Let a VM that waited be behind by a turn of its own, and by a few lists at
 * least: so far virtual time gets ahead of busy VMs by rounding. */
static void limit_credit(struct vm *vm)
{
	uint64_t credit = turn * vm->inverse >> INVERSE_SHIFT;

	if (credit < CREDIT_MIN)
		credit = CREDIT_MIN;
	if (before(vm->pass, virtual_time - credit))
		vm->pass = virtual_time - credit;
}

/* Bring a VM's pass within the ring. */
static void bound(struct vm *vm)
{
	uint64_t ahead = (LISTS - LISTS_A_TURN - 3) * LIST_WIDTH;

	if (before(vm->pass, virtual_time - LIST_WIDTH))
		limit_credit(vm);
	else if (before(virtual_time + ahead, vm->pass))
		vm->pass = virtual_time + ahead;
}

void runqueue_insert(struct vm *vm)
{
	bound(vm);
	uint32_t list = (uint32_t)(vm->pass >> LIST_SHIFT) % LISTS;

	link_append(&lists[list], &vm->run);
	queued_weight += vm->weight;
	used[list / WORD] |= 1u << list % WORD;
	used_words |= 1u << list / WORD;
}

void runqueue_remove(struct vm *vm)
{
	link_remove(&vm->run);
	queued_weight -= vm->weight;
}

static unsigned lowest_bit(uint32_t word)
{
	return (unsigned)__builtin_ctz(word);
}

/* The first list with its bit set from a given one on, round the ring; there is
 * one. */
static unsigned first_used(unsigned from)
{
	unsigned word = from / WORD;
	uint32_t bits = used[word] & ~0u << from % WORD;
	uint32_t later = used_words & ~1u << word;

	if (!bits) {
		word = lowest_bit(later ? later : used_words);
		bits = used[word];
	}
	return word * WORD + lowest_bit(bits);
}

static void clear(unsigned list)
{
	used[list / WORD] &= ~(1u << list % WORD);
	if (!used[list / WORD])
		used_words &= ~(1u << list / WORD);
}

struct vm *runqueue_take(void)
{
	while (used_words) {
		unsigned list = first_used(first_list() % LISTS);
		if (!link_used(&lists[list])) {
			clear(list);
			continue;
		}
		struct vm *vm = LINK_OWNER(lists[list].next, struct vm, run);
		runqueue_remove(vm);
		if (before(virtual_time, vm->pass))
			virtual_time = vm->pass;
		return vm;
	}
	return 0;
}
