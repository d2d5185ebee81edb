/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The kernel's end of the host port (see <denali/hostport.h> for the messages).
 *
 * Messages to the host wait in a ring that the serial port empties; a message
 * is taken whole or not at all, so that a sender that is refused tries again
 * when console_pump() or vm_reap() is called next.
 */
#ifndef KERNEL_HOSTPORT_H
#define KERNEL_HOSTPORT_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/hostport.h>

#include "finding.h"

void hostport_init(void);

/* What consoles leave free of the ring, for the last messages of a VM. */
#define HOSTPORT_RESERVE 4096u

/* Bytes of body that a message sent now could have. */
uint32_t hostport_room(void);

/* Queue a message; the body may be null if length is 0.  False if it does not
 * fit. */
bool hostport_send(uint8_t type, uint32_t vm, const void *body,
		   uint32_t length);

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
