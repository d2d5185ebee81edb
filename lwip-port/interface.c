/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of interfaces: there are two.
 */
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/nic.h>

#include "interface.h"

#define LOOPBACK INTERFACE_LOOPBACK
#define NIC INTERFACE_NIC

static const char *const names[] = { NULL, "lo", "eth0" };

static unsigned int last(void)
{
	return ilw_nic_present() ? NIC : LOOPBACK;
}

unsigned int if_nametoindex(const char *name)
{
	for (unsigned int i = 1; i <= last(); i++)
		if (strcmp(names[i], name) == 0)
			return i;
	errno = ENODEV;
	return 0;
}

char *if_indextoname(unsigned int index, char *name)
{
	if (index < LOOPBACK || index > last() || index > NIC) {
		errno = ENXIO;
		return NULL;
	}
	return strcpy(name, names[index]);
}

/* The names lie behind the array, in the same block. */
struct if_nameindex *if_nameindex(void)
{
	unsigned int count = last();
	struct if_nameindex *list = calloc(1, (count + 1) * sizeof(*list) +
						      count * IF_NAMESIZE);
	char *name;

	if (list == NULL) {
		errno = ENOBUFS;
		return NULL;
	}
	name = (char *)(list + count + 1);
	for (unsigned int i = 0; i < count; i++) {
		list[i].if_index = i + 1;
		list[i].if_name = strcpy(name, names[i + 1]);
		name += IF_NAMESIZE;
	}
	return list;
}

void if_freenameindex(struct if_nameindex *list)
{
	free(list);
}
