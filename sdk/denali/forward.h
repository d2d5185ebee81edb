/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Option -p: forwarded ports, as they are written and as a whole.  Whether
 * they are free is another question (ports.h).
 */
#ifndef DENALI_CMD_FORWARD_H
#define DENALI_CMD_FORWARD_H

#include "options.h"

/* Take one more, HOST:[ADDRESS:]GUEST[/udp].  Returns 0, or prints an error and
 * returns STATUS_ERROR. */
int forward_add(struct part_options *part, const char *value);

/* Which port of this machine stands for one of a VM's: ports below 1024 take
 * root here, so 80 becomes 8080. */
uint16_t forward_host(uint16_t guest);

/* Can all instances have theirs?  As forward_add. */
int forward_check(const struct run_options *options);

/* At most so many ports all instances together have. */
uint32_t forward_total(const struct run_options *options);

/* How many ports it takes, from its first on. */
uint32_t forward_ports(const struct forward *forward,
		       const struct part_options *part);

#endif
