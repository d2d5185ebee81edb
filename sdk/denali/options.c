/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One function for each option, the table of them, and the checks that need
 * several of them.
 *
 * A function gets the option's value, null if it has none; it returns 0 or,
 * the error printed, STATUS_ERROR.
 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <denali/plan.h>

#include "buffer.h"
#include "disks.h"
#include "error.h"
#include "forward.h"
#include "hardware.h"
#include "parse.h"
#include "suggest.h"
#include "traffic.h"
#include "tuning.h"

#define MIB 0x100000u
#define CPUS_MAX 1

static int set_memory(struct run_options *options, const char *value)
{
	uint64_t bytes;

	if (!parse_size(value, &bytes))
		return error("-m %s: not a size; write 16M, say", value);
	if (bytes < DENALI_MEMORY_MIN)
		return error("-m %s: a VM needs at least 256K", value);
	if (bytes > DENALI_MEMORY_MAX)
		return error("-m %s: a VM cannot have more than %uM", value,
			     DENALI_MEMORY_MAX / MIB);
	options->memory = (uint32_t)((bytes + DENALI_PAGE_SIZE - 1) &
				     ~(uint64_t)(DENALI_PAGE_SIZE - 1));
	return 0;
}

static int set_host_memory(struct run_options *options, const char *value)
{
	uint64_t bytes;

	if (!parse_size(value, &bytes))
		return error("--host-mem %s: not a size; write 256M, say",
			     value);
	if (bytes < HOST_MEMORY_MIN)
		return error("--host-mem %s: too little for the kernel; "
			     "give it 8M or more",
			     value);
	if (bytes > HOST_MEMORY_MAX)
		return error("--host-mem %s: a 32-bit machine cannot have more "
			     "than 64G",
			     value);
	options->host_memory = (bytes + MIB - 1) / MIB * MIB;
	return 0;
}

static int set_count(struct run_options *options, const char *value)
{
	uint64_t count;

	if (!parse_number(value, 1, DENALI_VMS_MAX, &count))
		return error("-n %s: not a number of instances, 1 to %u", value,
			     DENALI_VMS_MAX);
	options->count = (uint32_t)count;
	return 0;
}

static int set_cpus(struct run_options *options, const char *value)
{
	uint64_t count;

	(void)options;
	if (!parse_number(value, 1, UINT32_MAX, &count))
		return error("--cpus %s: not a number of processors", value);
	if (count > CPUS_MAX)
		return error("--cpus %s: this kernel uses %u processor; "
			     "leave the option out",
			     value, CPUS_MAX);
	return 0;
}

static int add_environment(struct run_options *options, const char *value)
{
	if (strchr(value, '=') == NULL || value[0] == '=')
		return error("-e %s: not NAME=VALUE", value);
	options->environment[options->environment_count++] = value;
	return 0;
}

static int set_net(struct run_options *options, const char *value)
{
	if (strcmp(value, "user") == 0)
		options->net = NET_USER;
	else if (strcmp(value, "none") == 0)
		options->net = NET_NONE;
	else if (strncmp(value, "tap=", 4) == 0 && value[4] != '\0')
		options->net = NET_TAP;
	else
		return error("--net %s: not user, none or tap=INTERFACE",
			     value);
	options->tap = options->net == NET_TAP ? value + 4 : NULL;
	return 0;
}

static int set_address(struct run_options *options, const char *value)
{
	struct cidr cidr, *place;

	if (!cidr_parse(value, &cidr))
		return error("--addr %s: not ADDRESS/PREFIX, as in "
			     "192.168.7.10/24 or fd00::10/64",
			     value);
	place = cidr.family == AF_INET ? &options->ipv4 : &options->ipv6;
	if (place->family != 0)
		return error("--addr %s: a second %s address; give one of each "
			     "kind",
			     value, cidr.family == AF_INET ? "IPv4" : "IPv6");
	*place = cidr;
	return 0;
}

static int set_gdb(struct run_options *options, const char *value)
{
	uint64_t port = GDB_PORT_DEFAULT;

	if (value != NULL && !parse_number(value, 1, UINT16_MAX, &port))
		return error("--gdb=%s: not a TCP port", value);
	options->gdb = (uint16_t)port;
	options->boot_flags |= DENALI_PLAN_FIXED;
	return 0;
}

static int set_timeout(struct run_options *options, const char *value)
{
	if (!parse_seconds(value, &options->timeout))
		return error("--timeout %s: not a number of seconds above 0",
			     value);
	return 0;
}

static int set_output(struct run_options *options, const char *value)
{
	if (strcmp(options->verb, "image") == 0)
		options->medium = value;
	else if (strcmp(value, "table") == 0)
		options->output = OUTPUT_TABLE;
	else if (strcmp(value, "json") == 0)
		options->output = OUTPUT_JSON;
	else if (strcmp(value, "quiet") == 0)
		options->output = OUTPUT_QUIET;
	else
		return error("-o %s: not table, json or quiet", value);
	return 0;
}

static int set_result(struct run_options *options, const char *value)
{
	options->result = value;
	return 0;
}

static int set_help(struct run_options *options, const char *value)
{
	(void)value;
	options->help = true;
	return 0;
}

static int set_swap(struct run_options *options, const char *value)
{
	options->swap = value;
	return 0;
}

static int set_mmu(struct run_options *options, const char *value)
{
	(void)value;
	options->mmu = true;
	return 0;
}

static int set_icount(struct run_options *options, const char *value)
{
	(void)value;
	options->icount = true;
	return 0;
}

static int set_log(struct run_options *options, const char *value)
{
	(void)value;
	options->log = true;
	return 0;
}

static int set_stats(struct run_options *options, const char *value)
{
	(void)value;
	options->stats = true;
	return 0;
}

static const struct known {
	const char *name; /* null: the letter only */
	char letter;      /* 0: the name only */
	int argument;
	int (*set)(struct run_options *options, const char *value);
} known[] = {
	{ NULL, 'e', required_argument, add_environment },
	{ NULL, 'm', required_argument, set_memory },
	{ NULL, 'n', required_argument, set_count },
	{ NULL, 'o', required_argument, set_output },
	{ NULL, 'p', required_argument, forward_add },
	{ NULL, 'v', required_argument, disks_add },
	{ "addr", 0, required_argument, set_address },
	{ "allow-in", 0, required_argument, traffic_allow_in },
	{ "allow-out", 0, required_argument, traffic_allow_out },
	{ "boot", 0, required_argument, tuning_boot },
	{ "cap", 0, required_argument, tuning_caps },
	{ "cpus", 0, required_argument, set_cpus },
	{ "disk-bus", 0, required_argument, hardware_disk_bus },
	{ "frames", 0, required_argument, tuning_frames },
	{ "gdb", 0, optional_argument, set_gdb },
	{ "help", 'h', no_argument, set_help },
	{ "host-mem", 0, required_argument, set_host_memory },
	{ "icount", 0, no_argument, set_icount },
	{ "limit", 0, required_argument, traffic_limit },
	{ "faults", 0, required_argument, traffic_faults },
	{ "log", 0, no_argument, set_log },
	{ "machine", 0, required_argument, hardware_machine },
	{ "mmu", 0, no_argument, set_mmu },
	{ "net", 0, required_argument, set_net },
	{ "nic", 0, required_argument, hardware_nic },
	{ "pcap", 0, required_argument, traffic_capture },
	{ "result", 0, required_argument, set_result },
	{ "stats", 0, no_argument, set_stats },
	{ "supervisor", 0, no_argument, tuning_supervisor },
	{ "swap", 0, required_argument, set_swap },
	{ "swap-rate", 0, required_argument, tuning_swap_rate },
	{ "timeout", 0, required_argument, set_timeout },
	{ "vms", 0, required_argument, tuning_vms },
	{ "weight", 0, required_argument, tuning_weights },
};
#define KNOWN_COUNT (sizeof known / sizeof known[0])

/* What getopt gives for a long option: this and its index in the table. */
#define LONG_FIRST 256

/* The table as getopt wants it. */
struct getopt_tables {
	char letters[2 * KNOWN_COUNT + 3];
	struct option names[KNOWN_COUNT + 1];
};

static void make_tables(struct getopt_tables *tables)
{
	struct option *name = tables->names;
	char *letter = tables->letters;

	/* `+`: what follows the image is its own; `:`: we tell of errors. */
	*letter++ = '+';
	*letter++ = ':';
	for (size_t i = 0; i < KNOWN_COUNT; i++) {
		if (known[i].letter != 0)
			*letter++ = known[i].letter;
		if (known[i].letter != 0 && known[i].argument != no_argument)
			*letter++ = ':';
		if (known[i].name != NULL)
			*name++ = (struct option){ known[i].name,
						   known[i].argument, NULL,
						   LONG_FIRST + (int)i };
	}
	*letter = '\0';
	*name = (struct option){ 0 };
}

static int unknown_option(const char *word)
{
	const char *names[KNOWN_COUNT], *near = NULL;
	size_t count = 0;
	char name[64];

	for (size_t i = 0; i < KNOWN_COUNT; i++)
		if (known[i].name != NULL)
			names[count++] = known[i].name;
	if (strncmp(word, "--", 2) == 0) {
		snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="),
			 word + 2);
		near = suggest(name, names, count);
	}
	if (near != NULL)
		return error("run: unknown option %s; did you mean --%s?", word,
			     near);
	return error("run: unknown option %s; see `denali help run`", word);
}

/* An option that getopt refused; word is the argument that it stood in. */
static int refuse_option(int reason, const char *word)
{
	char letter[3] = { '-', (char)optopt, '\0' };

	if (strncmp(word, "--", 2) != 0)
		word = letter;
	if (reason == ':')
		return error("run: option %s needs a value; see `denali help "
			     "run`",
			     word);
	/* optopt is 0 for a long option that is unknown. */
	if (word != letter && optopt != 0)
		return error("run: option %s: takes no value", word);
	return unknown_option(word);
}

static int set_option(struct run_options *options, int option,
		      const char *value, const char *word)
{
	if (option >= LONG_FIRST)
		return known[option - LONG_FIRST].set(options, value);
	for (size_t i = 0; i < KNOWN_COUNT; i++)
		if (known[i].letter == option)
			return known[i].set(options, value);
	return refuse_option(option, word);
}

/* What several options together must fulfil. */
static int check_options(const struct run_options *options)
{
	if (options->image == NULL)
		return error("%s: no image given; see `denali help %s`",
			     options->verb, options->verb);
	if (options->net == NET_NONE &&
	    (options->ipv4.family != 0 || options->ipv6.family != 0))
		return error("--addr: there is no network to have it in with "
			     "--net none");
	if (options->swap == NULL && options->swap_rate != 0)
		return error("--swap-rate: there is no swap disk; give --swap "
			     "too");
	if (traffic_check(options) != 0 || tuning_check(options) != 0 ||
	    disks_check(options) != 0)
		return STATUS_ERROR;
	return forward_check(options);
}

int options_read(int argc, char *argv[], struct run_options *options)
{
	struct getopt_tables tables;
	int option, status = 0;

	make_tables(&tables);
	*options = (struct run_options){
		.verb = argv[0],
		.count = 1,
		.host_memory = HOST_MEMORY_DEFAULT,
		.environment = allocate((size_t)argc, sizeof(char *)),
		.forwards = allocate((size_t)argc, sizeof(struct forward)),
	};
	optind = 0;
	opterr = 0;
	while (status == 0) {
		int index = optind > 0 ? optind : 1;

		option = getopt_long(argc, argv, tables.letters, tables.names,
				     NULL);
		if (option < 0)
			break;
		status = set_option(options, option, optarg, argv[index]);
	}
	if (status != 0 || options->help)
		return status;
	if (optind < argc) {
		options->image = argv[optind];
		options->arguments = argv + optind + 1;
		options->argument_count = (uint32_t)(argc - optind - 1);
	}
	return check_options(options);
}

void options_free(struct run_options *options)
{
	free(options->environment);
	free(options->forwards);
	for (uint32_t i = 0; i < options->disk_count; i++)
		free(options->disks[i].path);
}
