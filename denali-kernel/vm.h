/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtual machines.
 *
 * A VM is one struct: no stack, no thread.  It is created from an image, runs,
 * idles, and ends; then a post-mortem and an exit message go out and the struct
 * is freed.  The hot part (registers, state) comes first.
 *
 * Rules.  Interrupts are off in the kernel, so nothing here races on one CPU.
 * rw and ro are kernel addresses of the VM's register pages; what rw holds is
 * hostile: each word is read once, through READ_ONCE, and the copy is checked.
 */
#ifndef VM_H
#define VM_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/hostport.h>

#include "frame.h"
#include "link.h"
#include "nic.h"

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

/* Registers of a VM as entry.S saves them; the tail is what the processor
 * pushes on an exception. */
struct trap_frame {
	uint32_t edi, esi, ebp, ebx, edx, ecx, eax;
	uint32_t vector, error_code;
	uint32_t eip, cs, eflags, esp, ss;
};

enum vm_state {
	VM_RUNNABLE, /* in the run queue, or running */
	VM_IDLE,     /* waits for an event or its deadline */
	VM_DEAD,     /* has ended; its last messages wait for room */
	VM_REPORTED  /* they are sent; its memory is being given back */
};

struct bootplan;
struct denali_plan_group;
struct loaded_image;

struct vm {
	struct trap_frame frame; /* first: entry.S pushes into it */
	enum vm_state state;
	uint32_t pending; /* events posted and not yet shown to the VM */
	uint32_t id;
	uint32_t memory_size;
	phys_t space; /* physical address of pointers */
	struct denali_rw_registers *rw;
	struct denali_ro_registers *ro;
	uint64_t deadline;   /* when to wake, if idle; TIMER_NEVER: not */
	uint32_t timer_slot; /* place in the timer heap, or TIMER_UNQUEUED */
	struct link run;     /* in the run queue, or the list of the dead */
	bool resume_by_iret; /* was interrupted, not in a virtual instruction */
	void *vector_state;  /* see vector.h; null until first used */

	struct nic_port nic;

	/* The indices that the kernel advances. */
	struct {
		uint32_t out_done, in_posted;
		uint32_t in_told; /* input read, as the host knows */
	} console;
	struct link console_wait; /* for room on the host port */

	const struct loaded_image *image;
	frame_t directories
		[3]; /* page directories; FRAME_NONE: not needed yet */
	uint64_t pointers[4] __attribute__((aligned(32)));
	char name[DENALI_NAME_MAX];
	uint32_t cause, detail; /* why it ended */
	uint32_t fault_address;
	uint32_t frames_limit;
	struct denali_ledger ledger;
};

/* Make the table for so many VMs, numbered from 0; false if memory is short. */
bool vm_init(uint32_t count);

/* Make a VM with the next free number, ready to run: instance number instance
 * of a group of a checked plan, from an image that fits.  Null if memory is
 * short. */
struct vm *vm_create(const struct bootplan *plan,
		     const struct denali_plan_group *group, uint32_t instance,
		     const struct loaded_image *image);

/* The living VM of that number, or a null pointer. */
struct vm *vm_find(uint32_t id);
void vm_each(void (*call)(struct vm *vm));

/* Post events (DENALI_EVENT_*): a bit in the struct, and the VM becomes
 * runnable.  Never touches the VM's memory. */
void vm_post(struct vm *vm, uint32_t events);

/* End a VM that lives; of one that is dead already nothing changes.  The
 * struct stays until vm_reap has sent its last messages; the VM never runs
 * again. */
void vm_kill(struct vm *vm, uint32_t cause, uint32_t detail);

/* Ask the VM to stop; end it by the host's will. */
void vm_stop(struct vm *vm);
void vm_end(struct vm *vm);

/* Send the last messages of dead VMs as far as the host port has room, and
 * free them, a bounded step at a time.  True: there is more to do now. */
bool vm_reap(void);

/* Whether ledgers are among those messages. */
void vm_set_stats(bool stats);

/* VMs made so far; of those, VMs that are not yet reaped. */
uint32_t vm_made(void);
uint32_t vm_count(void);

#endif
