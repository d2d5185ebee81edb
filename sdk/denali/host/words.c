/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "words.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include <denali/plan.h>

#include "error.h"
#include "parse.h"
#include "system.h"

/* The supervisor's memory: what it has registered is in its database. */
#define SUPERVISOR_MEMORY "64M"
#define STATE_DISK 1u

/* Takes text over, which is allocated. */
static void add_text(struct words *words, char *text)
{
	assert(words->count + 1 < WORDS_MAX);
	words->all[words->count++] = text;
}

static void add(struct words *words, const char *word)
{
	add_text(words, allocate_text("%s", word));
}

static void add_pair(struct words *words, const char *option, char *value)
{
	add(words, option);
	add_text(words, value);
}

static void add_cidr(struct words *words, const char *option,
		     const struct cidr *cidr)
{
	char text[ADDRESS_TEXT_MAX];

	if (cidr->family != 0)
		add_pair(words, option,
			 allocate_text("%s/%u", cidr_text(cidr, text),
				       cidr->prefix));
}

/* What is the same wherever the host runs. */
static void add_options(struct words *words, const struct hostfile *file)
{
	add(words, "--supervisor");
	add_pair(words, "-m", allocate_text(SUPERVISOR_MEMORY));
	/* The most there is: services that compute do not hold it up. */
	add_pair(words, "--weight", allocate_text("%d", DENALI_WEIGHT_MAX));
	add_pair(words, "--vms", allocate_text("%" PRIu32, file->vms));
	add_cidr(words, "--addr", &file->address);
	add_cidr(words, "--addr", &file->address6);
	if (file->routed)
		add(words, "--routed");
}

static void add_area(struct words *words, const char *option, uint32_t first,
		     uint32_t blocks)
{
	add_pair(words, option,
		 allocate_text("%u:%" PRIu32 ":%" PRIu32, STATE_DISK, first,
			       blocks));
}

/* The supervisor's image, and its arguments (sdk/supervisor/config.h). */
static void add_supervisor(struct words *words, const struct folder *folder)
{
	const struct hostfile *file = &folder->file;

	add_text(words, system_supervisor(folder));
	add_pair(words, "--name", allocate_text("%s", file->name));
	add_pair(words, "--public", allocate_text("%s", file->public));
	add_pair(words, "--api-port", allocate_text("%u", file->api_port));
	add_pair(words, "--ports", allocate_text("%s", file->ports));
	add_cidr(words, "--pool", &file->pool);
	add_cidr(words, "--pool6", &file->pool6);
	if (file->own_addresses)
		add(words, "--own-addresses");
	add_area(words, "--state", HOST_BOOT_BLOCKS, file->state_blocks);
	add_area(words, "--disks", HOST_BOOT_BLOCKS + file->state_blocks,
		 file->disks_blocks);
	for (uint32_t i = 0; i < file->ntp_count; i++)
		add_pair(words, "--ntp", allocate_text("%s", file->ntp[i]));
}

/* Ports of 127.0.0.1 that stand for the host's own. */
static int add_forwards(struct words *words, const struct hostfile *file)
{
	uint32_t count = 0;

	add_pair(words, "-p",
		 allocate_text("%u:%u", file->api_port, file->api_port));
	for (uint16_t port = portlist_next(&file->portlist, 0); port != 0;
	     port = portlist_next(&file->portlist, port)) {
		count += 2;
		if (count >= WORDS_FORWARDS)
			return error("%s: [services] ports: more than %d; with "
				     "mode = \"user\" each is forwarded by "
				     "itself, so name fewer",
				     file->name, WORDS_FORWARDS / 2 - 1);
		add_pair(words, "-p", allocate_text("%u:%u", port, port));
		add_pair(words, "-p", allocate_text("%u:%u/udp", port, port));
	}
	return 0;
}

static void add_machine(struct words *words, const struct folder *folder)
{
	const struct hostfile *file = &folder->file;
	char size[SIZE_TEXT_MAX];

	add_pair(words, "--host-mem",
		 allocate_text("%s", size_text(file->memory, size)));
	add_pair(words, "--net",
		 file->tap ? allocate_text("tap=%s", file->interface) :
			     allocate_text("user"));
	add_pair(words, "-v", folder_path(folder, "disk.img"));
	if (file->swap != NULL)
		add_pair(words, "--swap", allocate_text("%s", file->swap));
	add_pair(words, "-o", allocate_text("quiet"));
	add_pair(words, "--post-mortem", folder_path(folder, "crashes"));
}

int words_of_run(struct words *words, const struct folder *folder)
{
	int status = 0;

	*words = (struct words){ .count = 0 };
	add(words, "run");
	add_options(words, &folder->file);
	add_machine(words, folder);
	if (!folder->file.tap)
		status = add_forwards(words, &folder->file);
	add_supervisor(words, folder);
	return status;
}

void words_of_medium(struct words *words, const struct folder *folder,
		     const char *medium)
{
	*words = (struct words){ .count = 0 };
	add(words, "image");
	add_options(words, &folder->file);
	add_pair(words, "-v", allocate_text("%u", STATE_DISK));
	add_pair(words, "-o", allocate_text("%s", medium));
	add_supervisor(words, folder);
}

void words_free(struct words *words)
{
	for (int i = 0; i < words->count; i++)
		free(words->all[i]);
	words->count = 0;
}

void words_hosted(struct hosted *hosted, const struct folder *folder,
		  const char *kernel)
{
	hosted->kernel = kernel;
	hosted->gateway = folder->file.gateway;
	hosted->gateway6 = folder->file.gateway6;
	hosted->dns = folder->file.dns;
	hosted->mac = folder->file.mac;
}
