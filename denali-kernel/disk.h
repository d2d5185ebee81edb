/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disks of one VM: its rings (denali/rings.h) on one side, extents of the
 * machine's disks (block.h) on the other.
 *
 * disk_serve takes requests off the ring as far as limits and buffers allow.
 * Blocks pass through frames of the kernel's: what a VM writes is copied when
 * the request is taken, what it reads is copied to it in its own time, when
 * it is next served.  So no page of a VM is ever with a device, and a VM may
 * leave memory, change its pages or end while the device works for it.
 *
 * Each VM may have DISK_FRAMES frames with the devices; all together no more
 * than a small part of the machine's memory.  Where that is short a VM may
 * have no more than what is left, so that many together leave something to
 * others, and those that find too little stand in a line: who is not its first
 * leaves enough for its first.  Frames that have been read, and that their VM
 * does not come for, go to those who wait, and are read again when it comes.
 */
#ifndef DISK_H
#define DISK_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/plan.h>
#include <denali/supervisor.h>

struct vm;

#define DISK_FRAMES 64

/* For the making of a VM: the disks and limits that its group has.  A disk that
 * the machine does not have is logged and left out.  False: memory is short. */
bool disk_create(struct vm *vm, const struct denali_plan_group *group);

/* Attach, change or detach one of the VM's disks.  Returns 0 or an error as the
 * contract's vm_disk has it. */
int32_t disk_attach(struct vm *vm, const struct denali_extents *extents);

/* What the VM's registers say of its disks, DENALI_DISKS of them. */
void disk_fill_info(const struct vm *vm, struct denali_disk_info *info);

/* A VM is in memory from now on: have its registers say so. */
void disk_enter(struct vm *vm);

/* How fast they may be (plan.h).  False: memory is short. */
bool disk_limit(struct vm *vm, const struct denali_limits *limits);

enum disk_result {
	DISK_DONE,
	DISK_WAIT,  /* for a page: serve it again before it goes on */
	DISK_BROKEN /* the rings' rules */
};
/* Give answers, take requests, and tell the devices.  The VM, which has disks,
 * runs, and its address space is loaded. */
enum disk_result disk_serve(struct vm *vm);
/* Would it do anything, or end the VM?  Of any VM; a hint only. */
bool disk_has_work(const struct vm *vm);

/* The VM has ended: nothing is done for it any more.  False: a device still has
 * requests of it; to be asked again before it is reported, as what it writes
 * may be another's once that is known. */
bool disk_end(struct vm *vm);
/* Then free what it had. */
void disk_destroy(struct vm *vm);

/* Bytes of the kernel's that a VM's disks take, and its counters. */
uint32_t disk_bytes(const struct vm *vm);
void disk_fill_ledger(const struct vm *vm, struct denali_ledger *ledger);

#endif
