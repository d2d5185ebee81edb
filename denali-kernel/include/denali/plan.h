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
#include "registers.h"

#define DENALI_PLAN_MAGIC 0x4e4c5044u /* "DPLN" */
#define DENALI_PLAN_VERSION 1
#define DENALI_PLAN_GROUPS 256
#define DENALI_VMS_MAX 65536

/* Plan flags. */
#define DENALI_PLAN_STATS 0x1 /* send DENALI_PORT_LEDGER messages at the end */

struct denali_plan {
	uint32_t magic;
	uint32_t version;
	uint32_t length;      /* of the whole plan, in bytes */
	uint32_t group_count; /* 1 to DENALI_PLAN_GROUPS */
	uint32_t flags;       /* DENALI_PLAN_* */
	uint32_t reserved[3]; /* 0 */
};
_Static_assert(sizeof(struct denali_plan) == 32, "contract");

/* Group flags. */
#define DENALI_GROUP_INPUT 0x1 /* console input goes to its first instance */

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
};
_Static_assert(sizeof(struct denali_plan_group) == 144, "contract");

#endif
