/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtual machines.
 *
 * A VM is one struct: no stack, no thread.  It is created from an image, runs,
 * idles, and ends; then a post-mortem and an exit message go out and the struct
 * is freed.  The struct is all that a VM takes that is not in memory, so it is
 * kept small; the hot part (registers, state) comes first.
 *
 * Two things are told apart: what the VM would do (enum vm_state, the
 * scheduler's), and where its memory is (enum vm_place, the gatekeeper's).
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
#include "ledger.h"
#include "link.h"
#include "nic.h"
#include "port.h"
#include "vmtable.h"

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

/* Copy what a VM shares, whole words of it, each read once. */
static inline void copy_once(void *to, const void *shared, uint32_t bytes)
{
	for (uint32_t at = 0; at < bytes; at += sizeof(uint32_t)) {
		const void *from = (const char *)shared + at;
		uint32_t word = READ_ONCE(*(const uint32_t *)from);

		__builtin_memcpy((char *)to + at, &word, sizeof(word));
	}
}

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
	VM_CAPPED,   /* has used up its cap, and waits for its deadline */
	VM_PAGING,   /* waits for the swap disk, or for a free frame */
	VM_QUEUED,   /* would run, and waits at the gate to be let in */
	VM_PAUSED,   /* would run, and may not */
	VM_DEAD,     /* has ended; its last messages wait for room */
	VM_REPORTED  /* they are sent; its memory is being given back */
};

enum vm_place {
	VM_NOWHERE,  /* has never run: it is its image */
	VM_OUT,      /* on the swap disk */
	VM_ENTERING, /* being read */
	VM_IN,       /* in memory: page tables, register pages, some pages */
	VM_LEAVING   /* being written */
};

struct bootplan;
struct loaded_image;

struct vm {
	struct trap_frame frame; /* first: entry.S pushes into it */
	uint8_t state;           /* enum vm_state */
	uint8_t place;           /* enum vm_place */
	uint16_t instance;       /* in the group */
	uint32_t pending;        /* events posted and not yet shown to the VM */
	uint32_t id;
	uint32_t memory_size;
	struct space *space; /* page tables (table.h); null: not in memory */
	struct denali_rw_registers *rw; /* null: not in memory */
	struct denali_ro_registers *ro;
	/* When to wake, if the VM waits; TIMER_NEVER: by events only.  Of a
	 * dead one: the TSC when it ended. */
	uint64_t deadline;
	uint32_t timer_slot; /* place in the timer heap, or TIMER_UNQUEUED */
	struct link run; /* in the one list that goes with state and place */
	bool resume_by_iret; /* was interrupted, not in a virtual instruction */
	uint16_t group;      /* of the plan */
	const struct bootplan *plan; /* the host's, or its own (ownplan.h) */
	void *vector_state;          /* see vector.h; null until first used */

	/* Its share of the processor (sched.h). */
	uint16_t weight, cap;
	uint32_t inverse;      /* of weight */
	uint64_t pass;         /* time it has had, by its weight */
	uint64_t capped_until; /* TSC */

	/* On the swap disk (swap.h). */
	uint32_t region; /* its first page there; 0: it has no place */
	union {
		uint32_t packed; /* out of memory: pages to come in together */
		uint32_t rested; /* in memory: when it came to rest (gate.c) */
	};
	uint16_t packed_low; /* of packed, tables and registers: the first */
	bool transferring;   /* a transfer is under way: one at a time */
	uint8_t directories; /* bits: which page directories it left with */
	uint64_t swap_time;  /* ns; when its pages so far are paid for */

	struct nic_port nic;

	/* The indices that the kernel advances. */
	struct {
		uint32_t out_done, in_posted;
		uint32_t in_told; /* input read, as the host knows */
		struct console_input
			*held; /* came while it was not in memory */
	} console;
	struct link console_wait; /* for room on its port */

	struct loaded_image *image;
	struct options *options; /* options.h; null: it has none */
	uint8_t cause;           /* why it ended */
	uint16_t slide;  /* pages that its image lies higher than checked for */
	uint32_t detail; /* of the cause */
	uint32_t frames_limit;
	struct ledger ledger;
};

/* With its entries in the table of VMs and in the heap of deadlines. */
#define VM_RECORD_BYTES ((uint32_t)(sizeof(struct vm) + 2 * sizeof(void *)))
_Static_assert(sizeof(void *) > 4 || VM_RECORD_BYTES <= 512,
	       "a VM that is not in memory takes 512 bytes");

/* Make a VM with a number of its own (vmtable.h): instance number instance of
 * a group of a checked plan, from an image that fits; both stay where they are
 * as long as the VM does.  It takes no memory but its record before it is let
 * in.  Null if memory is short, or there are as many VMs as may be. */
struct vm *vm_create(const struct bootplan *plan, uint32_t group,
		     uint32_t instance, struct loaded_image *image);

/* The group's network configuration, with the instance's addresses. */
void vm_network(const struct vm *vm, struct denali_network *network);

/* Frames that its memory may take if its group asks for so many (0: as the
 * image says); page tables and register pages come on top. */
uint32_t vm_frame_limit(const struct vm *vm, uint32_t asked);
uint32_t vm_overhead_frames(const struct vm *vm);

/* For the gate: have a VM that has never run get its page tables and register
 * pages, and run; false, and nothing kept, if memory is short. */
bool vm_furnish(struct vm *vm);

/* A VM is in memory again: its registers say what the clock and, if it has one
 * of its own, the plan say now. */
void vm_refresh(struct vm *vm);

static inline uint32_t vm_slide(const struct vm *vm)
{
	return (uint32_t)vm->slide * DENALI_PAGE_SIZE;
}

/* For the log; lives as long as the VM. */
const char *vm_name(const struct vm *vm);

/* Of a VM that a supervisor has made the messages go to it. */
bool vm_is_child(const struct vm *vm);
struct port *vm_port(const struct vm *vm);
bool vm_send(const struct vm *vm, uint8_t type, const void *body,
	     uint32_t length);

/* Of all living VMs. */
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

/* Send the last messages of a port's dead VMs as far as it has room, and free
 * them, a bounded step at a time.  True: there is more to do now. */
bool vm_reap_some(struct port *port);
static inline bool vm_reap(struct port *port)
{
	return link_used(&port->dead) && vm_reap_some(port);
}

/* VMs made so far; of those, VMs that are not yet reaped. */
uint32_t vm_made(void);
uint32_t vm_count(void);

#endif
