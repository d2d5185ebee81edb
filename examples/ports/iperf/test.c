/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * iperf in a VM and iperf on this machine measure the way between them, each as
 * server and as client.
 */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "harness/shell.h"

#define START_MS 120000
#define RUN_MS 60000
#define IPERF PORT_IMAGE("iperf", "iperf")
/* A TCP transfer's last line. */
#define MOVED " sec +[0-9.]+ [KMG]Bytes +[0-9.]+ [KMG]bits/sec"

/* A server in a VM; its port on this machine. */
static uint16_t start_server(struct process *process, const char *protocol)
{
	uint16_t port = free_ports(1);
	char forward[32];

	snprintf(forward, sizeof forward, "%u:5001%s", port,
		 protocol != NULL ? "/udp" : "");
	denali_start(process, "-p", forward, IPERF, "-s", protocol, NULL);
	cr_assert(process_await(process, &process->out, "^Server listening",
				START_MS),
		  "%s%s", process->out.data, process->err.data);
	return port;
}

static void expect_client(uint16_t port, const char *options,
			  const char *expression)
{
	shell_expect(RUN_MS, expression, "iperf -c " LOOPBACK " -p %u %s", port,
		     options);
}

Test(iperf, server)
{
	struct process process;
	uint16_t port = start_server(&process, NULL);

	expect_client(port, "-n 20M", MOVED);
	expect_client(port, "-n 5M -P 4", "^\\[SUM\\].*" MOVED);
	expect_client(port, "-n 5M -r", MOVED);
	cr_expect(process_await(&process, &process.out,
				"0\\.0000-[0-9.]+ sec  20\\.0 MBytes", RUN_MS),
		  "%s", process.out.data);
	process_finish(&process);
}

/* The server reports to the client what has arrived. */
Test(iperf, server_of_datagrams)
{
	struct process process;
	uint16_t port = start_server(&process, "-u");

	expect_client(port, "-u -b 2M -t 1", "^\\[ *1\\] Server Report:");
	cr_expect(process_await(&process, &process.out,
				"ms +[0-9]+/[0-9]+ \\([0-9.]+%\\)", RUN_MS),
		  "%s", process.out.data);
	process_finish(&process);
}

static void expect_host(struct process *host, const char *options,
			const char *protocol)
{
	struct process process;
	uint16_t port = free_ports(1);
	char number[16];

	snprintf(number, sizeof number, "%u", port);
	process_start(host, (const char *[]){ "iperf", "-s", "-p", number,
					      protocol, NULL });
	cr_assert(process_await(host, &host->out, "^Server listening", RUN_MS),
		  "%s", host->err.data);
	denali_start(&process, IPERF, "-c", "10.0.2.2", "-p", number, "-n",
		     options, protocol, NULL);
	cr_expect(process_wait(&process, RUN_MS));
	cr_expect(process.status == 0 && bytes_match(&process.out, MOVED),
		  "status %d: %s%s", process.status, process.out.data,
		  process.err.data);
	process_finish(&process);
}

Test(iperf, client)
{
	struct process host;

	expect_host(&host, "10M", NULL);
	cr_expect(process_await(&host, &host.out, "10\\.0 MBytes", RUN_MS),
		  "%s", host.out.data);
	process_finish(&host);
}

Test(iperf, client_of_datagrams)
{
	struct process host;

	expect_host(&host, "100K", "-u");
	cr_expect(process_await(&host, &host.out,
				"ms +[0-9]+/[0-9]+ \\([0-9.]+%\\)", RUN_MS),
		  "%s", host.out.data);
	process_finish(&host);
}
