/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The text of a new host.toml.
 */
#include <inttypes.h>

#include "hostfile.h"
#include "parse.h"

static const char head[] =
	"# What this host is.  `denali host run` reads it at each start.\n"
	"schema = 1\n";

static void size(struct buffer *text, const char *key, uint64_t bytes)
{
	char number[SIZE_TEXT_MAX];

	buffer_printf(text, "%s = \"%s\"\n", key, size_text(bytes, number));
}

/* KEY = "ADDRESS/BITS", or without bits; nothing, or an example, where there
 * is none. */
static void address(struct buffer *text, const char *key,
		    const struct cidr *cidr, bool with_bits,
		    const char *example)
{
	char number[ADDRESS_TEXT_MAX];

	if (cidr->family == 0) {
		if (example != NULL)
			buffer_printf(text, "#%s = \"%s\"\n", key, example);
		return;
	}
	buffer_printf(text, "%s = \"%s", key, cidr_text(cidr, number));
	if (with_bits)
		buffer_printf(text, "/%u", cidr->prefix);
	buffer_printf(text, "\"\n");
}

static void machine(const struct hostfile *file, struct buffer *text)
{
	buffer_printf(text, "\n[machine]\n");
	size(text, "memory", file->memory);
	buffer_printf(text,
		      "# VMs there may be at once\n"
		      "vms = %" PRIu32 "\n"
		      "# idle VMs leave memory for a swap disk, if there is "
		      "one\n",
		      file->vms);
	if (file->swap != NULL)
		buffer_printf(text, "swap = \"%s\"\n", file->swap);
	else
		buffer_printf(text, "#swap = \"2G\"\n");
}

static void network(const struct hostfile *file, struct buffer *text)
{
	buffer_printf(text,
		      "\n[network]\n"
		      "# \"user\": inside QEMU, with ports on 127.0.0.1; or "
		      "\"tap\"\n"
		      "mode = \"%s\"\n",
		      file->tap ? "tap" : "user");
	if (file->tap)
		buffer_printf(text,
			      "interface = \"%s\"\n"
			      "mac = \"%s\"\n",
			      file->interface, file->mac);
	buffer_printf(text, "# the host's own address, and those of VMs\n");
	address(text, "address", &file->address, true, NULL);
	address(text, "pool", &file->pool, true, NULL);
	address(text, "address6", &file->address6, true, "fd00::15/64");
	address(text, "pool6", &file->pool6, true, "fd00::1:0/112");
	if (!file->tap)
		return;
	buffer_printf(text, "# the interface's own, if nothing is said\n");
	address(text, "gateway", &file->gateway, false, "10.0.0.1");
	address(text, "gateway6", &file->gateway6, false, "fd00::1");
	address(text, "dns", &file->dns, false, "10.0.0.1");
	buffer_printf(text,
		      "# the network sees the host's Ethernet address alone, "
		      "and routes the pools to it\n"
		      "routed = %s\n"
		      "# services are reached at addresses of the pool, not at "
		      "ports of the host's\n"
		      "own-addresses = %s\n",
		      file->routed ? "true" : "false",
		      file->own_addresses ? "true" : "false");
}

static void services(const struct hostfile *file, struct buffer *text)
{
	buffer_printf(text,
		      "\n[services]\n"
		      "# the name or address that their URLs have\n"
		      "public = \"%s\"\n"
		      "# ports of the host's address that they may have\n"
		      "ports = \"%s\"\n"
		      "api-port = %u\n",
		      file->public, file->ports, file->api_port);
}

void hostfile_write(const struct hostfile *file, struct buffer *text)
{
	buffer_printf(text, "%sname = \"%s\"\n", head, file->name);
	machine(file, text);
	network(file, text);
	services(file, text);
	buffer_printf(text,
		      "\n[time]\n"
		      "# time servers, by their addresses; none: the clock is "
		      "the machine's\n"
		      "ntp = [");
	for (uint32_t i = 0; i < file->ntp_count; i++)
		buffer_printf(text, "%s\"%s\"", i > 0 ? ", " : "",
			      file->ntp[i]);
	buffer_printf(text,
		      "]\n"
		      "\n[disk]\n"
		      "# disk.img as it was laid out; to be left alone\n");
	size(text, "state", (uint64_t)file->state_blocks * HOST_BLOCK);
	size(text, "disks", (uint64_t)file->disks_blocks * HOST_BLOCK);
}
