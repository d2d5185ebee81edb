/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Supervisor instructions as C functions; <denali/supervisor.h> says what each
 * does.  Only the supervisor's VM may call them: in others each answers
 * DENALI_EPERM.
 *
 * Each returns what the instruction does: 0 or more, or a negative error of
 * <denali/calls.h>, for which ilw_supervisor_error has a text.  None blocks,
 * but for ilw_message_next.  They take no locks: different threads may call
 * them, but for the messages, which one thread reads.
 */
#ifndef ILWACO_SUPERVISOR_H
#define ILWACO_SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <denali/supervisor.h>

/* The text of an error, findings about images and plans included. */
const char *ilw_supervisor_error(int32_t error);

/* ---- images ---- */

/* A new image of so many bytes.  Returns its number. */
int32_t ilw_image_create(uint32_t length);
/* data: DENALI_SUPERVISOR_BYTES, or what there is of the image from offset. */
int32_t ilw_image_write(uint32_t image, uint32_t offset, const void *data);
/* Has the kernel check the image; from then on VMs can be made of it. */
int32_t ilw_image_seal(uint32_t image);
/* Frees the image and its number.  DENALI_EBUSY: a VM is made from it. */
int32_t ilw_image_destroy(uint32_t image);

/* All of the above: an image from the bytes of a file.  Returns its number; if
 * anything fails nothing is left. */
int32_t ilw_image_load(const void *data, uint32_t length);

/* ---- VMs ---- */

/* Makes a VM by a plan (<denali/plan.h>) of length bytes.  Returns its
 * number. */
int32_t ilw_vm_create(const struct denali_plan *plan, uint32_t length);
/* Ends the VM at once. */
int32_t ilw_vm_destroy(uint32_t vm);
/* Asks the VM to stop, by an event. */
int32_t ilw_vm_stop(uint32_t vm);
/* Has it not run until it is resumed. */
int32_t ilw_vm_pause(uint32_t vm);
/* Has a paused VM run. */
int32_t ilw_vm_resume(uint32_t vm);
/* What the VM is, does and has used. */
int32_t ilw_vm_inspect(uint32_t vm, struct denali_vm_status *status);
/* Changes its share, cap and limits. */
int32_t ilw_vm_tune(uint32_t vm, const struct denali_tuning *tuning);
/* Changes whom it may talk to. */
int32_t ilw_vm_policy(uint32_t vm, const struct denali_policy *policy);
/* Changes its addresses. */
int32_t ilw_vm_address(uint32_t vm, const struct denali_network *network);
/* Gives it a disk, or another one in its place. */
int32_t ilw_vm_disk(uint32_t vm, const struct denali_extents *extents);
/* Console input for it.  Returns how many bytes were taken. */
int32_t ilw_vm_input(uint32_t vm, const void *data, uint32_t length);

/* The living VM whose place follows that one's: begin with ILW_VM_FIRST, and
 * end at DENALI_ENOENT. */
#define ILW_VM_FIRST 0xffffffffu
/* The number of the next VM, from ILW_VM_FIRST on. */
int32_t ilw_vm_next(uint32_t vm);

/* Room for any plan of a VM. */
struct ilw_plan {
	struct denali_plan plan;
	struct denali_plan_group group;
	struct denali_policy policy;
	char strings[DENALI_STRINGS_MAX - 256];
};
_Static_assert(sizeof(struct ilw_plan) <= DENALI_SUPERVISOR_BYTES, "contract");

/* Begins a plan: of the image, with a name (cut if it is too long), no
 * arguments, no NIC, and defaults.  What the group has besides is the caller's
 * to set, but not its strings and its policy. */
void ilw_plan_begin(struct ilw_plan *plan, uint32_t image, const char *name);

/* Adds an argument, the first being the program's name.  False: no room. */
bool ilw_plan_argument(struct ilw_plan *plan, const char *text);
/* Adds a NAME=VALUE of the environment, after all arguments.  False: no
 * room. */
bool ilw_plan_environment(struct ilw_plan *plan, const char *text);

/* Has the VM begin with this policy. */
void ilw_plan_policy(struct ilw_plan *plan, const struct denali_policy *policy);

/* Makes the VM.  Returns its number. */
int32_t ilw_plan_create(struct ilw_plan *plan);

/* ---- the host ---- */

/* The machine's account and what it has. */
int32_t ilw_machine(struct denali_machine *machine);
/* What disk of the machine that is. */
int32_t ilw_machine_disk(uint32_t disk, struct denali_machine_disk *info);
/* Has a port of the host's address lead to these VMs from now on; with none,
 * to nobody. */
int32_t ilw_forward(const struct denali_forward *forward);
/* Sets the wall clock of the host and of every VM: ns since 1970, UTC. */
int32_t ilw_clock_set(int64_t time);
/* Does not return, unless it may not. */
int32_t ilw_power_off(void);

/* ---- messages ---- */

/* A message of a child.  body is not aligned, and stays until the next call. */
struct ilw_message {
	uint32_t vm;
	uint8_t type; /* DENALI_PORT_* (denali/hostport.h) */
	uint16_t length;
	const void *body;
};

/* The next message; waits for one until the deadline, a time of
 * <ilwaco/clock.h>.  Returns 1, or 0 if the deadline has passed, or an error
 * of the instruction. */
int32_t ilw_message_next(struct ilw_message *message, uint64_t deadline);

#endif
