/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Measures what the project promises, and prints it beside the promise.
 *
 * Numbers are ratios of two things measured in turns in the same run, or counts
 * that do not depend on the machine; a bare time is shown, never judged.  The
 * exit status is 0 if all could be measured, whatever the numbers are.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"

static const struct group {
	const char *name;
	void (*run)(void);
} groups[] = {
	{ "size", bench_size },
	{ "trap", bench_trap },
	{ "switch", bench_switch },
	{ "share", bench_share },
	{ "compile", bench_compile },
	{ "dist", bench_dist },
	{ "start", bench_start },
	{ "count", bench_count },
	{ "life", bench_life },
	{ "memory", bench_memory },
	{ "idle", bench_idle },
	{ "http", bench_http },
	{ "bulk", bench_bulk },
	{ "endure", bench_endure },
	{ "disk", bench_disk },
	{ "swap", bench_swap },
	{ "paper", bench_paper },
	{ "many", bench_many },
	{ "neighbour", bench_neighbour },
	{ "packet", bench_packet },
	{ "forward", bench_forward },
	{ "threads", bench_threads },
	{ "connections", bench_connections },
	{ "host", bench_host },
	{ "host-return", bench_host_return },
	{ "host-list", bench_host_list },
	{ "host-request", bench_host_request },
	{ "ports-size", bench_ports_size },
	{ "ports-memory", bench_ports_memory },
	{ "ports-redis", bench_ports_redis },
	{ "ports-http", bench_ports_http },
	{ "ports-tls", bench_ports_tls },
	{ "ports-sqlite", bench_ports_sqlite },
};
#define GROUPS (sizeof groups / sizeof groups[0])

int main(void)
{
	const char *wanted = getenv("BENCH");
	int ran = 0;

	if (wanted == NULL)
		wanted = "";
	for (size_t i = 0; i < GROUPS; i++) {
		if (strncmp(groups[i].name, wanted, strlen(wanted)) != 0)
			continue;
		if (ran++ == 0)
			table_head();
		groups[i].run();
	}
	if (ran > 0)
		return table_end() ? 0 : 1;
	fprintf(stderr,
		"bench: no group begins with \"%s\"; there are:", wanted);
	for (size_t i = 0; i < GROUPS; i++)
		fprintf(stderr, " %s", groups[i].name);
	fputc('\n', stderr);
	return 2;
}
