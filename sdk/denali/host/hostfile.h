/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * host.toml: what a host is, for `denali host`.  docs/provider.md has every
 * key.
 */
#ifndef DENALI_HOST_HOSTFILE_H
#define DENALI_HOST_HOSTFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "buffer.h"
#include "portlist.h"

#define HOSTFILE_SCHEMA 1
#define HOSTFILE_NTP 4

/* The disk: what boots, the supervisor's file system, services' disks. */
#define HOST_BLOCK 4096u
#define HOST_BOOT_BLOCKS 16384u
#define HOST_DISK_MIN 0x8000000u /* 128 MiB */

struct hostfile {
	char *name;
	uint64_t memory; /* of the machine, bytes */
	uint32_t vms;    /* at once */
	char *swap;      /* size of the swap disk; null: none */
	bool tap;        /* else QEMU's user network */
	char *interface; /* of tap */
	char *mac;       /* Ethernet address of the NIC; null: any */
	struct cidr address, address6;
	struct cidr gateway, gateway6, dns; /* family 0: as usual */
	struct cidr pool, pool6;
	bool routed, own_addresses;
	char *public;
	char *ports; /* as written; portlist has them read */
	struct portlist portlist;
	uint16_t api_port;
	char *ntp[HOSTFILE_NTP];
	uint32_t ntp_count;
	uint32_t state_blocks, disks_blocks;
};

/* Read the file.  Returns 0, or all that is wrong printed, STATUS_ERROR.  Free
 * it in both cases. */
int hostfile_read(struct hostfile *file, const char *path);
void hostfile_free(struct hostfile *file);

/* What several keys together must fulfil, named as in path.  As above. */
int hostfile_check(const struct hostfile *file, const char *path);

/* The text of the file, with comments for whoever changes it. */
void hostfile_write(const struct hostfile *file, struct buffer *text);

#endif
