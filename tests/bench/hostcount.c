/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What many services cost their host, and what a request pays for having come
 * through the host's address: in instructions and pages.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "harness/net.h"
#include "hostrig.h"
#include "table.h"

#define PATIENCE_MS 300000
#define FEW 100 /* requests */
#define MANY 10100

static const struct target registered = {
	"supervisor's memory, 10,000 services", "MiB", AT_MOST, 8
};
static const struct target listing = {
	"ps of 10,000 / of 100, instructions a service", "", AT_MOST, 10
};
static const struct target asking = {
	"a request, published / denali run, instructions", "", AT_MOST, 1.05
};

static bool list_services(struct rig *rig, unsigned int times)
{
	bool good = true;

	while (good && times-- > 0) {
		char path[96] = "/v1/services?limit=1000";
		json_t *list = NULL;

		do {
			const char *next;

			json_decref(list);
			list = NULL;
			good = api_call(&rig->tenant.api, "GET", path, NULL,
					&list) == 200;
			next = json_string_value(json_object_get(list, "next"));
			path[0] = '\0';
			if (next != NULL)
				snprintf(path, sizeof path,
					 "/v1/services?limit=1000&after=%s",
					 next);
		} while (good && path[0] != '\0');
		json_decref(list);
	}
	return good;
}

/* Instructions of a listing, of each service; -1. */
static double count_listing(unsigned int services, unsigned int many,
			    double *frames)
{
	struct rig rig;
	double count = -1;

	if (rig_make(&rig, HTTP_IMAGE, services))
		count = rig_count(&rig, NULL, list_services, 1, 1 + many,
				  frames) /
			services;
	rig_free(&rig);
	return count;
}

void bench_host_list(void)
{
	double frames = 0, of_100, of_10000;

	of_100 = count_listing(100, 20, NULL);
	of_10000 = count_listing(10000, 2, &frames);
	if (of_100 < 0 || of_10000 < 0) {
		table_failed(&registered, "they were not registered");
		table_failed(&listing, "they were not registered");
		return;
	}
	table_row(&registered, frames / 256, "%.0f pages", frames);
	table_row(&listing, of_10000 / of_100, "%.0f and %.0f", of_10000,
		  of_100);
}

static bool publish_web(struct rig *rig, unsigned int times)
{
	struct published published = { 0 };
	bool good = times == 1 && published_read(&published, HTTP_IMAGE) &&
		    publisher_publish(&rig->tenant, &published, "web",
				      host_port_80(rig->port)) &&
		    host_await_page(rig->port, now_ms() + PATIENCE_MS);

	published_free(&published);
	return good;
}

#define GET "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

/* Requests on one connection. */
static bool ask_web(struct rig *rig, unsigned int times)
{
	int socket = tcp_connect(LOOPBACK, rig->port, PATIENCE_MS);
	struct bytes reply = { 0 };
	char *end, *length;
	bool good = socket >= 0;

	while (good && times-- > 0) {
		bytes_clear(&reply);
		good = send_all(socket, GET, strlen(GET));
		while (good && (reply.length == 0 ||
				strstr(reply.data, "\r\n\r\n") == NULL))
			good = receive(socket, &reply, 1);
		length = good ? strstr(reply.data, "Content-Length: ") : NULL;
		end = length != NULL ? length + 16 : NULL;
		good = end != NULL &&
		       receive(socket, &reply, strtoul(end, NULL, 10));
	}
	bytes_free(&reply);
	if (socket >= 0)
		close(socket);
	return good;
}

void bench_host_request(void)
{
	struct rig rig;
	double published = -1, alone = -1;

	if (rig_make(&rig, HTTP_IMAGE, 0)) {
		published = rig_count(&rig, publish_web, ask_web, FEW, MANY,
				      NULL);
		alone = rig_count_alone(&rig, HTTP_IMAGE, ask_web, FEW, MANY);
	}
	if (published < 0 || alone < 0)
		table_failed(&asking, "it does not answer");
	else
		table_row(&asking, published / alone, "%.0f and %.0f",
			  published, alone);
	rig_free(&rig);
}
