/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtqueues against a device: everything comes back once, with its token, in
 * any order, through many wraps of the indices; and no side ever sleeps through
 * what the other has done.
 */
#include <criterion/criterion.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "device.h"

#define SIZE 64
#define PIECES_MAX 3

static struct virtqueue queue;
static struct device_queue device;
static void *memory;

static void make(bool event_index)
{
	uint32_t bytes = virtqueue_bytes(SIZE);

	cr_assert_eq(posix_memalign(&memory, PAGE_SIZE, bytes), 0);
	memset(memory, 0, bytes);
	virtqueue_init(&queue, memory, SIZE, event_index);
	device_attach(&device, &queue);
}

static void discard(void)
{
	free(memory);
}

TestSuite(virtqueue, .fini = discard);

static char data[256];

static void add(unsigned pieces, unsigned given, void *token)
{
	struct virtqueue_piece piece[PIECES_MAX];

	for (unsigned i = 0; i < pieces; i++) {
		piece[i].address = window_phys(&data[i]);
		piece[i].length = 10 * i + 1;
	}
	virtqueue_add(&queue, piece, pieces, given, token);
}

Test(virtqueue, layout)
{
	char *base;

	make(true);
	base = memory;
	cr_assert_eq(virtqueue_descriptors(&queue), window_phys(memory));
	cr_assert_eq(virtqueue_available(&queue),
		     window_phys(base + 16 * SIZE));
	/* Past the ring and its event, on a multiple of 4. */
	cr_assert_eq(virtqueue_used(&queue),
		     window_phys(base + 16 * SIZE + 2 * SIZE + 8));
	cr_assert_geq(virtqueue_bytes(SIZE),
		      26 * SIZE + 14 + sizeof(void *) * SIZE);
}

Test(virtqueue, a_chain_arrives_as_it_was_added)
{
	struct device_chain chain;
	uint32_t length = 0;
	int token;

	make(true);
	cr_assert_eq(virtqueue_room(&queue, 1), SIZE);
	cr_assert_eq(virtqueue_room(&queue, 3), SIZE / 3);
	add(3, 1, &token);
	cr_assert_eq(virtqueue_room(&queue, 1), SIZE - 3);
	cr_assert(device_take(&device, &chain));
	cr_assert_eq(chain.count, 3);
	for (unsigned i = 0; i < 3; i++) {
		cr_assert_eq((char *)chain.piece[i].data, &data[i]);
		cr_assert_eq(chain.piece[i].length, 10 * i + 1);
		cr_assert_eq(chain.piece[i].writable, i >= 1);
	}
	cr_assert(!device_take(&device, &chain));
	cr_assert_null(virtqueue_take(&queue, &length));
	device_return(&device, &chain, 77);
	cr_assert(virtqueue_done(&queue));
	cr_assert_eq(virtqueue_take(&queue, &length), &token);
	cr_assert_eq(length, 77);
	cr_assert_eq(virtqueue_room(&queue, 1), SIZE);
	add(1, 1, &token);
	cr_assert(device_take(&device, &chain));
	cr_assert(!chain.piece[0].writable);
}

/* Chains of any length, returned in any order, 16-bit indices wrapping. */
static void shuffle(bool event_index)
{
	struct device_chain held[SIZE];
	unsigned holding = 0, tokens = 0, added = 0;
	char token[SIZE] = { 0 }; /* 1: with the device */
	uint32_t length;
	char *back;

	make(event_index);
	srand(4);
	for (unsigned i = 0; i < 400000; i++) {
		unsigned pieces = 1 + (unsigned)rand() % PIECES_MAX;
		unsigned pick = (unsigned)rand() % SIZE;

		switch (rand() % 4) {
		case 0:
			if (!virtqueue_room(&queue, pieces) || token[pick])
				break;
			token[pick] = 1;
			tokens++;
			added++;
			add(pieces, 0, &token[pick]);
			break;
		case 1:
			if (device_take(&device, &held[holding]))
				holding++;
			break;
		case 2:
			if (!holding)
				break;
			pick %= holding;
			device_return(&device, &held[pick], 1);
			held[pick] = held[--holding];
			break;
		default:
			back = virtqueue_take(&queue, &length);
			if (!back)
				break;
			cr_assert_eq(*back, 1);
			*back = 0;
			tokens--;
		}
		cr_assert_eq(virtqueue_busy(&queue), tokens);
	}
	cr_assert_gt(added, 65536 + 1000, "the indices have wrapped");
}

Test(virtqueue, any_order_event_index)
{
	shuffle(true);
}

Test(virtqueue, any_order)
{
	shuffle(false);
}

Test(virtqueue, told_only_when_wanted)
{
	struct device_chain chain;
	uint32_t length;

	make(true);
	for (unsigned i = 0; i < 70000; i++) {
		unsigned count = 1 + i % 5;

		cr_assert(device_want(&device));
		for (unsigned j = 0; j < count; j++)
			add(1, 1, data);
		cr_assert(virtqueue_tell(&queue));
		cr_assert(!virtqueue_tell(&queue), "nothing new");
		device_unwant(&device);
		add(1, 1, data);
		cr_assert(!virtqueue_tell(&queue));
		while (device_take(&device, &chain)) {
			device_return(&device, &chain, 0);
			cr_assert(virtqueue_take(&queue, &length));
		}
	}
}

Test(virtqueue, told_by_flag)
{
	make(false);
	device_want(&device);
	add(1, 1, data);
	cr_assert(virtqueue_tell(&queue));
	device_unwant(&device);
	add(1, 1, data);
	cr_assert(!virtqueue_tell(&queue));
	cr_assert(!device_want(&device));
}

Test(virtqueue, interrupted_after_as_many_as_asked)
{
	struct device_chain chain;
	uint32_t length;

	make(true);
	for (unsigned i = 0; i < 70000; i++) {
		uint16_t count = (uint16_t)(1 + i % 7);

		cr_assert(virtqueue_arm(&queue, count));
		for (unsigned j = 0; j < count; j++)
			add(1, 1, data);
		for (unsigned j = 0; j < count; j++) {
			cr_assert(device_take(&device, &chain));
			cr_assert_eq(device_return(&device, &chain, 0),
				     j + 1 == count);
		}
		cr_assert(!virtqueue_arm(&queue, count), "it has already");
		virtqueue_quiet(&queue);
		while (virtqueue_take(&queue, &length))
			;
	}
}

Test(virtqueue, quiet)
{
	struct device_chain chain;

	for (int event_index = 0; event_index < 2; event_index++) {
		make(event_index);
		virtqueue_quiet(&queue);
		for (unsigned i = 0; i < SIZE; i++) {
			add(1, 1, data);
			cr_assert(device_take(&device, &chain));
			cr_assert(!device_return(&device, &chain, 0));
		}
		if (!event_index)
			discard();
	}
}

Test(virtqueue, a_device_that_returns_what_it_has_not, .signal = SIGABRT)
{
	struct device_chain chain = { .head = 5 };
	uint32_t length;

	make(true);
	device_return(&device, &chain, 0);
	virtqueue_take(&queue, &length);
}

Test(virtqueue, a_device_that_returns_nonsense, .signal = SIGABRT)
{
	struct device_chain chain = { .head = SIZE };
	uint32_t length;

	make(true);
	device_return(&device, &chain, 0);
	virtqueue_take(&queue, &length);
}

/* ---- beside each other ---- */

#define ROUNDS 3000000u

static sem_t notified, interrupted;

static void *run_device(void *argument)
{
	struct device_chain chain;
	uint32_t done = 0;

	while (done < ROUNDS) {
		while (device_take(&device, &chain)) {
			if (device_return(&device, &chain, 0))
				sem_post(&interrupted);
			done++;
		}
		if (done < ROUNDS && device_want(&device))
			sem_wait(&notified);
		device_unwant(&device);
	}
	return argument;
}

/* Each sleeps unless the other owes it a call: a call that is missing is a
 * test that does not end. */
static void beside(bool event_index)
{
	uint32_t added = 0, taken = 0, length;
	pthread_t thread;

	make(event_index);
	sem_init(&notified, 0, 0);
	sem_init(&interrupted, 0, 0);
	device_want(&device);
	cr_assert_eq(pthread_create(&thread, NULL, run_device, NULL), 0);
	while (taken < ROUNDS) {
		uint16_t count;

		while (added < ROUNDS && virtqueue_room(&queue, 1) &&
		       added - taken < 1 + added % SIZE) {
			add(1, 1, data);
			added++;
		}
		if (virtqueue_tell(&queue))
			sem_post(&notified);
		virtqueue_quiet(&queue);
		while (virtqueue_take(&queue, &length))
			taken++;
		count = virtqueue_busy(&queue);
		if (count && virtqueue_arm(&queue, (uint16_t)(count / 2 + 1)))
			sem_wait(&interrupted);
	}
	pthread_join(thread, NULL);
}

Test(virtqueue, beside_each_other_event_index, .timeout = 120)
{
	beside(true);
}

Test(virtqueue, beside_each_other, .timeout = 120)
{
	beside(false);
}
