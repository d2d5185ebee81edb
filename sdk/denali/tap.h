/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * TAP interfaces of this machine.
 */
#ifndef DENALI_CMD_TAP_H
#define DENALI_CMD_TAP_H

#include <stdint.h>

#include "address.h"

struct tap {
	int fd;       /* frames in and out; -1: not open */
	uint16_t mtu; /* of an IP packet, at most what a VM's NIC can carry */
};

/* Open an interface that exists.  Returns 0, or prints what is wrong and
 * returns STATUS_ERROR. */
int tap_open(struct tap *tap, const char *name);

/* The interface's own address in cidr's prefix; family 0: it has none. */
struct cidr tap_address(const char *name, const struct cidr *cidr);

#endif
