/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Values are those of host.toml, and are checked by its keys: what --pool says
 * is read as pool of [network] would be.
 */
#include "initoptions.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "error.h"
#include "hosting/remote.h"
#include "hostkeys.h"
#include "optionread.h"
#include "parse.h"
#include "ports.h"

#define DISK_DEFAULT 0x100000000u /* 4 GiB */
#define MEMORY_DEFAULT 0x40000000u
#define VMS_DEFAULT 4096
#define PORTS_WISHED 8080 /* and those after it */
#define PORTS_AT_ONCE 20
#define API_PORT 4433

enum { OPT_DISK = 0x100, OPT_NET, OPT_NTP, OPT_NO_REMOTE, OPT_KEY };

/* Options that are keys of a table. */
static const struct {
	const char *name, *table;
	enum toml_type type;
} keys[] = {
	{ "name", "", TOML_STRING },
	{ "memory", "machine", TOML_STRING },
	{ "vms", "machine", TOML_INTEGER },
	{ "swap", "machine", TOML_STRING },
	{ "address", "network", TOML_STRING },
	{ "address6", "network", TOML_STRING },
	{ "pool", "network", TOML_STRING },
	{ "pool6", "network", TOML_STRING },
	{ "gateway", "network", TOML_STRING },
	{ "gateway6", "network", TOML_STRING },
	{ "dns", "network", TOML_STRING },
	{ "routed", "network", TOML_BOOLEAN },
	{ "own-addresses", "network", TOML_BOOLEAN },
	{ "public", "services", TOML_STRING },
	{ "ports", "services", TOML_STRING },
	{ "api-port", "services", TOML_INTEGER },
};
#define KEYS (sizeof keys / sizeof keys[0])

static struct option long_options[KEYS + 6] = {
	{ "disk", required_argument, NULL, OPT_DISK },
	{ "net", required_argument, NULL, OPT_NET },
	{ "ntp", required_argument, NULL, OPT_NTP },
	{ "no-remote", no_argument, NULL, OPT_NO_REMOTE },
	{ "help", no_argument, NULL, 'h' },
};
#define OTHERS 5

static void list_options(void)
{
	for (size_t i = 0; i < KEYS; i++)
		long_options[OTHERS + i] = (struct option){
			.name = keys[i].name,
			.has_arg = keys[i].type == TOML_BOOLEAN ?
					   no_argument :
					   required_argument,
			.val = OPT_KEY + (int)i,
		};
}

static void tell(const char *text)
{
	error("%s", text);
}

static int set_key(struct init_options *options, size_t key, const char *value)
{
	char *path = allocate_text("--%s %s", keys[key].name,
				   value != NULL ? value : "");
	struct schema schema = { .path = path, .tell = tell };
	struct toml_value said = { .type = keys[key].type,
				   .key = (char *)(uintptr_t)keys[key].name,
				   .text = (char *)(uintptr_t)value,
				   .length = value != NULL ? strlen(value) : 0,
				   .boolean = true };
	uint64_t number;
	int status = 0;

	if (said.type == TOML_INTEGER) {
		if (!parse_number(value, 0, INT32_MAX, &number))
			status = error("%s: not a number", path);
		else
			said.integer = (int64_t)number;
	}
	if (status == 0 &&
	    !host_key(&schema, keys[key].table, &said, &options->file))
		status = STATUS_ERROR;
	free(path);
	return status;
}

static int set_disk(struct init_options *options, const char *value)
{
	uint64_t bytes;

	if (!parse_size(value, &bytes) || bytes < HOST_DISK_MIN ||
	    bytes / HOST_BLOCK > UINT32_MAX / 4)
		return error("--disk %s: not a size of a disk; write 4G, say; "
			     "128M is the least",
			     value);
	options->disk = bytes;
	return 0;
}

static int set_net(struct init_options *options, const char *value)
{
	struct hostfile *file = &options->file;

	free(file->interface);
	file->interface = NULL;
	file->tap = strncmp(value, "tap=", 4) == 0 && value[4] != '\0';
	if (file->tap)
		file->interface = allocate_text("%s", value + 4);
	else if (strcmp(value, "user") != 0)
		return error("--net %s: not user or tap=INTERFACE", value);
	return 0;
}

static int add_ntp(struct init_options *options, const char *value)
{
	struct cidr address;
	char *text = allocate_text("%s/0", value);
	bool good = cidr_parse(text, &address);

	free(text);
	if (!good)
		return error("--ntp %s: not an address; names are not looked "
			     "up, so write one such as 10.0.0.1",
			     value);
	if (options->file.ntp_count == HOSTFILE_NTP)
		return error("--ntp %s: there are %d time servers already",
			     value, HOSTFILE_NTP);
	options->file.ntp[options->file.ntp_count++] = allocate_text("%s",
								     value);
	return 0;
}

static int set_option(void *context, int option)
{
	struct init_options *options = context;

	if (option >= OPT_KEY)
		return set_key(options, (size_t)(option - OPT_KEY), optarg);
	if (option == OPT_DISK)
		return set_disk(options, optarg);
	if (option == OPT_NET)
		return set_net(options, optarg);
	if (option == OPT_NTP)
		return add_ntp(options, optarg);
	options->remote = false;
	return 0;
}

/* The folder's own name, as far as it may be the host's. */
static char *name_of(const char *path)
{
	char *copy = allocate_text("%s", path), *slash, *name = NULL;
	size_t length = strlen(copy);

	while (length > 1 && copy[length - 1] == '/')
		copy[--length] = '\0';
	slash = strrchr(copy, '/');
	if (hosting_name_good(slash != NULL ? slash + 1 : copy))
		name = allocate_text("%s", slash != NULL ? slash + 1 : copy);
	free(copy);
	return name != NULL ? name : allocate_text("host");
}

/* Where QEMU forwards ports they are to be free here. */
static void choose_ports(struct hostfile *file)
{
	struct run_options none = { 0 };
	uint16_t port;

	if (file->tap) {
		file->ports = allocate_text("80,443,8000-8999");
	} else {
		port = ports_find(&none, PORTS_WISHED, PORTS_AT_ONCE, false);
		port = port != 0 ? port : PORTS_WISHED;
		file->ports = allocate_text("%u-%u", port,
					    port + PORTS_AT_ONCE - 1);
	}
	portlist_read(&file->portlist, file->ports);
}

static void choose_api_port(struct hostfile *file)
{
	file->api_port = API_PORT;
	while (!file->tap &&
	       (!port_is_free(file->api_port, false) ||
		portlist_has(&file->portlist, file->api_port)) &&
	       file->api_port < API_PORT + 1000)
		file->api_port++;
}

/* Of its own, so that two hosts can be on one wire. */
static void choose_mac(struct hostfile *file)
{
	uint8_t random[5] = { 0 };

	if (getrandom(random, sizeof random, 0) == sizeof random)
		file->mac = allocate_text("02:%02x:%02x:%02x:%02x:%02x",
					  random[0], random[1], random[2],
					  random[3], random[4]);
}

/* What has not been said. */
static void fill(struct init_options *options)
{
	struct hostfile *file = &options->file;
	uint64_t rest;

	if (file->name == NULL)
		file->name = name_of(options->path);
	if (file->memory == 0)
		file->memory = MEMORY_DEFAULT;
	if (file->vms == 0)
		file->vms = VMS_DEFAULT;
	if (file->address.family == 0 && !file->tap)
		cidr_parse("10.0.2.15/16", &file->address);
	if (file->pool.family == 0 && !file->tap)
		cidr_parse("10.0.64.0/18", &file->pool);
	if (file->public == NULL && file->tap) {
		file->public = allocate(ADDRESS_TEXT_MAX, 1);
		cidr_text(&file->address, file->public);
	} else if (file->public == NULL) {
		file->public = allocate_text("127.0.0.1");
	}
	if (file->tap)
		choose_mac(file);
	if (file->ports == NULL)
		choose_ports(file);
	if (file->api_port == 0)
		choose_api_port(file);
	rest = options->disk / HOST_BLOCK - HOST_BOOT_BLOCKS;
	file->state_blocks = (uint32_t)(rest / 2);
	file->disks_blocks = (uint32_t)(rest - rest / 2);
}

static int check(const struct init_options *options)
{
	if (options->file.tap && options->file.address.family == 0)
		return error("host init: the host needs an address on the "
			     "network of %s; give it --address ADDRESS/BITS "
			     "and its VMs --pool ADDRESS/BITS",
			     options->file.interface);
	return 0;
}

int init_options_read(int argc, char *argv[], struct init_options *options)
{
	int status;

	*options = (struct init_options){ .disk = DISK_DEFAULT,
					  .remote = true };
	list_options();
	status = option_read("host", argc, argv, ":h", long_options, set_option,
			     options);
	if (status != 0)
		return status;
	if (argc - optind != 1)
		return error("host init: %s; as in `denali host init h`",
			     argc == optind ? "name a folder to make" :
					      "more than one folder");
	options->path = argv[optind];
	status = check(options);
	if (status != 0)
		return status;
	fill(options);
	return hostfile_check(&options->file, "host init");
}
