/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of networks: there are none.
 */
#include <netdb.h>
#include <stddef.h>

struct netent *getnetbyname(const char *name)
{
	(void)name;
	h_errno = HOST_NOT_FOUND;
	return NULL;
}

struct netent *getnetbyaddr(uint32_t network, int family)
{
	(void)network;
	(void)family;
	h_errno = HOST_NOT_FOUND;
	return NULL;
}

void setnetent(int stay_open)
{
	(void)stay_open;
}

struct netent *getnetent(void)
{
	return NULL;
}

void endnetent(void)
{
}
