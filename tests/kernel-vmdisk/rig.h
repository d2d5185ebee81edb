/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A stand-in for what lies around the disks of VMs: VMs whose memory is the
 * host's, a device of RIG_BLOCKS blocks that does what it is told to, when it
 * is told to, and a clock that stands still.  At the end of each test every VM
 * ends, and no frame may be missing.
 */
#ifndef TESTS_KERNEL_VMDISK_RIG_H
#define TESTS_KERNEL_VMDISK_RIG_H

#include <criterion/criterion.h>

#include "block.h"
#include "disk.h"
#include "vm.h"

#define RIG_VMS 8
#define RIG_BLOCKS 1024
#define RIG_MEMORY 0x200000u
#define RIG_AT (DENALI_IMAGE_BASE + 0x1000) /* a good address */

struct rig {
	uint64_t now;
	bool bad[RIG_BLOCKS];  /* parts that touch these fail */
	uint32_t absent;       /* so many accesses find a page on a disk */
	uint32_t forbid, upto; /* guest addresses without access */
	uint32_t parts, part_blocks; /* that the device has been given */
	uint32_t flushes, told;
	uint32_t held; /* parts it has */
};
extern struct rig rig;
extern struct vm *rig_vms[RIG_VMS];
extern struct block_device rig_device, rig_other; /* disks 1 and 2 */
extern uint8_t rig_blocks[RIG_BLOCKS][PAGE_SIZE];

/* Begin a test; in a machine whose memory gives all VMs' buffers
 * RIG_FRAMES_SMALL frames and a few. */
#define RIG_FRAMES_SMALL 48u
void rig_start(void);
void rig_start_small(void);
void rig_finish(void);

/* Memory of a VM. */
uint8_t *rig_at(struct vm *vm, uint32_t address);

/* Attach extents of disk 1 as disk 0: pairs of first block and count. */
int32_t rig_attach(struct vm *vm, uint32_t flags, unsigned count, ...);

/* Put a request into the VM's ring. */
void rig_post(struct vm *vm, uint8_t operation, uint32_t address,
	      uint32_t block, uint16_t count);

/* Let the device finish that many parts, picked by seed; and all, with the VMs
 * served whenever they have been posted to. */
void rig_complete(uint32_t count);
void rig_settle(void);

/* Status of the VM's answer number n, counted from the start. */
uint32_t rig_answer(const struct vm *vm, uint32_t n);

uint32_t rig_draw(uint32_t below);

#endif
