/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Whether ports of this machine that are to be forwarded are free.
 */
#ifndef DENALI_CMD_PORTS_H
#define DENALI_CMD_PORTS_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"

/* Returns 0 if all the ports of all instances can be had on 127.0.0.1, or
 * prints which cannot and why, and returns STATUS_ERROR.  They are free again
 * afterwards: somebody else may still be quicker than QEMU. */
int ports_check(const struct run_options *options);

/* The same for one TCP port; what is the option to name. */
int ports_check_one(const char *what, uint16_t port);

/* The first of so many ports in a row, from wish on, that are free now and that
 * no option has asked for; 0: there are not so many. */
uint16_t ports_find(const struct run_options *options, uint16_t wish,
		    uint32_t count, bool udp);

/* Whether a TCP port of 127.0.0.1 can be had now; prints nothing. */
bool port_is_free(uint16_t port);

#endif
