/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "hostkeys.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <denali/plan.h>

#include "hosting/remote.h"
#include "memory.h"
#include "options.h"
#include "parse.h"

#define NAME_MAX_LENGTH 31

static void replace(char **place, const char *text)
{
	free(*place);
	*place = allocate_text("%s", text);
}

/* ---- the document ---- */

static void take_name(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct hostfile *file = context;

	if (!hosting_name_good(value->text))
		schema_fault(schema, value,
			     "must be at most %d small letters, digits and -",
			     NAME_MAX_LENGTH);
	else
		replace(&file->name, value->text);
}

/* ---- [machine] ---- */

static void take_memory(struct schema *schema, const struct toml_value *value,
			void *context)
{
	struct hostfile *file = context;
	uint64_t bytes;

	if (!parse_size(value->text, &bytes) || bytes < 0x4000000u ||
	    bytes > HOST_MEMORY_MAX)
		schema_fault(schema, value,
			     "must be a size from \"64M\" to \"64G\"");
	else
		file->memory = bytes;
}

static void take_vms(struct schema *schema, const struct toml_value *value,
		     void *context)
{
	struct hostfile *file = context;

	if (value->integer < 2 || value->integer > DENALI_VMS_MAX)
		schema_fault(schema, value, "must be from 2 to %d",
			     DENALI_VMS_MAX);
	else
		file->vms = (uint32_t)value->integer;
}

static void take_swap(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	struct hostfile *file = context;
	uint64_t bytes;

	if (!parse_size(value->text, &bytes) || bytes < 0x100000)
		schema_fault(schema, value,
			     "must be a size from \"1M\" on, as in \"2G\"");
	else
		replace(&file->swap, value->text);
}

static const struct schema_key machine_keys[] = {
	{ "memory", TOML_STRING, "memory = \"1G\"", take_memory },
	{ "vms", TOML_INTEGER, "vms = 4096", take_vms },
	{ "swap", TOML_STRING, "swap = \"2G\"", take_swap },
};

/* ---- [network] ---- */

static void take_mode(struct schema *schema, const struct toml_value *value,
		      void *context)
{
	static const char *const modes[] = { "user", "tap", NULL };

	((struct hostfile *)context)->tap = schema_word(schema, value, modes) ==
					    1;
}

static void take_interface(struct schema *schema,
			   const struct toml_value *value, void *context)
{
	struct hostfile *file = context;

	if (schema_plain(schema, value))
		replace(&file->interface, value->text);
}

static void take_mac(struct schema *schema, const struct toml_value *value,
		     void *context)
{
	struct hostfile *file = context;
	unsigned byte[6];
	int end = 0;

	if (sscanf(value->text, "%2x:%2x:%2x:%2x:%2x:%2x%n", &byte[0], &byte[1],
		   &byte[2], &byte[3], &byte[4], &byte[5], &end) != 6 ||
	    value->text[end] != '\0' || end != 17 || (byte[0] & 1) != 0)
		schema_fault(schema, value,
			     "must be a machine's Ethernet address, as in "
			     "\"02:64:6e:00:00:01\"");
	else
		replace(&file->mac, value->text);
}

/* ADDRESS/BITS, of the family. */
static void take_prefix(struct schema *schema, const struct toml_value *value,
			int family, struct cidr *cidr)
{
	struct cidr read;

	if (!cidr_parse(value->text, &read) || read.family != family)
		schema_fault(
			schema, value, "must be ADDRESS/BITS, as in \"%s\"",
			family == AF_INET ? "10.0.2.15/16" : "fd00::15/64");
	else
		*cidr = read;
}

/* An address alone, of the family, or of any if that is 0. */
static void take_single(struct schema *schema, const struct toml_value *value,
			int family, struct cidr *cidr)
{
	struct cidr read = { .family = strchr(value->text, ':') != NULL ?
					       AF_INET6 :
					       AF_INET };

	if (inet_pton(read.family, value->text, read.bytes) != 1 ||
	    (family != 0 && read.family != family))
		schema_fault(schema, value, "must be an address, as in \"%s\"",
			     family == AF_INET6 ? "fd00::1" : "10.0.0.1");
	else
		*cidr = read;
}

#define PREFIX(name, field, kind)                                              \
	static void take_##field(struct schema *schema,                        \
				 const struct toml_value *value,               \
				 void *context)                                \
	{                                                                      \
		struct hostfile *file = context;                               \
                                                                               \
		name(schema, value, kind, &file->field);                       \
	}
PREFIX(take_prefix, address, AF_INET)
PREFIX(take_prefix, address6, AF_INET6)
PREFIX(take_prefix, pool, AF_INET)
PREFIX(take_prefix, pool6, AF_INET6)
PREFIX(take_single, gateway, AF_INET)
PREFIX(take_single, gateway6, AF_INET6)
PREFIX(take_single, dns, AF_INET)

static void take_routed(struct schema *schema, const struct toml_value *value,
			void *context)
{
	(void)schema;
	((struct hostfile *)context)->routed = value->boolean;
}

static void take_own(struct schema *schema, const struct toml_value *value,
		     void *context)
{
	(void)schema;
	((struct hostfile *)context)->own_addresses = value->boolean;
}

static const struct schema_key network_keys[] = {
	{ "mode", TOML_STRING, "mode = \"user\"", take_mode },
	{ "interface", TOML_STRING, "interface = \"tap0\"", take_interface },
	{ "mac", TOML_STRING, "mac = \"02:64:6e:00:00:01\"", take_mac },
	{ "address", TOML_STRING, "address = \"10.0.2.15/16\"", take_address },
	{ "gateway", TOML_STRING, "gateway = \"10.0.0.1\"", take_gateway },
	{ "dns", TOML_STRING, "dns = \"10.0.0.1\"", take_dns },
	{ "pool", TOML_STRING, "pool = \"10.0.64.0/18\"", take_pool },
	{ "address6", TOML_STRING, "address6 = \"fd00::15/64\"",
	  take_address6 },
	{ "gateway6", TOML_STRING, "gateway6 = \"fd00::1\"", take_gateway6 },
	{ "pool6", TOML_STRING, "pool6 = \"fd00::1:0/112\"", take_pool6 },
	{ "routed", TOML_BOOLEAN, "routed = true", take_routed },
	{ "own-addresses", TOML_BOOLEAN, "own-addresses = true", take_own },
};

/* ---- [services] ---- */

static void take_public(struct schema *schema, const struct toml_value *value,
			void *context)
{
	struct hostfile *file = context;

	if (schema_plain(schema, value))
		replace(&file->public, value->text);
}

static void take_ports(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	struct hostfile *file = context;

	if (!portlist_read(&file->portlist, value->text))
		schema_fault(schema, value,
			     "must be ports and ranges of them, as in "
			     "\"80,8000-8099\"");
	else
		replace(&file->ports, value->text);
}

static void take_api_port(struct schema *schema, const struct toml_value *value,
			  void *context)
{
	struct hostfile *file = context;

	if (value->integer < 1 || value->integer > UINT16_MAX)
		schema_fault(schema, value, "must be a port, from 1 to 65535");
	else
		file->api_port = (uint16_t)value->integer;
}

static const struct schema_key services_keys[] = {
	{ "public", TOML_STRING, "public = \"host.example\"", take_public },
	{ "ports", TOML_STRING, "ports = \"80,8000-8099\"", take_ports },
	{ "api-port", TOML_INTEGER, "api-port = 4433", take_api_port },
};

/* ---- [time] ---- */

static void take_ntp(struct schema *schema, const struct toml_value *array,
		     void *context)
{
	struct hostfile *file = context;

	for (const struct toml_value *value = array->first; value != NULL;
	     value = value->next) {
		struct cidr address = { 0 };

		if (!schema_element(schema, value, TOML_STRING))
			continue;
		take_single(schema, value, 0, &address);
		if (file->ntp_count == HOSTFILE_NTP)
			schema_fault(schema, value, "has more than %d servers",
				     HOSTFILE_NTP);
		else if (address.family != 0)
			replace(&file->ntp[file->ntp_count++], value->text);
	}
}

static const struct schema_key time_keys[] = {
	{ "ntp", TOML_ARRAY, "ntp = [\"10.0.0.1\"]", take_ntp },
};

/* ---- [disk] ---- */

static void take_blocks(struct schema *schema, const struct toml_value *value,
			uint32_t *blocks)
{
	uint64_t bytes;

	if (!parse_size(value->text, &bytes) || bytes % HOST_BLOCK != 0 ||
	    bytes == 0 || bytes / HOST_BLOCK > UINT32_MAX / 4)
		schema_fault(schema, value,
			     "must be a size in whole blocks of 4K, as in "
			     "\"2G\"");
	else
		*blocks = (uint32_t)(bytes / HOST_BLOCK);
}

static void take_state(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	take_blocks(schema, value, &((struct hostfile *)context)->state_blocks);
}

static void take_disks(struct schema *schema, const struct toml_value *value,
		       void *context)
{
	take_blocks(schema, value, &((struct hostfile *)context)->disks_blocks);
}

static const struct schema_key disk_keys[] = {
	{ "state", TOML_STRING, "state = \"2G\"", take_state },
	{ "disks", TOML_STRING, "disks = \"2G\"", take_disks },
};

/* ---- tables ---- */

#define TABLE(name)                                                            \
	static const struct schema_table name##_table = {                      \
		.title = "[" #name "]",                                        \
		.keys = name##_keys,                                           \
		.count = sizeof name##_keys / sizeof name##_keys[0],           \
	};                                                                     \
	static void read_##name(struct schema *schema,                         \
				const struct toml_value *value, void *context) \
	{                                                                      \
		schema_read(schema, &name##_table, value, context);            \
	}
TABLE(machine)
TABLE(network)
TABLE(services)
TABLE(time)
TABLE(disk)

static const struct schema_key document_keys[] = {
	{ "schema", TOML_INTEGER, "schema = 1", NULL },
	{ "name", TOML_STRING, "name = \"h\"", take_name },
	{ "machine", TOML_TABLE, "[machine]", read_machine },
	{ "network", TOML_TABLE, "[network]", read_network },
	{ "services", TOML_TABLE, "[services]", read_services },
	{ "time", TOML_TABLE, "[time]", read_time },
	{ "disk", TOML_TABLE, "[disk]", read_disk },
};

const struct schema_table host_table = {
	.title = "",
	.keys = document_keys,
	.count = sizeof document_keys / sizeof document_keys[0],
};

const struct schema_table *const host_tables[] = {
	&host_table, &machine_table, &network_table, &services_table,
	&time_table, &disk_table,    NULL,
};

bool host_key(struct schema *schema, const char *table,
	      const struct toml_value *value, struct hostfile *file)
{
	unsigned faults = schema->faults;
	const struct schema_table *found = &host_table;

	for (size_t i = 1; *table != '\0' && host_tables[i] != NULL; i++)
		if (strncmp(host_tables[i]->title + 1, table, strlen(table)) ==
		    0)
			found = host_tables[i];
	schema->table = found;
	schema->key = value->key;
	for (size_t i = 0; i < found->count; i++)
		if (strcmp(found->keys[i].name, value->key) == 0)
			found->keys[i].take(schema, value, file);
	return schema->faults == faults;
}
