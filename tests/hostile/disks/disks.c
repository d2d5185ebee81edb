/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disks' rings: every field hostile, and what may be asked of a disk that
 * all instances read.  Block n of disk 0, which has 16, is the number n in 4095
 * digits, and a newline.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../attack.h"

#define DISKS (rw_registers->disks)
#define BLOCK 4096u
#define BLOCKS 16u
#define ROUNDS 300

static uint8_t data[16][BLOCK] __attribute__((aligned(BLOCK)));

static void post(struct denali_disk_request request)
{
	volatile struct denali_disk_request *slot =
		&DISKS.request[DISKS.posted % DENALI_DISK_SLOTS];

	slot->address = request.address;
	slot->block = request.block;
	slot->count = request.count;
	slot->disk = request.disk;
	slot->operation = request.operation;
	slot->tag = request.tag;
	__asm__ volatile("" ::: "memory");
	DISKS.posted++;
}

static void kick(void)
{
	trap(DENALI_KICK, DENALI_DEVICE_DISK, 0, 0);
}

/* Until all that was posted is answered. */
static void await(void)
{
	while (DISKS.answered != DISKS.posted)
		kick();
}

static uint32_t ask(struct denali_disk_request request)
{
	uint32_t before = DISKS.answered;

	request.tag = before ^ 0x5a5a;
	post(request);
	await();
	attack_check(DISKS.answered == before + 1, "answers");
	attack_check(DISKS.answer[before % DENALI_DISK_SLOTS].tag ==
			     request.tag,
		     "tag");
	return DISKS.answer[before % DENALI_DISK_SLOTS].status;
}

#define AT(where) .address = (uint32_t)(where)
#define READ DENALI_DISK_READ
#define WRITE DENALI_DISK_WRITE
#define FLUSH DENALI_DISK_FLUSH

/* One that breaks a rule of the ring. */
#define BREAK(name, where, blocks, operation_)                                 \
	static void disks_##name(void)                                         \
	{                                                                      \
		post((struct denali_disk_request){                             \
			AT(where), .count = (blocks),                          \
			.operation = (operation_) });                          \
		kick();                                                        \
	}

BREAK(kernel, DENALI_KERNEL_BASE + 0x100000, 1, READ)
BREAK(null, 0, 1, READ)
BREAK(registers, DENALI_RW_REGISTERS, 1, READ)
BREAK(below, DENALI_IMAGE_BASE - 4, 1, READ)
BREAK(past_end, ro_registers->memory_size, 1, READ)
BREAK(across_end, ro_registers->memory_size - BLOCK + 4, 1, READ)
BREAK(wrap, 0xfffffff0, 16, READ)
BREAK(top, 0xfffffffc, 1, READ)
BREAK(unaligned, data[0] + 2, 1, READ)
BREAK(no_count, data, 0, READ)
BREAK(count, data, DENALI_DISK_COUNT + 1, READ)
BREAK(most_count, data, 0xffff, READ)
BREAK(operation, data, 1, DENALI_DISK_FLUSH + 1)
BREAK(last_operation, data, 1, 0xff)
BREAK(write_kernel, DENALI_KERNEL_BASE, 1, WRITE)
BREAK(flush_count, 0, 1, FLUSH)
BREAK(flush_address, data, 0, FLUSH)

static void disks_flush_block(void)
{
	post((struct denali_disk_request){ .block = 1, .operation = FLUSH });
	kick();
}

/* Rules come before disks. */
static void disks_bad_of_no_disk(void)
{
	post((struct denali_disk_request){ .count = 1, .disk = 7 });
	kick();
}

static void disks_far(void)
{
	DISKS.posted += DENALI_DISK_SLOTS + 1;
	kick();
}

static void disks_back(void)
{
	DISKS.posted--;
	kick();
}

static void disks_wild(void)
{
	DISKS.posted ^= 0x80000000;
	kick();
}

/* All are taken at once, and have no answers. */
static void disks_more(void)
{
	for (unsigned i = 0; i < 2 * DENALI_DISK_SLOTS + 1; i++)
		post((struct denali_disk_request){ AT(data), .count = 16 });
	kick();
}

/* ---- what is answered ---- */

#define EXPECT(status, ...)                                                    \
	attack_check(ask((struct denali_disk_request){ __VA_ARGS__ }) ==       \
			     (status),                                         \
		     #__VA_ARGS__)

static void disks_refused(void)
{
	for (unsigned disk = 1; disk < 256; disk += disk < 9 ? 1 : 41)
		EXPECT(DENALI_DISK_MISSING, AT(data), .count = 1,
		       .disk = (uint8_t)disk);
	EXPECT(DENALI_DISK_MISSING, .disk = 3, .operation = DENALI_DISK_FLUSH);
	EXPECT(DENALI_DISK_OUTSIDE, AT(data), .count = 1, .block = BLOCKS);
	EXPECT(DENALI_DISK_OUTSIDE, AT(data), .count = 2, .block = BLOCKS - 1);
	EXPECT(DENALI_DISK_OUTSIDE, AT(data), .count = 16, .block = 0xfffffff0);
	EXPECT(DENALI_DISK_OUTSIDE, AT(data), .count = 1, .block = 0xffffffff);
	EXPECT(DENALI_DISK_READ_ONLY, AT(data), .count = 1,
	       .operation = DENALI_DISK_WRITE);
	EXPECT(DENALI_DISK_OK, .operation = DENALI_DISK_FLUSH);
	EXPECT(DENALI_DISK_OK, AT(data), .count = 1, .block = BLOCKS - 1);
	attack_check(memcmp(data[0] + BLOCK - 4, "015\n", 4) == 0, "data");
}

/* Pages that may not be written, from text on. */
static void disks_text(void)
{
	EXPECT(DENALI_DISK_NO_MEMORY, AT(DENALI_IMAGE_BASE), .count = 1);
	trap(DENALI_PROTECT, (uint32_t)data[4], BLOCK, DENALI_PROT_NONE);
	EXPECT(DENALI_DISK_NO_MEMORY, AT(data), .count = 16);
	trap(DENALI_PROTECT, (uint32_t)data[4], BLOCK,
	     DENALI_PROT_READ | DENALI_PROT_WRITE);
	EXPECT(DENALI_DISK_OK, AT(data), .count = 16);
}

/* The kernel's indices, and what it has answered, are written over. */
static void disks_indices(void)
{
	for (unsigned i = 0; i < ROUNDS; i++) {
		DISKS.taken = i * 0x01010101u;
		EXPECT(DENALI_DISK_OK, AT(data), .count = 1);
		memset((void *)(uintptr_t)DISKS.answer, 0xff,
		       sizeof DISKS.answer);
	}
}

/* Buffers that go while the disk fills them. */
static void disks_released(void)
{
	for (unsigned i = 0; i < ROUNDS; i++) {
		for (unsigned k = 0; k < 4; k++)
			post((struct denali_disk_request){ AT(data),
							   .count = 16 });
		kick();
		trap(DENALI_RELEASE, (uint32_t)data, sizeof data, 0);
		trap(DENALI_PROTECT, (uint32_t)data[i % 16], BLOCK,
		     i % 2 ? DENALI_PROT_READ :
			     DENALI_PROT_READ | DENALI_PROT_WRITE);
		await();
	}
}

static void disks_storm(void)
{
	for (unsigned i = 0; i < ROUNDS; i++) {
		for (unsigned k = 0; k < DENALI_DISK_SLOTS; k++)
			post((struct denali_disk_request){
				AT(data[(i + k) % 16]), .count = 1,
				.block = (i + k) % 16, .tag = k });
		await();
		for (unsigned k = 0; k < 16; k++)
			attack_check(data[k][BLOCK - 2] == '0' + k % 10,
				     "a block is another");
	}
}

/* Ends with as much under way as there can be. */
static void disks_leave(void)
{
	for (unsigned i = 0; i < DENALI_DISK_SLOTS; i++)
		post((struct denali_disk_request){ AT(data), .count = 16 });
	kick();
	_exit(0);
}

#define ENTRY(case)                                                            \
	{                                                                      \
#case, disks_##case                                            \
	}

void disks(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(kernel),         ENTRY(null),
		ENTRY(registers),      ENTRY(below),
		ENTRY(past_end),       ENTRY(across_end),
		ENTRY(wrap),           ENTRY(top),
		ENTRY(unaligned),      ENTRY(no_count),
		ENTRY(count),          ENTRY(most_count),
		ENTRY(operation),      ENTRY(last_operation),
		ENTRY(write_kernel),   ENTRY(flush_count),
		ENTRY(flush_block),    ENTRY(flush_address),
		ENTRY(bad_of_no_disk), ENTRY(far),
		ENTRY(back),           ENTRY(wild),
		ENTRY(more),           ENTRY(refused),
		ENTRY(text),           ENTRY(indices),
		ENTRY(released),       ENTRY(storm),
		ENTRY(leave)
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
