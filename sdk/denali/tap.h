/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * TAP interfaces of this machine.
 */
#ifndef DENALI_CMD_TAP_H
#define DENALI_CMD_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include "address.h"

struct tap {
	int fd;       /* frames in and out; -1: not open */
	uint16_t mtu; /* of an IP packet, at most what a VM's NIC can carry */
};

/* Open an interface that exists; plain: without checksum offload, whose header
 * before each frame QEMU would write into a capture.  Returns 0, or prints what
 * is wrong and returns STATUS_ERROR. */
int tap_open(struct tap *tap, const char *name, bool plain);

/* The interface's own address in cidr's prefix; family 0: it has none. */
struct cidr tap_address(const char *name, const struct cidr *cidr);

#endif
