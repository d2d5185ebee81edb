/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What lies around the kernel's disks of VMs (disk.c, diskring.c): VMs whose
 * memory is the host's, two disks of the machine that finish requests when told
 * to, frames, a clock.
 *
 * A VM is given extents only in its own part of the machine's disks.  The rig
 * aborts if a request of it reaches past that part, writes though the VM has
 * never had anything but read-only disks, or is asked to be done in a way that
 * the contract of block.h forbids; and in rig_stop if anything is missing.
 */
#ifndef TESTS_KERNEL_DISK_RIG_H
#define TESTS_KERNEL_DISK_RIG_H

#include "disk.h"
#include "vm.h"

#define RIG_VMS 3
#define RIG_DISKS 2
#define RIG_PART 64 /* blocks of each disk that are one VM's */
#define RIG_PAGES (RIG_VMS * RIG_PART)
#define RIG_MEMORY 0x34000

/* Start with that many frames in all. */
void rig_start(uint32_t frames);
/* Finish what is under way, end every VM, look for what is missing. */
void rig_stop(void);

extern struct vm *rig_vm[RIG_VMS];
uint8_t *rig_at(struct vm *vm, uint32_t address);

/* End a VM, finish its requests, and make a new one in its place. */
void rig_renew(uint32_t i);

/* Attach extents, moved into the VM's part. */
int32_t rig_attach(uint32_t i, struct denali_extents extents);

/* Serve it, as the scheduler does; false: it has broken the rules, and is
 * renewed. */
bool rig_serve(uint32_t i);

/* Requests under way; finish the nth of them. */
extern uint32_t rig_busy;
void rig_finish(uint32_t n, bool ok);

/* The last request that was submitted. */
extern const struct block_request *rig_last;

/* So many of the next reads and writes of guests' memory find a page out, and
 * so many frames are lost to others. */
extern uint32_t rig_absent, rig_shortage;
/* Pages from here on have no access. */
extern uint32_t rig_forbidden;

extern uint64_t rig_now;

#endif
