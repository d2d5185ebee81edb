/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the supervisor is told by its arguments, which `denali host run` writes
 * from host.toml:
 *
 *   --name NAME             what the host is called
 *   --public TEXT           name or address under which others reach the host,
 *                           for URLs
 *   --api-port PORT         where the API listens on the host's address
 *   --ports LIST            ports of the host's address that services may have,
 *                           as in 80,8000-8099
 *   --pool ADDRESS/BITS     IPv4 addresses of VMs: all of that prefix that a
 *                           machine can have (repeatable with --pool6 for IPv6)
 *   --pool6 ADDRESS/BITS
 *   --own-addresses         services are reached at addresses of their own, if
 *                           nothing else is asked for
 *   --state DISK:FIRST:BLOCKS   blocks of 4 KiB on a disk of the machine, from
 *                           1, that hold the file system of /state
 *   --disks DISK:FIRST:BLOCKS   and those for services' disks, with their table
 *   --ntp ADDRESS           a time server (repeatable); none: the clock is the
 *                           machine's
 *
 * Arguments come from whoever runs the host and are trusted; what is wrong in
 * them is a mistake, and is told.
 */
#ifndef SUPERVISOR_CONFIG_H
#define SUPERVISOR_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"
#include "portlist.h"

#define CONFIG_NTP 4
#define CONFIG_API_PORT 4433

/* What they are as disks of the supervisor's VM. */
#define CONFIG_STATE_SLOT 0
#define CONFIG_DISKS_SLOT 1

/* Blocks on a disk of the machine; disk 0: none. */
struct config_area {
	uint32_t disk, first, blocks;
};

struct config {
	const char *name;   /* "host" */
	const char *public; /* "127.0.0.1" */
	uint16_t api_port;
	struct portlist ports;
	struct cidr pool, pool6; /* family 0: none */
	bool own_addresses;
	struct config_area state, disks;
	struct cidr ntp[CONFIG_NTP];
	uint32_t ntp_count;
};

/* The one there is: set before threads are started, and not changed. */
extern struct config config;

#define CONFIG_PROBLEM_MAX 200

/* Read the arguments (argv[0] is the program's name) into config, which begins
 * with the defaults.  Texts are kept by address.  False: problem says what is
 * wrong. */
bool config_read(int argc, char *argv[], char problem[CONFIG_PROBLEM_MAX]);

#endif
