/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The kernel's end of the host port (see <denali/hostport.h> for the messages).
 *
 * Messages to the host wait in a port (port.h) that the serial port empties.
 */
#ifndef KERNEL_HOSTPORT_H
#define KERNEL_HOSTPORT_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/hostport.h>

#include "finding.h"
#include "port.h"

void hostport_init(void);

extern struct port host_port;

/* Write what the port takes now.  True if the ring has become empty. */
bool hostport_pump(void);

/* Wait until everything is written, or nobody reads any more. */
void hostport_drain(void);

/* The host cannot do what it was started for (DENALI_END_*): say so on both
 * ports, and end. */
_Noreturn void hostport_refuse(uint32_t reason,
			       const struct denali_finding *finding);
_Noreturn void hostport_out_of_memory(enum finding what, uint32_t value,
				      uint32_t bound);

/* Take what the host has sent. */
void hostport_receive(void);

#endif
