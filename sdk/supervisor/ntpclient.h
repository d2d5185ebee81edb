/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The thread that keeps the host's clock by what time servers say (ntp.h).
 */
#ifndef SUPERVISOR_NTPCLIENT_H
#define SUPERVISOR_NTPCLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "address.h"

/* Ask so many servers, on that port, from now on.  False: no memory. */
bool ntpclient_start(const struct cidr *servers, unsigned count, uint16_t port);

#endif
