/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the supervisor is told by its arguments, and lists of ports.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "supervisor/config.h"

static bool reads(char problem[CONFIG_PROBLEM_MAX], char *name, char *value)
{
	char program[] = "supervisor";
	char *words[] = { program, name, value, NULL };

	problem[0] = '\0';
	return config_read(value != NULL ? 3 : 2, words, problem);
}

Test(config, defaults)
{
	char program[] = "supervisor", problem[CONFIG_PROBLEM_MAX];
	char *words[] = { program, NULL };

	cr_expect(config_read(1, words, problem));
	cr_expect_str_eq(config.name, "host");
	cr_expect_str_eq(config.public, "127.0.0.1");
	cr_expect_eq(config.api_port, 4433);
	cr_expect_eq(config.ports.count, 0);
	cr_expect_eq(config.pool.family, 0);
	cr_expect_eq(config.state.disk, 0);
	cr_expect_not(config.own_addresses);
}

Test(config, all)
{
	static char text[][40] = {
		"supervisor",    "--name",          "h",
		"--public",      "host.example",    "--api-port",
		"65535",         "--ports",         "80,8000-8099",
		"--pool",        "10.0.64.0/18",    "--pool6",
		"fec0::1:0/112", "--own-addresses", "--state",
		"1:16384:1024",  "--disks",         "2:0:4294967295",
		"--ntp",         "10.0.2.2",        "--ntp",
		"fec0::2",
	};
	enum { COUNT = sizeof text / sizeof text[0] };
	char *words[COUNT + 1] = { 0 }, problem[CONFIG_PROBLEM_MAX] = "";

	for (size_t i = 0; i < COUNT; i++)
		words[i] = text[i];
	cr_assert(config_read(COUNT, words, problem), "%s", problem);
	cr_expect_str_eq(config.name, "h");
	cr_expect_str_eq(config.public, "host.example");
	cr_expect_eq(config.api_port, 65535);
	cr_expect(portlist_has(&config.ports, 8099));
	cr_expect_eq(config.pool.prefix, 18);
	cr_expect_eq(config.pool6.family, AF_INET6);
	cr_expect(config.own_addresses);
	cr_expect_eq(config.state.disk, 1);
	cr_expect_eq(config.state.first, 16384);
	cr_expect_eq(config.state.blocks, 1024);
	cr_expect_eq(config.disks.first, 0);
	cr_expect_eq(config.disks.blocks, 4294967295);
	cr_expect_eq(config.ntp_count, 2);
	cr_expect_eq(config.ntp[0].bytes[3], 2);
	cr_expect_eq(config.ntp[1].family, AF_INET6);
}

struct fault {
	char name[16], value[64], problem[128];
};

static struct fault faults[] = {
	{ "--what", "", "--what: unknown argument" },
	{ "--name", "", "--name : must be NAME" },
	{ "--api-port", "0", "--api-port 0: must be PORT" },
	{ "--api-port", "65536", "--api-port 65536: must be PORT" },
	{ "--ports", "80,", "--ports 80,: must be PORT[-PORT],..." },
	{ "--ports", "9-8", "--ports 9-8: must be PORT[-PORT],..." },
	{ "--pool", "10.0.0.0", "--pool 10.0.0.0: must be ADDRESS/BITS" },
	{ "--pool", "10.0.0.0/31", "--pool 10.0.0.0/31: must be ADDRESS/BITS" },
	{ "--pool", "fec0::/64", "--pool fec0::/64: must be ADDRESS/BITS" },
	{ "--pool6", "10.0.0.0/8", "--pool6 10.0.0.0/8: must be ADDRESS/BITS" },
	{ "--state", "0:1:2", "--state 0:1:2: must be DISK:FIRST:BLOCKS" },
	{ "--state", "1:1:0", "--state 1:1:0: must be DISK:FIRST:BLOCKS" },
	{ "--state", "1:1", "--state 1:1: must be DISK:FIRST:BLOCKS" },
	{ "--state", "1:1:1:1", "--state 1:1:1:1: must be DISK:FIRST:BLOCKS" },
	{ "--disks", "1:1:4294967295",
	  "--disks 1:1:4294967295: must be DISK:FIRST:BLOCKS" },
	{ "--ntp", "pool", "--ntp pool: must be ADDRESS" },
};

ParameterizedTestParameters(config, fault)
{
	return cr_make_param_array(struct fault, faults,
				   sizeof faults / sizeof faults[0]);
}

ParameterizedTest(struct fault *fault, config, fault)
{
	char problem[CONFIG_PROBLEM_MAX];

	cr_expect_not(reads(problem, fault->name, fault->value));
	cr_expect_str_eq(problem, fault->problem);
}

Test(config, value_missing)
{
	char problem[CONFIG_PROBLEM_MAX], name[] = "--name";

	cr_expect_not(reads(problem, name, NULL));
	cr_expect_str_eq(problem, "--name : must be NAME");
}

Test(portlist, bounds)
{
	struct portlist list;

	cr_assert(portlist_read(&list, ""));
	cr_expect_eq(portlist_next(&list, 0), 0);
	cr_assert(portlist_read(&list, "8000-8002,80,65534-65535"));
	cr_expect_not(portlist_has(&list, 79));
	cr_expect(portlist_has(&list, 80));
	cr_expect_not(portlist_has(&list, 81));
	cr_expect_not(portlist_has(&list, 7999));
	cr_expect(portlist_has(&list, 8000));
	cr_expect(portlist_has(&list, 8002));
	cr_expect_not(portlist_has(&list, 8003));
	cr_expect_eq(portlist_next(&list, 0), 80);
	cr_expect_eq(portlist_next(&list, 80), 8000);
	cr_expect_eq(portlist_next(&list, 8001), 8002);
	cr_expect_eq(portlist_next(&list, 8002), 65534);
	cr_expect_eq(portlist_next(&list, 65535), 0);
}

Test(portlist, refused)
{
	static const char *const bad[] = { ",",     "80,,81",   "0",
					   "65536", "1-",       "-1",
					   "8 0",   "80-81-82", "1-65536" };
	char many[4 * (PORTLIST_RANGES + 1)] = "1";
	struct portlist list;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect_not(portlist_read(&list, bad[i]), "%s", bad[i]);
	for (int i = 1; i < PORTLIST_RANGES; i++)
		strcat(many, ",1");
	cr_expect(portlist_read(&list, many));
	strcat(many, ",1");
	cr_expect_not(portlist_read(&list, many));
}
