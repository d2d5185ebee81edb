/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "hostfile.h"

#include <stdlib.h>

#include "error.h"
#include "hostkeys.h"

static void tell(const char *text)
{
	error("%s", text);
}

int hostfile_read(struct hostfile *file, const char *path)
{
	struct schema schema = { .path = path,
				 .tell = tell,
				 .tables = host_tables };
	struct toml_value *document = schema_open(&schema, HOSTFILE_SCHEMA);

	*file = (struct hostfile){ 0 };
	if (document == NULL)
		return STATUS_ERROR;
	schema_read(&schema, &host_table, document, file);
	toml_free(document);
	return schema.faults == 0 ? hostfile_check(file, path) : STATUS_ERROR;
}

void hostfile_free(struct hostfile *file)
{
	free(file->name);
	free(file->swap);
	free(file->interface);
	free(file->mac);
	free(file->public);
	free(file->ports);
	for (uint32_t i = 0; i < file->ntp_count; i++)
		free(file->ntp[i]);
	*file = (struct hostfile){ 0 };
}

/* Addresses of VMs are in the network of the host's own, unless packets for
 * them are routed to it. */
static int check_pool(const struct hostfile *file, const char *path,
		      const char *key, const struct cidr *pool,
		      const struct cidr *address)
{
	char own[ADDRESS_TEXT_MAX], text[ADDRESS_TEXT_MAX];

	if (pool->family == 0)
		return 0;
	if (address->family == 0)
		return error("%s: [network] %s: the host has no address of "
			     "that kind; say one by address%s",
			     path, key, pool->family == AF_INET ? "" : "6");
	if (file->routed ||
	    (pool->prefix >= address->prefix && cidr_contains(address, pool)))
		return 0;
	return error("%s: [network] %s: %s/%u is not in %s/%u, the network of "
		     "the host's address; choose a part of that, or set "
		     "routed = true",
		     path, key, cidr_text(pool, text), pool->prefix,
		     cidr_text(address, own), address->prefix);
}

static int check_pools(const struct hostfile *file, const char *path)
{
	char own[ADDRESS_TEXT_MAX];

	if (file->pool.family == 0)
		return error("%s: [network] pool: there are no addresses for "
			     "VMs; say pool = \"10.0.64.0/18\", say",
			     path);
	if (check_pool(file, path, "pool", &file->pool, &file->address) != 0 ||
	    check_pool(file, path, "pool6", &file->pool6, &file->address6) != 0)
		return STATUS_ERROR;
	if (file->pool.family != 0 &&
	    cidr_contains(&file->pool, &file->address))
		return error("%s: [network] pool: it has the host's own "
			     "address, %s; choose another part of the network",
			     path, cidr_text(&file->address, own));
	return 0;
}

int hostfile_check(const struct hostfile *file, const char *path)
{
	if (file->name == NULL || file->address.family == 0 ||
	    file->ports == NULL || file->state_blocks == 0 ||
	    file->disks_blocks == 0)
		return error("%s: %s is missing; see `denali host init` for a "
			     "whole one",
			     path,
			     file->name == NULL        ? "name" :
			     file->address.family == 0 ? "[network] address" :
			     file->ports == NULL       ? "[services] ports" :
			     file->state_blocks == 0   ? "[disk] state" :
							 "[disk] disks");
	if (portlist_has(&file->portlist, file->api_port))
		return error("%s: [services] api-port: %u is one of ports; "
			     "choose another",
			     path, file->api_port);
	if (file->tap != (file->interface != NULL))
		return error("%s: [network] interface: %s", path,
			     file->tap ? "is missing; say which, as in "
					 "interface = \"tap0\"" :
					 "only mode = \"tap\" has one");
	if (file->routed && !file->tap)
		return error("%s: [network] routed: not for mode = \"user\", "
			     "which has no network around it; leave it out",
			     path);
	return check_pools(file, path);
}
