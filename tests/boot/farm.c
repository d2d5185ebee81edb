/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Twenty VMs behind a proxy: all of them serve, some of them die, and whoever
 * asks notices nothing.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "harness/network.h"

#define FARM "build/examples/proxy-farm/"
#define SITES 20
#define FIRST 16 /* of the sites' addresses in 10.0.2.0/24 */
#define SILENT 150
#define TIMEOUT_MS 60000
#define REQUEST_MS 20000

static struct process host;
static uint16_t port; /* the proxy's; then those of the sites */

/* In a network that leads nowhere: what is sent to a VM that has ended leaves
 * the host, and QEMU would pass it on to this machine's network. */
static void start(void)
{
	char forward[32], sites[32];
	struct bytes page = { 0 };
	const char *why;

	if (!network_enter(&why))
		cr_skip_test("no network of its own: %s", why);
	port = free_ports(1 + SITES);
	snprintf(forward, sizeof forward, "%u:80", port);
	snprintf(sites, sizeof sites, "%u:80", port + 1);
	denali_start(&host, "--timeout", "100", "-p", forward, FARM "proxy",
		     "--and", "-n", "20", "-p", sites, FARM "site", NULL);
	cr_assert(http_await(&host, port, &page, REQUEST_MS, TIMEOUT_MS),
		  "no answer: %s", host.err.data);
	bytes_free(&page);
}

static void finish(void)
{
	if (host.pid == 0)
		return; /* skipped */
	cr_expect(!host.ended, "the host has ended: %s", host.err.data);
	process_finish(&host);
}

TestSuite(farm, .init = start, .fini = finish, .timeout = 120);

/* So many requests, all of which must be answered: how many sites did. */
static unsigned int ask(unsigned int times, bool answered[SITES])
{
	struct bytes page = { 0 };
	unsigned int sites = 0;

	memset(answered, 0, SITES * sizeof answered[0]);
	for (unsigned int i = 0; i < times; i++) {
		double site;

		cr_assert(http_get(LOOPBACK, port, "/", &page, REQUEST_MS),
			  "request %u is not answered: %s", i, host.out.data);
		site = bytes_number_after(&page, "10\\.0\\.2\\.") - FIRST;
		cr_assert(site >= 0 && site < SITES, "%s", page.data);
		sites += !answered[(int)site];
		answered[(int)site] = true;
	}
	bytes_free(&page);
	return sites;
}

/* Its answer, if any, must match. */
static void end_site(uint16_t by, const char *answer)
{
	static const char request[] = "POST /end HTTP/1.1\r\nHost: a\r\n"
				      "Content-Length: 0\r\n\r\n";
	struct bytes reply = { 0 };

	tcp_exchange(LOOPBACK, by, request, sizeof request - 1, &reply,
		     REQUEST_MS);
	cr_expect(bytes_match(&reply, answer), "%s", reply.data);
	bytes_free(&reply);
}

/* What the proxy does not know yet it finds out by asking, and by being asked:
 * what may not be repeated is not. */
Test(farm, deaths)
{
	bool answered[SITES];

	cr_expect_eq(ask(2 * SITES, answered), SITES);
	end_site((uint16_t)(port + 1 + 5), "^$");
	cr_expect_eq(ask(2 * SITES, answered), SITES - 1);
	cr_expect(!answered[5]);
	cr_expect(process_await(&host, &host.out,
				"^\\[0\\] 10\\.0\\.2\\.21 does not answer$",
				TIMEOUT_MS),
		  "%s", host.out.data);
	end_site(port, "^HTTP/1.1 502 Bad Gateway\r\n");
	cr_expect_eq(ask(2 * SITES, answered), SITES - 2);
}

/* Clients that say nothing, or nonsense, or go, keep nobody out. */
Test(farm, nuisances)
{
	static char flood[100000];
	struct bytes reply = { 0 };
	bool answered[SITES];
	int sockets[SILENT];

	for (unsigned int i = 0; i < SILENT; i++) {
		sockets[i] = tcp_connect(LOOPBACK, port, REQUEST_MS);
		cr_assert(sockets[i] >= 0);
	}
	cr_expect_eq(ask(SITES, answered), SITES);
	for (unsigned int i = 0; i < SILENT; i++) {
		if (i % 2 == 0)
			send_all(sockets[i], "GET / HT", 8);
		close(sockets[i]);
	}
	memset(flood, 'x', sizeof flood);
	tcp_exchange(LOOPBACK, port, flood, sizeof flood, &reply, REQUEST_MS);
	tcp_exchange(LOOPBACK, port, "", 0, &reply, REQUEST_MS);
	cr_expect_eq(ask(4 * SITES, answered), SITES);
	cr_expect(!bytes_match(&host.out, "does not answer"), "%s",
		  host.out.data);
	bytes_free(&reply);
}
