/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The boot plan: which VMs the kernel makes when it starts.
 *
 * The host's boot loader hands the kernel modules (Multiboot 1).  The first is
 * the plan; the others are images, which the plan names by module number, the
 * plan itself being 0.  `denali run` writes plans.
 *
 * Layout: struct denali_plan, then group_count struct denali_plan_group, then
 * string data.  All offsets are from the start of the plan.  The kernel checks
 * all of it before it makes the first VM and names what is wrong.
 */
#ifndef DENALI_PLAN_H
#define DENALI_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "image.h"
#include "policy.h"
#include "registers.h"

#define DENALI_PLAN_MAGIC 0x4e4c5044u /* "DPLN" */
#define DENALI_PLAN_VERSION 3
#define DENALI_PLAN_GROUPS 256
#define DENALI_BOOT_MODULES 64 /* the plan included */
#define DENALI_VMS_MAX 65536

/* Plan flags. */
#define DENALI_PLAN_STATS 0x1 /* send DENALI_PORT_LEDGER and _MACHINE */
/* For comparison: an event that a device posts has its VM run at once, in
 * place of the one that runs. */
#define DENALI_PLAN_IMMEDIATE 0x2
/* For comparison: pages of a VM that leaves memory come back one by one, when
 * they are touched, instead of all together. */
#define DENALI_PLAN_SCATTERED 0x4
/* All images at DENALI_IMAGE_BASE, those too that could be elsewhere. */
#define DENALI_PLAN_FIXED 0x8
/* Routed: the wire sees one MAC address, that of the machine's NIC.  What VMs
 * send to the wire has it as its source, and whoever there asks for an address
 * of a VM is told that one; what comes for it goes to the VM whose IP address
 * it is for. */
#define DENALI_PLAN_ROUTED 0x10

/* Bounds of what follows; 0 stands for the default. */
#define DENALI_QUANTUM_MIN 10 /* us */
#define DENALI_QUANTUM_MAX 1000000
#define DENALI_QUANTUM_DEFAULT 2000
#define DENALI_TICK_MIN 100 /* us */
#define DENALI_TICK_MAX 1000000
#define DENALI_SWAP_BLOCK_MAX 64 /* pages */

struct denali_plan {
	uint32_t magic;
	uint32_t version;
	uint32_t length;      /* of the whole plan, in bytes */
	uint32_t group_count; /* 1 to DENALI_PLAN_GROUPS */
	uint32_t flags;       /* DENALI_PLAN_* */
	/* The longest a VM runs while another waits, in us. */
	uint32_t quantum;
	/* Pages moved by one transfer to or from the swap disk; 0: the most. */
	uint32_t swap_block;
	/* For comparison: idle takes no deadline; instead every idle VM is
	 * woken each so many us.  0: idle takes a deadline. */
	uint32_t tick;
	/* VMs there may be at once, those that a supervisor makes included; 0:
	 * as many as the groups have. */
	uint32_t vm_limit;
	/* The disk to swap to, 1 for the machine's first (supervisor.h says how
	 * they are numbered); 0: none. */
	uint32_t swap_disk;
	uint32_t reserved[2];
};
_Static_assert(sizeof(struct denali_plan) == 48, "contract");

/* Group flags. */
#define DENALI_GROUP_INPUT 0x1 /* console input goes to its first instance */
#define DENALI_GROUP_MMU 0x2   /* its VMs have the virtual MMU (calls.h) */
/* Its one instance may execute supervisor instructions (supervisor.h); at most
 * one group of the plan that the host boots from. */
#define DENALI_GROUP_SUPERVISOR 0x4
#define DENALI_GROUP_CAPTURE 0x8 /* send DENALI_PORT_FRAME for each frame */
/* Made by a supervisor: does not run before it is resumed. */
#define DENALI_GROUP_PAUSED 0x10

/* Processor shares.  While VMs compete, each gets time in proportion to its
 * weight.  A cap is the most a VM gets even if nobody competes, in thousandths
 * of a processor. */
#define DENALI_WEIGHT_MAX 10000
#define DENALI_WEIGHT_DEFAULT 100
#define DENALI_CAP_MAX 1000

/* Pages a second that the swap disk may move for a VM before its page faults
 * wait; a second's worth may be ahead. */
#define DENALI_SWAP_RATE_MAX 1000000
#define DENALI_SWAP_RATE_DEFAULT 16384

/* What a VM may move in a second; 0: as much as it likes.  A tenth of a
 * second's worth, or one frame or request if that is more, may be saved up. 
 * Frames that a VM sends beyond it wait in its ring; frames for it are dropped;
 * requests to disks wait. */
#define DENALI_LIMIT_MAX 1000000000

struct denali_limits {
	uint32_t tx_bytes, tx_frames; /* at most DENALI_LIMIT_MAX, each */
	uint32_t rx_bytes, rx_frames;
	uint32_t disk_bytes, disk_requests;
};
_Static_assert(sizeof(struct denali_limits) == 24, "contract");

/* A whole disk of the machine as a disk of the VM.  Writable for one VM at
 * most, and then for no other in any way. */
struct denali_plan_disk {
	uint8_t number; /* 1: the machine's first; 0: none */
	uint8_t flags;  /* DENALI_DISK_IS_READ_ONLY (registers.h) */
};
_Static_assert(sizeof(struct denali_plan_disk) == 2, "contract");

/* count instances of one image.  Instance i of a group has
 *   - the next free instance number of the host, from 0;
 *   - network.mac, ipv4 and ipv6 plus i (as big-endian integers), where the
 *     group's are not zero; else everything else in network as it stands.
 * strings: argc arguments (the first is the program's name), then envc
 * NAME=VALUE strings, each NUL-terminated, strings_length bytes in all.
 * network: a group with a NIC has an Ethernet address, not a group's, of which
 * no instance of another group has the same; no address wraps by adding i. */
struct denali_plan_group {
	uint32_t module;      /* image, 1 or more */
	uint32_t count;       /* instances; DENALI_VMS_MAX over all groups */
	uint32_t memory_size; /* bytes; 0: as the manifest says */
	uint32_t flags;       /* DENALI_GROUP_* */
	uint32_t argc;
	uint32_t envc;
	uint32_t strings_offset;
	uint32_t strings_length;       /* at most DENALI_STRINGS_MAX */
	struct denali_network network; /* checksum flags: the kernel's */
	char name[DENALI_NAME_MAX];    /* for messages; as in a manifest */
	uint32_t weight;               /* 1 to DENALI_WEIGHT_MAX; 0: default */
	uint32_t cap;                  /* 1 to DENALI_CAP_MAX; 0: none */
	/* Frames that hold its memory, in memory or on the swap disk, page
	 * tables and register pages excepted; at most what DENALI_MEMORY_MAX
	 * takes; 0: as the manifest says. */
	uint32_t frame_limit;
	uint32_t swap_rate;          /* 1 to DENALI_SWAP_RATE_MAX; 0: default */
	struct denali_limits limits; /* of each instance */
	struct denali_plan_disk disk[DENALI_DISKS];
	uint32_t policy_offset; /* of a struct denali_policy; 0: none */
	/* A bad network, to test services on: of 65536 frames to each VM so
	 * many are lost, and so many come after the one that follows them; of
	 * those from it as many are lost as of those to it. */
	uint16_t frames_lost, frames_late;
};
_Static_assert(sizeof(struct denali_plan_group) == 208, "contract");

/* The swap disk: one of the machine, whose first 4 KiB hold this.  All else
 * on it is the kernel's from then on, and means nothing after it stops. */
#define DENALI_SWAP_MAGIC 0x50575344u /* "DSWP" */
#define DENALI_SWAP_VERSION 1

struct denali_swap_header {
	uint32_t magic;
	uint32_t version;
	uint32_t pages; /* of 4 KiB, this one included */
	uint32_t reserved;
};
_Static_assert(sizeof(struct denali_swap_header) == 16, "contract");

#endif
