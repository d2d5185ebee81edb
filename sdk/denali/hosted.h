/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What `denali host` adds to a run, or to a medium: a machine whose VMs are
 * administered by a supervisor, and which goes on until that ends.
 */
#ifndef DENALI_CMD_HOSTED_H
#define DENALI_CMD_HOSTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "address.h"

struct hosted {
	const char *kernel;                 /* path, in place of the SDK's */
	struct cidr gateway, gateway6, dns; /* family 0: as they would be */
	/* The Ethernet address of the machine's NIC; null: QEMU's choice. */
	const char *mac;
	/* What the supervisor prints, in place of standard output. */
	void (*heard)(struct hosted *hosted, const uint8_t *data,
		      size_t length);
	/* A signal has had the supervisor asked to stop; another one ends the
	 * machine.  SIGUSR1: it is to be started again. */
	bool asked, again;
};

#endif
