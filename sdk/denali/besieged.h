/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The neighbour under siege, as its clients see it.
 */
#ifndef DENALI_CMD_BESIEGED_H
#define DENALI_CMD_BESIEGED_H

#include <stdint.h>

enum besieged {
	BESIEGED_SILENT, /* no answer within 30 s, or half of one */
	BESIEGED_BROKEN, /* its memory is not what it was */
	BESIEGED_INTACT
};

/* A request over a connection of its own to that port of 127.0.0.1; how long it
 * took, in ms. */
enum besieged besieged_ask(uint16_t port, double *took);

#endif
