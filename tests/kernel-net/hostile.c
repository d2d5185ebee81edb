/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Rings that change under the kernel's eyes.  The stand-in for guest memory
 * ends the test if an address is used that its own check would refuse, so that
 * here it is enough to lie, and to look at what was sent.
 */
#include <criterion/criterion.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "frames.h"
#include "watch.h"
#include "world.h"

#define BUFFER (DENALI_IMAGE_BASE + 0x4000)
#define RINGS offsetof(struct denali_rw_registers, nic)
#define TX (RINGS + offsetof(struct denali_nic, tx))
#define RX (RINGS + offsetof(struct denali_nic, rx))
#define TX_POSTED (RINGS + offsetof(struct denali_nic, tx_posted))
#define RX_POSTED (RINGS + offsetof(struct denali_nic, rx_posted))

static struct vm *vm;
static struct denali_nic *rings;
static struct frame frame;
static uint32_t reads[DENALI_PAGE_SIZE / 4], writes[DENALI_PAGE_SIZE / 4];

static void start(void)
{
	world_start(64, 32);
	vm = world_vm(1, DENALI_NET_TX_CHECKSUM);
	rings = world_rings(vm);
	frame_udp4(&frame, OUTSIDE, 1, 1000, 2000, 58);
}

TestSuite(hostile, .init = start, .fini = world_stop);

static uint32_t *word_at(uint32_t offset)
{
	return (uint32_t *)(void *)((char *)vm->rw + (offset & ~3u));
}

static void count(uint32_t offset, bool write)
{
	cr_assert_eq(offset % 2, 0);
	(write ? writes : reads)[offset / 4]++;
}

/* Once read, a word becomes the worst it could be. */
static void spoil(uint32_t offset, bool write)
{
	count(offset, write);
	if (write)
		return;
	if (offset == TX_POSTED || offset == RX_POSTED)
		*word_at(offset) += 0x70000000;
	else if (offset >= TX)
		*word_at(offset) = (offset - TX) % 12 == 0 ? 0xfffffff0 :
							     0xffffffff;
}

static void post_frame(void)
{
	struct denali_nic_descriptor *d =
		&rings->tx[rings->tx_posted % DENALI_NIC_SLOTS];

	memcpy(world_at(vm, BUFFER), frame.bytes, frame.length);
	*d = (struct denali_nic_descriptor){ .address = BUFFER,
					     .length = (uint16_t)frame.length,
					     .flags = DENALI_NIC_CHECKSUM,
					     .checksum_start = 34,
					     .checksum_offset = 6 };
	rings->tx_posted++;
}

static bool serve(watch_hook *hook)
{
	bool valid;

	memset(reads, 0, sizeof(reads));
	memset(writes, 0, sizeof(writes));
	watch_begin(vm->rw, hook);
	valid = served(vm);
	watch_end();
	return valid;
}

Test(hostile, transmit_reads_everything_once)
{
	const struct packet *sent;

	post_frame();
	cr_assert(serve(spoil));
	cr_assert_eq(world_sent, 1);
	sent = world_frame(0);
	cr_assert_eq(sent->length, frame.length);
	cr_assert_arr_eq(sent->frame, frame.bytes, frame.length);
	cr_assert_eq(sent->checksum_start, 34);
	cr_assert_eq(sent->checksum_offset, 6);
	cr_assert_eq(reads[TX_POSTED / 4], 1);
	for (unsigned i = 0; i < 3; i++)
		cr_assert_eq(reads[TX / 4 + i], 1);
	cr_assert_eq(reads[TX / 4 + 3], 0, "a second descriptor");
	cr_assert_eq(rings->tx_done, 1);
}

Test(hostile, receive_checks_the_copy_it_uses)
{
	rings->rx[0].address = BUFFER;
	rings->rx[0].length = DENALI_RX_BUFFER_MIN;
	rings->rx_posted = 1;
	frame_udp4(&frame, 1, OUTSIDE, 1000, 2000, 58);
	world_receive(frame.bytes, frame.length);
	/* Good when it is posted, spoiled when it is used. */
	cr_assert(!serve(spoil));
	cr_assert_eq(reads[RX_POSTED / 4], 1);
	for (unsigned i = 0; i < 3; i++)
		cr_assert_eq(reads[RX / 4 + i], 2);
	cr_assert_eq(rings->rx_filled, 0);
	cr_assert_eq(world_queued(vm), 0);
}

Test(hostile, what_the_kernel_wrote_is_not_read_back)
{
	frame_udp4(&frame, 1, OUTSIDE, 1000, 2000, 58);
	for (uint32_t i = 0; i < 200; i++) {
		rings->rx[i % DENALI_NIC_SLOTS].address = BUFFER;
		rings->rx[i % DENALI_NIC_SLOTS].length = DENALI_RX_BUFFER_MIN;
		rings->rx_posted = i + 1;
		rings->tx_done = (uint32_t)rand();
		rings->rx_filled = (uint32_t)rand();
		rings->rx_dropped = (uint32_t)rand();
		world_receive(frame.bytes, frame.length);
		cr_assert(serve(count));
		cr_assert_eq(rings->rx_filled, i + 1);
		cr_assert_eq(rings->tx_done, 0);
		cr_assert_eq(rings->rx_dropped, 0);
		cr_assert_eq(reads[(RINGS + 4) / 4], 0);
		cr_assert_eq(reads[(RINGS + 12) / 4], 0);
		cr_assert_eq(reads[(RINGS + 16) / 4], 0);
	}
}

Test(hostile, hints_read_no_descriptor)
{
	bool work;

	post_frame();
	memset(reads, 0, sizeof(reads));
	watch_begin(vm->rw, spoil);
	work = nic_has_work(vm);
	watch_end();
	cr_assert(work);
	for (unsigned i = TX / 4; i < DENALI_PAGE_SIZE / 4; i++)
		cr_assert_eq(reads[i], 0);
	cr_assert_eq(reads[TX_POSTED / 4], 1);
	cr_assert_eq(reads[RX_POSTED / 4], 1);
}

/* ---- noise ---- */

static uint32_t noise(void)
{
	return (uint32_t)rand() << 16 ^ (uint32_t)rand();
}

static void maybe_change(uint32_t offset, bool write)
{
	(void)write;
	if (rand() % 4 == 0)
		*word_at(offset) = noise();
	if (rand() % 8 == 0)
		*word_at(TX + 12 * (noise() % 64)) = noise();
}

/* Descriptors that are mostly good, so that the kernel goes on to use them. */
static void fill_rings(void)
{
	for (unsigned i = 0; i < DENALI_NIC_SLOTS; i++) {
		rings->tx[i].address = BUFFER;
		rings->tx[i].length = (uint16_t)frame.length;
		rings->tx[i].flags = 0;
		rings->rx[i].address = BUFFER + 0x1000;
		rings->rx[i].length = 2048;
	}
	rings->tx_posted = vm->nic.tx_done + (uint32_t)rand() % 65;
	rings->rx_posted = vm->nic.rx_checked +
			   (uint32_t)rand() % (65 - (vm->nic.rx_checked -
						     vm->nic.rx_filled));
}

Test(hostile, noise)
{
	unsigned good = 0;

	srand(2);
	memcpy(world_at(vm, BUFFER), frame.bytes, frame.length);
	frame_udp4(&frame, 1, OUTSIDE, 1000, 2000, 58);
	for (unsigned i = 0; i < 500; i++) {
		fill_rings();
		for (unsigned j = 0; j < 20; j++)
			world_receive(frame.bytes, frame.length);
		good += serve(i % 2 ? maybe_change : count);
		world_complete(32);
	}
	cr_assert_geq(good, 250);
}
