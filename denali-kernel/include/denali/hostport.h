/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The host port: binary messages between the kernel and what runs the host
 * (`denali run`), over the first serial port.  The second serial port carries
 * the kernel's log as text, for people.
 *
 * A message is a header and length bytes of body.  A reader that finds another
 * magic has lost the stream and must give up.  Guests' bytes travel only inside
 * bodies, so that no guest can forge a message.
 */
#ifndef DENALI_HOSTPORT_H
#define DENALI_HOSTPORT_H

#include <stdint.h>

#include "calls.h"
#include "findings.h"
#include "image.h"
#include "registers.h"

#define DENALI_PORT_MAGIC 0xDA
#define DENALI_PORT_BODY_MAX 4096

struct denali_port_header {
	uint8_t magic;
	uint8_t type;    /* DENALI_PORT_* */
	uint16_t length; /* of the body */
	uint32_t vm;     /* instance number; all ones: the host */
};
_Static_assert(sizeof(struct denali_port_header) == 8, "contract");

#define DENALI_PORT_HOST 0xffffffffu

/* Kernel to host. */
#define DENALI_PORT_CONSOLE 1 /* bytes the VM printed */
#define DENALI_PORT_EXIT 2    /* struct denali_port_exit: the VM has ended */
#define DENALI_PORT_CRASH 3   /* struct denali_post_mortem, before its EXIT */
#define DENALI_PORT_LEDGER 4  /* struct denali_ledger, before its EXIT */
#define DENALI_PORT_READY 5   /* host: each VM has its record; none has run */
#define DENALI_PORT_END 6     /* host: denali_port_end; power-off follows */
#define DENALI_PORT_ERROR 7   /* host: struct denali_finding */
#define DENALI_PORT_MACHINE 9 /* host: struct denali_machine, before END */

#define DENALI_PORT_FRAME 10 /* struct denali_port_frame, then bytes */

#define DENALI_PORT_TAKEN 8 /* uint32_t: input bytes the VM has read so far */

/* Host to kernel.  Of input for a VM at most DENALI_CONSOLE_IN bytes may be
 * sent and not yet TAKEN; more are lost.  So no VM that does not read its input
 * holds up what the host has to say about others. */
#define DENALI_PORT_INPUT 16     /* bytes for the VM's console */
#define DENALI_PORT_INPUT_EOF 17 /* no more input for the VM */
#define DENALI_PORT_STOP 18      /* post DENALI_EVENT_STOP; host: to all */
#define DENALI_PORT_KILL 19      /* end the VM; host: all */

struct denali_port_exit {
	uint32_t cause;  /* DENALI_CAUSE_* */
	uint32_t detail; /* by cause, see calls.h */
};

struct denali_port_end {
	uint32_t reason; /* 0: every VM has ended; else DENALI_END_* */
	uint32_t vms;    /* how many there were */
};
#define DENALI_END_DONE 0
#define DENALI_END_BAD_PLAN 1 /* an ERROR message says what */
#define DENALI_END_NO_MEMORY 2

/* A frame that a VM with DENALI_GROUP_CAPTURE has sent, as the switch took it,
 * or has been given; also those that were dropped, and why.  If the port is
 * behind, frames are left out, and counted in the next. */
#define DENALI_FRAME_SENT 0x1    /* by the VM; else to it */
#define DENALI_FRAME_DROPPED 0x2 /* by a check, a policy or a limit */
#define DENALI_FRAME_PARTIAL 0x4 /* its checksum is not complete */

struct denali_port_frame {
	uint64_t time;   /* ns since 1970, UTC */
	uint32_t flags;  /* DENALI_FRAME_* */
	uint32_t missed; /* left out since the last */
};
_Static_assert(sizeof(struct denali_port_frame) == 16, "contract");

/* What is left of a VM that died of a fault.  The stack excerpt starts at esp,
 * or at the next page of the VM's after it, which is how a stack that has
 * overflowed is seen; it is empty where esp points nowhere.  The console's is
 * the last that it printed. */
#define DENALI_POST_MORTEM_STACK 3072

struct denali_post_mortem {
	uint32_t version; /* 4 */
	uint32_t cause;   /* DENALI_CAUSE_* */
	uint32_t detail;
	uint32_t vector;     /* processor exception, if that was it */
	uint32_t error_code; /* as the processor pushed it */
	uint32_t address;    /* page fault: cr2 */
	uint32_t base;       /* what the addresses in its image count from */
	struct denali_context registers;
	uint32_t stack_address; /* of the excerpt */
	uint32_t stack_length;
	uint8_t stack[DENALI_POST_MORTEM_STACK];
	uint32_t console_length;
	uint8_t console[DENALI_CONSOLE_OUT];
};
_Static_assert(sizeof(struct denali_post_mortem) ==
		       28 + 40 + 8 + 3072 + 4 + 512,
	       "contract");

/* What one VM has used.  Times in TSC cycles, frames and pages of 4 KiB.  The
 * way into the kernel and back of a virtual instruction that finds nothing to
 * do counts as the guest's. */
struct denali_ledger {
	uint32_t version; /* 3 */
	uint32_t weight;
	uint32_t
		frames; /* its own in memory, all included, now or at its end */
	uint32_t frames_peak;
	uint32_t table_frames;  /* of those, page tables and register pages */
	uint32_t pages_out;     /* its pages on the swap disk */
	uint32_t record_bytes;  /* kernel's records for it, always in memory */
	uint32_t vector_bytes;  /* its saved x87 and SSE registers */
	uint32_t console_bytes; /* its console input, buffered in the kernel */
	uint32_t reserved;
	uint64_t guest_cycles;
	uint64_t kernel_cycles; /* in the kernel on its behalf */
	uint64_t created;       /* TSC */
	uint64_t ended;         /* TSC; 0: still there */
	uint64_t marks[2];      /* as in the register page, if in memory */
	/* Traps. */
	uint64_t calls; /* virtual instructions, of which: */
	uint64_t idles;
	uint64_t kicks;
	uint64_t interrupts;  /* the machine's, taken while it ran */
	uint64_t exceptions;  /* other than page faults */
	uint64_t page_faults; /* of which: */
	uint64_t faults_zero; /* filled a page with zeros */
	uint64_t faults_copy; /* copied a page of the image */
	uint64_t faults_swap; /* waited for the swap disk */
	/* Turns. */
	uint64_t switches;      /* times it was switched to */
	uint64_t timer_wakeups; /* idle ended by a deadline or the timer */
	uint64_t event_wakeups; /* idle ended by another event */
	uint64_t throttles;     /* times its cap made it wait */
	/* Swap disk. */
	uint64_t admissions; /* times it was brought into memory */
	uint64_t pages_read;
	uint64_t pages_written;
	uint64_t swap_requests;
	uint64_t swap_delays; /* page faults put off by its swap rate */
	/* Network.  Drops, by reason: */
	uint64_t tx_frames, tx_bytes;
	uint64_t rx_frames, rx_bytes;
	uint64_t tx_refused;   /* forged or malformed, or no such address */
	uint64_t tx_lost;      /* no room in the kernel or in the NIC */
	uint64_t rx_behind;    /* its queue was full */
	uint64_t rx_unwritten; /* its buffer could not be written */
	uint64_t tx_denied;    /* by a policy */
	uint64_t rx_denied;
	uint64_t tx_delays;  /* times its limits made it wait */
	uint64_t rx_limited; /* dropped, for its limits, or lost on purpose */
	/* Disks. */
	uint64_t disk_reads, disk_read_blocks; /* requests, and their blocks */
	uint64_t disk_writes, disk_written_blocks;
	uint64_t disk_flushes;
	uint64_t disk_errors; /* answers other than DENALI_DISK_OK */
	uint64_t disk_delays; /* times its limits made it wait */
};
_Static_assert(sizeof(struct denali_ledger) == 40 + 43 * 8, "contract");

/* What the machine has done since it started; with all ledgers it adds up. */
struct denali_machine {
	uint32_t version; /* 1 */
	uint32_t vms;     /* made */
	uint32_t frames;  /* that the kernel hands out, or has handed out */
	uint32_t frames_free;
	uint32_t frames_free_least; /* ever */
	uint32_t swap_pages;        /* of the swap disk; 0: none */
	uint32_t resident;          /* VMs in memory, or on the way, now */
	uint32_t forward_drops; /* frames, by a port's forwarding; it wraps */
	uint64_t cycles;        /* TSC, since the first VM could run */
	uint64_t idle_cycles;   /* nothing could run */
	uint64_t other_cycles;  /* in the kernel, for no VM in particular */
	uint64_t switches;      /* loads of another address space */
	uint64_t swap_reads, swap_writes; /* requests */
	uint64_t swap_errors;
};
_Static_assert(sizeof(struct denali_machine) == 32 + 7 * 8, "contract");

#endif
