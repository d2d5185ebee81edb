/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of services: those that programs are wont to ask for by name.
 */
#ifndef LWIP_PORT_SERVICE_H
#define LWIP_PORT_SERVICE_H

#include <stdint.h>

#define SERVICE_TCP 1
#define SERVICE_UDP 2

struct service {
	const char *name;
	uint16_t port;
	uint8_t protocols; /* SERVICE_* */
};

/* The service of a name or a port that exists for any of protocols; NULL:
 * it is not known. */
const struct service *service_by_name(const char *name, int protocols);
const struct service *service_by_port(uint16_t port, int protocols);

#endif
