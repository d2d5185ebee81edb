/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtual registers: two pages that a VM and the kernel share.
 *
 * Errors.  There are none: reading or writing a register never traps (but a
 * write to the read-only page is a page fault that ends the VM).  A register
 * with a value that makes no sense is used as far as it makes sense, and can
 * hurt only the VM that wrote it.
 *
 * The kernel reads each word of the read-write page once, checks the copy and
 * uses the copy; it never relies on what it wrote there before.
 *
 * All addresses are the VM's own; all times are nanoseconds on the monotonic
 * clock, which starts with the host and is the same for every VM.
 */
#ifndef DENALI_REGISTERS_H
#define DENALI_REGISTERS_H

#include <stddef.h>
#include <stdint.h>

#include "layout.h"
#include "rings.h"

#define DENALI_MAGIC 0x494c4e44u /* "DNLI" */

/* Processor features that matter to a guest (cpu_flags). */
#define DENALI_CPU_SYSENTER 0x1 /* trap by sysenter; else by int */
#define DENALI_CPU_FXSR 0x2     /* fxsave and fxrstor work */
#define DENALI_CPU_SSE2 0x4
#define DENALI_CPU_RDRAND 0x8

/* Clock: a sequence-locked record.  Read sequence (retry while odd), the
 * fields, then sequence again (retry if it changed).  With
 *   delta = rdtsc - tsc_anchor      (unsigned, 64 bits)
 *   monotonic = ns_anchor + ((delta * multiplier) >> shift)   (96 bits)
 *   realtime  = monotonic + wall_offset                       (since 1970, UTC)
 * shift is at most 32. */
struct denali_clock {
	uint32_t sequence;
	uint32_t multiplier;
	uint32_t shift;
	uint32_t tsc_khz; /* processor speed by the TSC, for information */
	uint64_t tsc_anchor;
	uint64_t ns_anchor;
	int64_t wall_offset;
};
_Static_assert(sizeof(struct denali_clock) == 40, "contract");

/* Network configuration.  IPv4 addresses are in network byte order, as in
 * struct in_addr; zero means "none".  All of it is advice to the guest except
 * that the kernel drops frames from other addresses than these. */
#define DENALI_NET_PRESENT 0x1     /* there is a NIC */
#define DENALI_NET_DHCP 0x2        /* configure IPv4 by DHCP */
#define DENALI_NET_TX_CHECKSUM 0x4 /* completes checksums it is asked to */
#define DENALI_NET_RX_CHECKSUM 0x8 /* frames may say their sum is good */
#define DENALI_NET_SLAAC 0x10      /* configure IPv6 by router advertisement */

struct denali_network {
	uint32_t flags; /* DENALI_NET_* */
	uint16_t mtu;   /* IP packet, without the Ethernet header */
	uint8_t mac[6];
	uint32_t ipv4;
	uint32_t ipv4_gateway;
	uint32_t ipv4_dns[2];
	uint8_t ipv4_prefix; /* length, 0 to 32 */
	uint8_t ipv6_prefix; /* length, 0 to 128 */
	uint16_t reserved;
	uint8_t ipv6[16];
	uint8_t ipv6_gateway[16];
	uint8_t ipv6_dns[16];
};
_Static_assert(sizeof(struct denali_network) == 80, "contract");

/* A disk of the VM (rings.h).  The supervisor may change it while the VM runs;
 * a request is judged by what is so when the kernel takes it. */
#define DENALI_DISK_PRESENT 0x1
#define DENALI_DISK_IS_READ_ONLY 0x2

struct denali_disk_info {
	uint32_t flags;  /* DENALI_DISK_* */
	uint32_t blocks; /* of 4 KiB */
};
_Static_assert(sizeof(struct denali_disk_info) == 8, "contract");

/* The page at DENALI_RO_REGISTERS. */
#define DENALI_STRINGS_MAX 3584

struct denali_ro_registers {
	uint32_t magic;            /* DENALI_MAGIC */
	uint32_t contract_version; /* DENALI_CONTRACT_VERSION */
	uint32_t vm_id;            /* the instance's number here, from 0 */
	uint32_t generation;       /* changes on a clone or restore */
	uint32_t memory_size;      /* bytes; first address past memory */
	uint32_t cpu_flags;        /* DENALI_CPU_* */
	uint32_t devices;          /* DENALI_DEVICE_* that the VM has */
	uint32_t image_end;        /* first page past the last segment */
	struct denali_clock clock;
	uint64_t created_tsc; /* TSC when its making began */
	uint8_t seed[32];     /* fresh random bytes, for this VM alone */
	struct denali_network network;
	/* Arguments and environment: NUL-terminated strings, one after another,
	 * argc of them, then envc of them, from strings on. */
	uint32_t argc;
	uint32_t envc;
	uint32_t strings_length;
	struct denali_disk_info disk[DENALI_DISKS];
	uint8_t reserved[204];
	char strings[DENALI_STRINGS_MAX];
};
_Static_assert(offsetof(struct denali_ro_registers, clock) == 32, "contract");
_Static_assert(offsetof(struct denali_ro_registers, seed) == 80, "contract");
_Static_assert(offsetof(struct denali_ro_registers, network) == 112,
	       "contract");
_Static_assert(offsetof(struct denali_ro_registers, argc) == 192, "contract");
_Static_assert(offsetof(struct denali_ro_registers, strings) == 472,
	       "contract");
_Static_assert(sizeof(struct denali_ro_registers) <= DENALI_PAGE_SIZE,
	       "contract");

/* An interrupted context.  Ordered so that a handler can restore eflags by
 * pointing esp at it: popf, then mov to esp and an indirect jump, neither of
 * which changes a flag. */
struct denali_context {
	uint32_t edi, esi, ebp, ebx, edx, ecx, eax;
	uint32_t eflags;
	uint32_t esp;
	uint32_t eip;
};
_Static_assert(sizeof(struct denali_context) == DENALI_CONTEXT_SIZE,
	       "contract");
_Static_assert(offsetof(struct denali_context, eflags) == DENALI_CONTEXT_EFLAGS,
	       "contract");
_Static_assert(offsetof(struct denali_context, eip) == DENALI_CONTEXT_EIP,
	       "contract");

/* The page at DENALI_RW_REGISTERS; %gs has its base there.
 *
 * Delivery of events.  Whenever the kernel is about to run the VM it ORs the
 * events that have come into pending.  If then enabled and pending are both
 * non-zero and handler is not 0, the kernel
 *   - copies the interrupted context to save, unless eip is inside
 *     [return_begin, return_end): then save still holds the context that the
 *     return sequence was about to restore, and is left as it is;
 *   - sets enabled to 0;
 *   - continues at handler, esp and the other registers unchanged, DF, AC, TF
 *     and NT clear.
 * It never pushes on the VM's stack.  The handler takes bits off pending with
 * an atomic exchange or AND, and returns by a sequence that lies in
 * [return_begin, return_end), sets enabled to 1, tests pending once more, and
 * restores what save holds; inside it the only memory written is enabled.
 * A VM that enables events outside a handler tests pending afterwards. */
struct denali_rw_registers {
	uint32_t thread_pointer; /* %gs:0, for __thread */
	uint32_t got;            /* of position-independent code */
	uint32_t reserved0[3];
	uint32_t canary;  /* %gs:0x14, for the stack protector */
	uint32_t pending; /* DENALI_EVENT_*: kernel sets, VM clears */
	uint32_t enabled; /* non-zero: events may interrupt the VM */
	uint32_t handler; /* 0: events never interrupt */
	uint32_t return_begin;
	uint32_t return_end;
	uint32_t reserved1;
	/* Absolute time at which the kernel posts DENALI_EVENT_TIMER and sets
	 * the register to all ones, which means "off".  Checked when the VM
	 * idles or is switched to, and at the end of each quantum (about 2 ms);
	 * also wakes a VM that idles. */
	uint64_t timer;
	uint32_t reserved2[2];
	struct denali_context save;
	uint32_t reserved3[6];
	/* TSC stamps that the VM may set to have its progress measured:
	 * [0] at main(), [1] when it first listens on a socket. */
	uint64_t marks[2];
	/* The virtual MMU's (calls.h): registers of the space that runs next
	 * or has stopped, and why it has. */
	struct denali_context mmu;
	uint32_t mmu_detail;
	uint32_t mmu_code;
	uint8_t reserved4[64];
	struct denali_nic nic; /* at 0x100 */
	struct denali_console console;
	uint8_t reserved5[416];
	struct denali_disks disks; /* at 0xc00 */
};
_Static_assert(offsetof(struct denali_rw_registers, got) == DENALI_RW_GOT,
	       "contract");
_Static_assert(offsetof(struct denali_rw_registers, canary) == DENALI_RW_CANARY,
	       "contract");
_Static_assert(offsetof(struct denali_rw_registers, pending) ==
		       DENALI_RW_PENDING,
	       "contract");
_Static_assert(offsetof(struct denali_rw_registers, return_end) ==
		       DENALI_RW_RETURN_END,
	       "contract");
_Static_assert(offsetof(struct denali_rw_registers, timer) == DENALI_RW_TIMER,
	       "contract");
_Static_assert(offsetof(struct denali_rw_registers, save) == DENALI_RW_SAVE,
	       "contract");
_Static_assert(offsetof(struct denali_rw_registers, marks) == 0x80, "contract");
_Static_assert(offsetof(struct denali_rw_registers, nic) == 0x100, "contract");
_Static_assert(offsetof(struct denali_rw_registers, disks) == 0xc00,
	       "contract");
_Static_assert(sizeof(struct denali_rw_registers) <= DENALI_PAGE_SIZE,
	       "contract");

#endif
