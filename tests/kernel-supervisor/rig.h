/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What lies around supervisor instructions: a supervisor with a little memory,
 * some VMs that only have a record, frames.  What the kernel's other parts are
 * given must have been checked; the rig aborts if it was not.
 */
#ifndef TESTS_KERNEL_SUPERVISOR_RIG_H
#define TESTS_KERNEL_SUPERVISOR_RIG_H

#include "supervisor.h"
#include "vm.h"

#define RIG_VMS 6
#define RIG_MEMORY 0x8000
/* What lies in the supervisor's memory, from DENALI_IMAGE_BASE on. */
#define RIG_IMAGE 0x0000 /* a good image */
#define RIG_PLAN 0x3000  /* a good plan of a VM, of image 1 */
#define RIG_TUNING 0x4000
#define RIG_POLICY 0x4100
#define RIG_NETWORK 0x4300
#define RIG_EXTENTS 0x4400
#define RIG_FORWARD 0x4500
#define RIG_SPARE 0x5000

extern uint8_t rig_memory[RIG_MEMORY];
extern struct vm *rig_vm[RIG_VMS]; /* 0: the supervisor */
extern uint32_t rig_absent, rig_shortage, rig_frames_out, rig_records_out;

void rig_start(void);
/* Aborts, saying what, unless the condition holds. */
void rig_require(bool condition, const char *what);

/* Free an ended VM. */
void rig_reap(uint32_t place);

#endif
