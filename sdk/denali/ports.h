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

/* The first of so many ports in a row, from wish on, that are free now, that no
 * option has asked for, and that this has not found for another run that still
 * goes on; 0: there are not so many. */
uint16_t ports_find(const struct run_options *options, uint16_t wish,
		    uint32_t count, bool udp);

/* Ports below those that the system gives to clients, and above those with
 * names. */
#define PORTS_FIRST 20000
#define PORTS_COUNT 12000

/* The first of so many of them in a row that are free now; 0: there are not so
 * many.  Where it begins to look depends on the process, so that several that
 * run at a time seldom want the same. */
uint16_t ports_find_any(uint32_t count, bool udp);

/* Whether a port of 127.0.0.1 can be had now; prints nothing. */
bool port_is_free(uint16_t port, bool udp);

#endif
