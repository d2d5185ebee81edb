/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A function gets the option's value, null if it has none; it returns 0 or,
 * the error printed, STATUS_ERROR.
 */
#include "settings.h"

#include <getopt.h>
#include <string.h>

#include <denali/plan.h>

#include "disks.h"
#include "error.h"
#include "optionread.h"
#include "forward.h"
#include "hardware.h"
#include "hosts.h"
#include "parse.h"
#include "publish.h"
#include "traffic.h"
#include "tuning.h"

#define MIB 0x100000u
#define CPUS_MAX 1

static int set_memory(struct part_options *part, const char *value)
{
	uint64_t bytes;

	if (!parse_size(value, &bytes))
		return error("-m %s: not a size; write 16M, say", value);
	if (bytes < DENALI_MEMORY_MIN)
		return error("-m %s: too little; a VM needs at least 256K",
			     value);
	if (bytes > DENALI_MEMORY_MAX)
		return error("-m %s: too much; a VM cannot have more than %uM",
			     value, DENALI_MEMORY_MAX / MIB);
	part->memory = (uint32_t)((bytes + DENALI_PAGE_SIZE - 1) &
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

static int set_count(struct part_options *part, const char *value)
{
	uint64_t count;

	if (!parse_number(value, 1, DENALI_VMS_MAX, &count))
		return error(
			"-n %s: not a number of instances; write one from 1 "
			"to %u",
			value, DENALI_VMS_MAX);
	part->count = (uint32_t)count;
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

static int add_environment(struct part_options *part, const char *value)
{
	if (strchr(value, '=') == NULL || value[0] == '=')
		return error("-e %s: not NAME=VALUE; write -e DEBUG=1, say",
			     value);
	part->environment[part->environment_count++] = value;
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
	else
		return option_output(&options->output, value);
	return 0;
}

static int set_result(struct run_options *options, const char *value)
{
	options->result = value;
	return 0;
}

static int set_post_mortem(struct run_options *options, const char *value)
{
	if (value[0] == '\0')
		return error("--post-mortem: an empty name; name a folder, or "
			     "none");
	options->post_mortem = value;
	return 0;
}

static int set_debug(struct run_options *options, const char *value)
{
	return debug_name(&options->debug, value);
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

static int set_name(struct part_options *part, const char *value)
{
	if (!hosts_is_name(value) || strlen(value) >= DENALI_NAME_MAX)
		return error("--name %s: not a name of at most %d letters, "
			     "digits, - and _",
			     value, DENALI_NAME_MAX - 1);
	part->name = value;
	return 0;
}

static int set_mmu(struct part_options *part, const char *value)
{
	(void)value;
	part->mmu = true;
	return 0;
}

static int set_icount(struct run_options *options, const char *value)
{
	(void)value;
	options->icount = true;
	return 0;
}

static int set_routed(struct run_options *options, const char *value)
{
	(void)value;
	options->boot_flags |= DENALI_PLAN_ROUTED;
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
	if (value != NULL && strcmp(value, "result") != 0)
		return error("--stats=%s: not --stats, or --stats=result for "
			     "the file of --result alone",
			     value);
	options->stats = true;
	options->stats_untold = value != NULL;
	return 0;
}

/* In the order of their names, as help has them. */
const struct setting settings[SETTINGS_COUNT] = {
	{ NULL, 'e', required_argument, NULL, add_environment },
	{ NULL, 'm', required_argument, NULL, set_memory },
	{ NULL, 'n', required_argument, NULL, set_count },
	{ NULL, 'o', required_argument, set_output, NULL },
	{ "publish", 'P', no_argument, NULL, publish_set },
	{ NULL, 'p', required_argument, NULL, forward_add },
	{ NULL, 'v', required_argument, NULL, disks_add },
	{ "addr", 0, required_argument, set_address, NULL },
	{ "allow-in", 0, required_argument, NULL, traffic_allow_in },
	{ "allow-out", 0, required_argument, NULL, traffic_allow_out },
	{ "boot", 0, required_argument, tuning_boot, NULL },
	{ "cap", 0, required_argument, NULL, tuning_caps },
	{ "cpus", 0, required_argument, set_cpus, NULL },
	{ "disk-bus", 0, required_argument, hardware_disk_bus, NULL },
	{ "debug", 0, required_argument, set_debug, NULL },
	{ "faults", 0, required_argument, NULL, traffic_faults },
	{ "frames", 0, required_argument, NULL, tuning_frames },
	{ "gdb", 0, optional_argument, set_gdb, NULL },
	{ "help", 'h', no_argument, set_help, NULL },
	{ "host-mem", 0, required_argument, set_host_memory, NULL },
	{ "icount", 0, no_argument, set_icount, NULL },
	{ "limit", 0, required_argument, NULL, traffic_limit },
	{ "log", 0, no_argument, set_log, NULL },
	{ "machine", 0, required_argument, hardware_machine, NULL },
	{ "mmu", 0, no_argument, NULL, set_mmu },
	{ "name", 0, required_argument, NULL, set_name },
	{ "net", 0, required_argument, set_net, NULL },
	{ "nic", 0, required_argument, hardware_nic, NULL },
	{ "pcap", 0, required_argument, traffic_capture, NULL },
	{ "post-mortem", 0, required_argument, set_post_mortem, NULL },
	{ "result", 0, required_argument, set_result, NULL },
	{ "routed", 0, no_argument, set_routed, NULL },
	{ "stats", 0, optional_argument, set_stats, NULL },
	{ "supervisor", 0, no_argument, NULL, tuning_supervisor },
	{ "swap", 0, required_argument, set_swap, NULL },
	{ "swap-rate", 0, required_argument, NULL, tuning_swap_rate },
	{ "timeout", 0, required_argument, set_timeout, NULL },
	{ "vms", 0, required_argument, tuning_vms, NULL },
	{ "weight", 0, required_argument, NULL, tuning_weights },
};
