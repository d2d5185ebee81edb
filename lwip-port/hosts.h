/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of VMs on one host.  Who makes them knows their addresses before they
 * run, and tells each of all in the variable DENALI_HOSTS of its environment:
 *
 *	DENALI_HOSTS="proxy=10.0.2.15 site=10.0.2.16-10.0.2.35"
 *
 * A name, in letters of any case, stands for all the addresses that it is
 * given, and NAME.2 for the third of them.
 */
#ifndef LWIP_PORT_HOSTS_H
#define LWIP_PORT_HOSTS_H

#include <netinet/in.h>

/* The addresses of a name in the text of such a table, at most room of them.
 * Returns how many; 0: the table does not have the name. */
int hosts_find(const char *table, const char *name, struct in_addr *addresses,
	       int room);

#endif
