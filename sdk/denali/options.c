/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The table of options, one function for each that takes a value, and the
 * checks that need several of them.
 *
 * A function gets the option's name as the user wrote it and the value; it
 * returns 0 or, the error printed, STATUS_ERROR.
 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <denali/plan.h>

#include "buffer.h"
#include "error.h"
#include "parse.h"
#include "suggest.h"

#define MIB 0x100000u
#define CPUS_MAX 1

/* Forwardings over all instances: each takes some 50 bytes of one argument of
 * QEMU's, and 128 KiB is the longest that Linux passes on. */
#define FORWARDS_MAX 2000

/* Long options without a letter. */
enum {
	OPT_ADDR = 256,
	OPT_CPUS,
	OPT_GDB,
	OPT_HOST_MEM,
	OPT_ICOUNT,
	OPT_LOG,
	OPT_NET,
	OPT_PCAP,
	OPT_RESULT,
	OPT_STATS,
	OPT_TIMEOUT,
};

/* `+`: what follows the image is the guest's; `:`: we tell of errors. */
static const char letters[] = "+:m:n:e:p:v:o:h";

static const struct option table[] = {
	{ "addr", required_argument, NULL, OPT_ADDR },
	{ "cpus", required_argument, NULL, OPT_CPUS },
	{ "gdb", optional_argument, NULL, OPT_GDB },
	{ "help", no_argument, NULL, 'h' },
	{ "host-mem", required_argument, NULL, OPT_HOST_MEM },
	{ "icount", no_argument, NULL, OPT_ICOUNT },
	{ "log", no_argument, NULL, OPT_LOG },
	{ "net", required_argument, NULL, OPT_NET },
	{ "pcap", required_argument, NULL, OPT_PCAP },
	{ "result", required_argument, NULL, OPT_RESULT },
	{ "stats", no_argument, NULL, OPT_STATS },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ NULL, 0, NULL, 0 },
};
#define TABLE_COUNT (sizeof table / sizeof table[0] - 1)

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
			     "give it 8M or more", value);
	if (bytes > HOST_MEMORY_MAX)
		return error("--host-mem %s: a 32-bit machine cannot have more "
			     "than 64G", value);
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

static int set_cpus(const char *value)
{
	uint64_t count;

	if (!parse_number(value, 1, UINT32_MAX, &count))
		return error("--cpus %s: not a number of processors", value);
	if (count > CPUS_MAX)
		return error("--cpus %s: this kernel uses %u processor; "
			     "leave the option out", value, CPUS_MAX);
	return 0;
}

static int add_environment(struct run_options *options, const char *value)
{
	if (strchr(value, '=') == NULL || value[0] == '=')
		return error("-e %s: not NAME=VALUE", value);
	options->environment[options->environment_count++] = value;
	return 0;
}

static int add_forward(struct run_options *options, const char *value)
{
	struct forward *forward = &options->forwards[options->forward_count];
	char host[8] = "", guest[8] = "", protocol[8] = "";
	uint64_t host_port, guest_port;
	int end = 0;

	sscanf(value, "%7[0-9]:%7[0-9]%n/%7s%n", host, guest, &end, protocol,
	       &end);
	if (end == 0 || value[end] != '\0' ||
	    (protocol[0] != '\0' && strcmp(protocol, "tcp") != 0 &&
	     strcmp(protocol, "udp") != 0))
		return error("-p %s: not HOST:GUEST or HOST:GUEST/udp, as in "
			     "8080:80", value);
	if (!parse_number(host, 1, UINT16_MAX, &host_port) ||
	    !parse_number(guest, 1, UINT16_MAX, &guest_port))
		return error("-p %s: ports are numbers from 1 to 65535", value);
	*forward = (struct forward){
		.host = (uint16_t)host_port,
		.guest = (uint16_t)guest_port,
		.udp = strcmp(protocol, "udp") == 0,
	};
	options->forward_count++;
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
			     "192.168.7.10/24 or fd00::10/64", value);
	place = cidr.family == AF_INET ? &options->ipv4 : &options->ipv6;
	if (place->family != 0)
		return error("--addr %s: a second %s address; give one of each "
			     "kind", value,
			     cidr.family == AF_INET ? "IPv4" : "IPv6");
	*place = cidr;
	return 0;
}

static int set_gdb(struct run_options *options, const char *value)
{
	uint64_t port = GDB_PORT_DEFAULT;

	if (value != NULL && !parse_number(value, 1, UINT16_MAX, &port))
		return error("--gdb=%s: not a TCP port", value);
	options->gdb = (uint16_t)port;
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
	if (strcmp(value, "table") == 0)
		options->output = OUTPUT_TABLE;
	else if (strcmp(value, "json") == 0)
		options->output = OUTPUT_JSON;
	else if (strcmp(value, "quiet") == 0)
		options->output = OUTPUT_QUIET;
	else
		return error("-o %s: not table, json or quiet", value);
	return 0;
}

static int unknown_option(const char *word)
{
	const char *names[TABLE_COUNT];
	const char *near = NULL;
	char name[64];

	for (size_t i = 0; i < TABLE_COUNT; i++)
		names[i] = table[i].name;
	if (strncmp(word, "--", 2) == 0) {
		snprintf(name, sizeof name, "%.*s",
			 (int)strcspn(word + 2, "="), word + 2);
		near = suggest(name, names, TABLE_COUNT);
	}
	if (near != NULL)
		return error("run: unknown option %s; did you mean --%s?", word,
			     near);
	return error("run: unknown option %s; see `denali help run`", word);
}

static int missing_value(const char *word)
{
	return error("run: option %s needs a value; see `denali help run`",
		     word);
}

/* An option without a value of its own, or one that getopt refused.  word is
 * the argument that it stood in. */
static int set_flag(struct run_options *options, int option, const char *word)
{
	char letter[3] = { '-', (char)optopt, '\0' };

	/* Of long options getopt leaves the name in word only. */
	if (strncmp(word, "--", 2) != 0)
		word = letter;
	/* optopt is 0 for a long option that is unknown. */
	if (option == '?' && word != letter && optopt != 0)
		return error("run: option %s: takes no value", word);
	if (option == '?')
		return unknown_option(word);
	if (option == ':')
		return missing_value(word);
	options->help = options->help || option == 'h';
	options->icount = options->icount || option == OPT_ICOUNT;
	options->log = options->log || option == OPT_LOG;
	options->stats = options->stats || option == OPT_STATS;
	return 0;
}

static int set_option(struct run_options *options, int option,
		      const char *value, const char *word)
{
	switch (option) {
	case 'm': return set_memory(options, value);
	case 'n': return set_count(options, value);
	case 'e': return add_environment(options, value);
	case 'p': return add_forward(options, value);
	case 'v':
		return error("-v %s: this version has no disks; leave the "
			     "option out", value);
	case 'o': return set_output(options, value);
	case OPT_ADDR: return set_address(options, value);
	case OPT_CPUS: return set_cpus(value);
	case OPT_GDB: return set_gdb(options, value);
	case OPT_HOST_MEM: return set_host_memory(options, value);
	case OPT_NET: return set_net(options, value);
	case OPT_PCAP: options->pcap = value; return 0;
	case OPT_RESULT: options->result = value; return 0;
	case OPT_TIMEOUT: return set_timeout(options, value);
	default: return set_flag(options, option, word);
	}
}

static int check_forwards(const struct run_options *options)
{
	if (options->forward_count > 0 && options->net != NET_USER)
		return error("-p: forwards ports of user networking only; with "
			     "--net tap the instances have addresses of their "
			     "own");
	if ((uint64_t)options->forward_count * options->count > FORWARDS_MAX)
		return error("-p: %u ports for each of %u instances are more "
			     "than %u in all; use --net tap",
			     options->forward_count, options->count,
			     FORWARDS_MAX);
	for (uint32_t i = 0; i < options->forward_count; i++) {
		const struct forward *forward = &options->forwards[i];

		if (forward->host + options->count - 1 > UINT16_MAX)
			return error("-p %u:%u: instance %u would have port %u; "
				     "begin lower", forward->host,
				     forward->guest, options->count - 1,
				     forward->host + options->count - 1);
	}
	return 0;
}

/* What several options together must fulfil. */
static int check_options(const struct run_options *options)
{
	if (options->image == NULL)
		return error("run: no image given; see `denali help run`");
	if (options->net == NET_NONE && options->pcap != NULL)
		return error("--pcap: there is nothing to capture with "
			     "--net none");
	if (options->net == NET_NONE &&
	    (options->ipv4.family != 0 || options->ipv6.family != 0))
		return error("--addr: there is no network to have it in with "
			     "--net none");
	return check_forwards(options);
}

int options_read(int argc, char *argv[], struct run_options *options)
{
	int option, status = 0;

	*options = (struct run_options){
		.count = 1,
		.host_memory = HOST_MEMORY_DEFAULT,
		.environment = allocate((size_t)argc, sizeof(char *)),
		.forwards = allocate((size_t)argc, sizeof(struct forward)),
	};
	optind = 0;
	opterr = 0;
	while (status == 0) {
		int index = optind > 0 ? optind : 1;

		option = getopt_long(argc, argv, letters, table, NULL);
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
}
