/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "hosts.h"

#include <string.h>

#include "address.h"
#include "buffer.h"

#define VARIABLE "DENALI_HOSTS="

bool hosts_is_name(const char *name)
{
	return name[0] != '\0' && name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
						    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
						    "0123456789-_")] == '\0';
}

static void add_part(struct buffer *table, const struct part *part,
		     const struct cidr *first)
{
	uint32_t begin = part->options->first, count = part->options->count;
	char text[ADDRESS_TEXT_MAX];
	struct cidr address;

	cidr_add(first, begin, &address);
	buffer_printf(table, "%s%s=%s",
		      table->length > sizeof VARIABLE - 1 ? " " : "",
		      part->image.name, cidr_text(&address, text));
	if (count == 1)
		return;
	cidr_add(first, begin + count - 1, &address);
	buffer_printf(table, "-%s", cidr_text(&address, text));
}

char *hosts_table(const struct parts *parts,
		  const struct denali_network *network)
{
	struct cidr first = { .family = AF_INET };
	struct buffer table = { 0 };
	char *text;

	if (parts->count == 1 || network->ipv4 == 0)
		return NULL;
	memcpy(first.bytes, &network->ipv4, sizeof network->ipv4);
	buffer_printf(&table, VARIABLE);
	for (uint32_t i = 0; i < parts->count; i++)
		if (hosts_is_name(parts->all[i].image.name))
			add_part(&table, &parts->all[i], &first);
	text = allocate_text("%.*s", (int)table.length,
			     (const char *)table.data);
	buffer_free(&table);
	return text;
}

bool hosts_given(const struct part_options *part)
{
	for (uint32_t i = 0; i < part->environment_count; i++)
		if (strncmp(part->environment[i], VARIABLE,
			    sizeof VARIABLE - 1) == 0)
			return true;
	return false;
}
