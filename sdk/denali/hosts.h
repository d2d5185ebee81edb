/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How VMs of several images learn of each other: each part of the run has a
 * name, and a variable of the environment tells them the addresses of all:
 *
 *	DENALI_HOSTS="proxy=10.0.2.15 site=10.0.2.16-10.0.2.35"
 *
 * The guests' getaddrinfo looks names up in it.
 */
#ifndef DENALI_CMD_HOSTS_H
#define DENALI_CMD_HOSTS_H

#include <stdbool.h>

#include <denali/registers.h>

#include "part.h"

/* Can a part's instances be found by it? */
bool hosts_is_name(const char *name);

/* The variable, allocated; null for a single image, and where addresses are not
 * known before the boot.  network is instance 0's.  Parts whose names are none
 * are left out. */
char *hosts_table(const struct parts *parts,
		  const struct denali_network *network);

/* Has the user set it for the part himself? */
bool hosts_given(const struct part_options *part);

#endif
