/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Threads: preemptive among themselves, invisible to the kernel.
 *
 * Threads that can run take turns, first come first served; while more than
 * one can, each gets slices of ILW_SLICE.  A thread that an event wakes runs at
 * once, before the one that was interrupted.  When none can run the VM idles.
 *
 * A created thread takes one block of the heap:
 *
 *   low   guard page | stack ... | thread-local data | struct ilw_thread   high
 *
 * so that a thread which stays shallow touches one page for all of it.  The
 * guard page turns an overflow into a fault that names the function.  Of a
 * thread whose creator lends the stack the block has the rest.
 *
 * The x87 and SSE registers follow a thread, wherever it is interrupted.  The
 * modes do not (rounding, exception masks): they are the VM's, since to keep
 * them per thread would cost each switch a trap.
 */
#ifndef ILWACO_THREAD_H
#define ILWACO_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "deadline.h"
#include "preempt.h"
#include "registers.h"

#define ILW_SLICE (10 * ILW_MILLISECOND)

/* Stack sizes in bytes, guard page not included; rounded up to pages. */
#define ILW_STACK_MIN 4096
#define ILW_STACK_DEFAULT 65536

struct _reent;
struct ilw_wait_queue;

/* Fields are Ilwaco's unless they say otherwise. */
struct ilw_thread {
	void *stack_pointer;          /* while it does not run */
	struct ilw_thread *next;      /* in the run queue or a wait queue */
	struct ilw_thread *previous;  /* in a wait queue */
	struct ilw_wait_queue *queue; /* that it waits in, or NULL */
	struct ilw_deadline deadline; /* of its wait */
	uint8_t waited;               /* enum ilw_waited: how its wait ended */
	bool interruptible;           /* its wait, wherever it is held */
	volatile bool interrupted;    /* interrupt.h: it has yet to act */
	volatile uint8_t holds;       /* interrupt.h: not now, while not 0 */
	struct _reent *reent;         /* the C library's state */
	const char *name;             /* for reports; not copied */
	void (*entry)(void *);
	void *argument;
	void *block; /* of the heap; NULL: the main thread */
	void *stack; /* lowest byte */
	size_t stack_size;
	size_t guard_size;       /* below the stack, in whole pages */
	uint64_t processor_time; /* cputime.h: in time stamps */
	void *owner;             /* its creator's; Ilwaco never looks */
	/* Its creator's; NULL: nothing.  Called as the thread's last act, with
	 * preemption disabled: nobody runs before the stack has been left. */
	void (*ended)(struct ilw_thread *thread);
};

/* What a thread is to be like. */
struct ilw_thread_plan {
	void (*entry)(void *);
	void *argument;
	const char *name;
	void *owner;
	void (*ended)(struct ilw_thread *thread);
	void *stack; /* its creator's, lent until `ended`; NULL: to be made */
	size_t stack_size;
	size_t guard_size; /* rounded up to pages; none below a lent stack */
};

/* Makes a thread that runs entry(argument), and exits when that returns.  It is
 * runnable at once but does not run before the caller blocks, yields or uses
 * up its slice.  NULL: no memory. */
struct ilw_thread *ilw_thread_make(const struct ilw_thread_plan *plan);

/* The same, with one guard page. */
struct ilw_thread *ilw_thread_create(void (*entry)(void *), void *arg,
				     size_t stack_size, const char *name);

/* Ends the calling thread and frees all of it.  Never called by the main thread
 * (whose end is exit()); blocks it for good if it is. */
_Noreturn void ilw_thread_exit(void);

/* The one that runs main(). */
extern struct ilw_thread *ilw_thread_main;

/* The calling thread: it is where the thread pointer leads. */
static inline struct ilw_thread *ilw_thread_self(void)
{
	return (struct ilw_thread *)ilw_shared()->thread_pointer;
}

/* Lets the others run that can. */
void ilw_thread_yield(void);

/* Sleeps until the deadline, never less. */
void ilw_thread_sleep(uint64_t deadline);

#endif
