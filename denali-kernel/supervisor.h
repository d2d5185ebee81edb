/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Supervisor instructions (<denali/supervisor.h>): which VM may execute them,
 * and what they do.
 *
 * What all have in common is done here and in one place: the permission, the
 * VM that is named, the structure that is copied in or out.  The rest of each
 * is an action, which has copies to check and nothing to wait for.
 */
#ifndef KERNEL_SUPERVISOR_H
#define KERNEL_SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/supervisor.h>

#include "port.h"

struct vm;

/* What a supervisor's children have to say.  Without a supervisor nobody reads
 * it. */
extern struct port supervisor_port;

/* The VM is the supervisor, for the first time or anew; false if memory is
 * short, the first time. */
bool supervisor_begin(struct vm *vm);
/* It has ended for good, and with it the host. */
void supervisor_end(void);

/* Carry out an instruction; what to return to the VM, or SUPERVISOR_AGAIN: it
 * is to execute the instruction again, by its registers. */
int32_t supervisor_call(struct vm *vm, uint32_t number);
#define SUPERVISOR_AGAIN INT32_MIN

/* ---- for the actions ---- */

/* The structure: copied in before, copied out after. */
extern union supervisor_body {
	uint8_t bytes[DENALI_SUPERVISOR_BYTES];
	struct denali_vm_status status;
	struct denali_tuning tuning;
	struct denali_policy policy;
	struct denali_network network;
	struct denali_extents extents;
	struct denali_machine machine;
	struct denali_machine_disk disk;
	struct denali_forward forward;
} supervisor_body;

/* Copy to the body from the supervisor's memory, or back: 0 or what to
 * return. */
int32_t supervisor_fetch(uint32_t address, uint32_t length);
int32_t supervisor_store(uint32_t address, uint32_t length);

/* The supervisor, whose frame has the arguments; null: there is none. */
extern struct vm *supervisor;

/* The VM that is named or, where none is, the supervisor. */
typedef int32_t supervisor_action(struct vm *vm);

supervisor_action supervisor_image_create, supervisor_image_write,
	supervisor_image_seal, supervisor_image_destroy;
supervisor_action supervisor_vm_create, supervisor_vm_destroy,
	supervisor_vm_stop, supervisor_vm_pause, supervisor_vm_resume,
	supervisor_vm_inspect, supervisor_vm_next, supervisor_vm_tune,
	supervisor_vm_policy, supervisor_vm_address, supervisor_vm_disk,
	supervisor_vm_input;

/* An image by its number, or null. */
struct loaded_image *supervisor_image(uint32_t number);
/* Make room for the table of them; false if memory is short. */
bool supervisor_images_init(void);

#endif
