/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * HTTP requests a second to servers that were not written for Denali, each
 * beside itself in the Linux peer.
 */
#include "bench.h"
#include "ports.h"
#include "wrk.h"

#define MHD_PORT 8001 /* where it waits by epoll, in one thread */

static const struct port lighttpd = {
	.name = "lighttpd",
	.image = "lighttpd",
	.arguments = "-D -f /etc/lighttpd-quiet.conf",
	.listens = 80,
};
static const struct port microhttpd = {
	.name = "libmicrohttpd",
	.image = "server",
	.arguments = "",
	.listens = MHD_PORT,
};

static const struct wrk lighttpd_one = { "1", false, 80 };
static const struct wrk lighttpd_many = { "32", false, 80 };
static const struct wrk lighttpd_fresh = { "8", true, 80 };
static const struct wrk microhttpd_one = { "1", false, MHD_PORT };
static const struct wrk microhttpd_many = { "32", false, MHD_PORT };
static const struct wrk microhttpd_fresh = { "8", true, MHD_PORT };

static const struct contest lighttpds[] = {
	{ { "lighttpd, 1 connection / Linux", "", AT_LEAST, 1.5 },
	  &lighttpd_one,
	  wrk_requests },
	{ { "lighttpd, 32 connections / Linux", "", AT_LEAST, 1.5 },
	  &lighttpd_many,
	  wrk_requests },
	{ { "lighttpd, a connection per request / Linux", "", AT_LEAST, 1.5 },
	  &lighttpd_fresh,
	  wrk_requests },
};
static const struct contest microhttpds[] = {
	{ { "libmicrohttpd, 1 connection / Linux", "", AT_LEAST, 1.5 },
	  &microhttpd_one,
	  wrk_requests },
	{ { "libmicrohttpd, 32 connections / Linux", "", AT_LEAST, 1.5 },
	  &microhttpd_many,
	  wrk_requests },
	{ { "libmicrohttpd, a connection per request / Linux", "", AT_LEAST,
	    1.5 },
	  &microhttpd_fresh,
	  wrk_requests },
};

void bench_ports_http(void)
{
	port_contest(&lighttpd, lighttpds,
		     sizeof lighttpds / sizeof lighttpds[0]);
	port_contest(&microhttpd, microhttpds,
		     sizeof microhttpds / sizeof microhttpds[0]);
}
