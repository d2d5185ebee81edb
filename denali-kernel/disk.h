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
 * than a small part of the machine's memory, shared as turns come.
 */
#ifndef DISK_H
#define DISK_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/plan.h>
#include <denali/supervisor.h>

struct vm;

#define DISK_FRAMES 64

/* Attach, change or detach one of the VM's disks; a checked slot.  Returns 0 or
 * an error as the contract's vm_disk has it. */
int32_t disk_attach(struct vm *vm, const struct denali_extents *extents);

/* What the VM's registers say of its disks. */
void disk_fill_info(const struct vm *vm, struct denali_disk_info *info);

/* How fast they may be (plan.h). */
void disk_limit(struct vm *vm, const struct denali_limits *limits);

enum disk_result {
	DISK_DONE,
	DISK_WAIT,  /* for a page: serve it again before it goes on */
	DISK_BROKEN /* the rings' rules */
};
/* Give answers, take requests.  The VM's address space is loaded. */
enum disk_result disk_serve(struct vm *vm);
/* Would it do anything, or end the VM? */
bool disk_has_work(const struct vm *vm);

/* The VM has ended: its disks are gone; requests under way are finished for
 * nobody. */
void disk_detach_all(struct vm *vm);

/* Bytes of the kernel's that a VM's disks take. */
uint32_t disk_bytes(const struct vm *vm);

#endif
