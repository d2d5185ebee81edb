/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host to which services are published: how long it takes until one answers,
 * how fast images are taken.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"
#include "harness/hosting.h"
#include "harness/net.h"
#include "hostrig.h"
#include "start.h"
#include "table.h"

#define UPLOAD (8 << 20)
#define PATIENCE_MS 300000

static const struct target publishing = {
	"publish to the first answer / empty kernel", "", AT_MOST, 15
};
static const struct target uploading = { "upload / bulk TCP into a VM", "",
					 AT_LEAST, 0.5 };
static struct hosting host;
static struct publisher tenant;

/* ---- publish ---- */

struct steps {
	double upload, admission, answer, all, empty;
};

static bool publish_once(unsigned int n, struct steps *steps)
{
	struct published published = { 0 };
	uint16_t port = (uint16_t)(host.first_port + n % HOSTING_PORTS);
	double begun, sent, admitted;
	char path[64];
	bool good;

	if (!published_read(&published, HTTP_IMAGE))
		return false;
	published_vary(&published, n);
	begun = now_ms();
	good = publisher_upload(&tenant, &published) == 201;
	sent = now_ms();
	good = good && publisher_version(&tenant, &published, "web",
					 host_port_80(port), NULL) == 202;
	admitted = now_ms();
	good = good && host_await_page(port, admitted + PATIENCE_MS);
	steps->all = now_ms() - begun;
	steps->upload = sent - begun;
	steps->admission = admitted - sent;
	steps->answer = steps->all - (admitted - begun);
	good = good && publisher_await(&tenant, "web", NULL);
	snprintf(path, sizeof path, "/v1/services/web");
	good = good && api_call(&tenant.api, "DELETE", path, NULL, NULL) < 300;
	published_free(&published);
	return good;
}

static void measure_publish(void)
{
	double ratios[PAIRS], all[PAIRS], empties[PAIRS];
	struct command empty;
	struct steps steps = { 0 };
	int i;

	start_empty_kernel(&empty, FIRMWARE_OURS);
	/* One to warm up: the connection, the firmware's pages. */
	for (i = -1; i < PAIRS; i++) {
		double alone = start_first_byte(&empty);

		if (alone < 0 || !publish_once((unsigned)(i + 1), &steps))
			break;
		if (i < 0)
			continue;
		empties[i] = alone;
		all[i] = steps.all;
		ratios[i] = steps.all / alone;
	}
	command_free(&empty);
	if (i < PAIRS)
		table_failed(&publishing, "it was not published");
	else
		table_row(&publishing, median(ratios, PAIRS),
			  "%.0f and %.0f ms; the last: upload %.0f, admission "
			  "%.0f, start to answer %.0f",
			  median(all, PAIRS), median(empties, PAIRS),
			  steps.upload, steps.admission, steps.answer);
}

/* ---- upload ---- */

static double upload_rate(unsigned int n)
{
	struct published published = { 0 };
	struct bytes image = { 0 };
	static char chunk[65536];
	char path[128];
	double begun, rate = -1;

	for (size_t i = 0; i < sizeof chunk; i++)
		chunk[i] = (char)(i * 2654435761u >> 13);
	memcpy(chunk, &n, sizeof n);
	if (!bytes_read_file(&image, HTTP_IMAGE))
		return -1;
	while (image.length < UPLOAD)
		bytes_append(&image, chunk, sizeof chunk);
	published_make(&published, image);
	begun = now_ms();
	if (publisher_upload(&tenant, &published) == 201)
		rate = (double)published.image.length / 1e3 /
		       (now_ms() - begun);
	snprintf(path, sizeof path, "/v1/images/%s", published.digest);
	api_call(&tenant.api, "DELETE", path, NULL, NULL);
	published_free(&published);
	return rate;
}

static double bulk_rate(uint16_t port)
{
	static const char chunk[65536];
	int socket = tcp_connect(LOOPBACK, port, PATIENCE_MS);
	struct bytes answer = { 0 };
	double begun = now_ms(), rate = -1;
	size_t sent = 0;

	if (socket < 0)
		return -1;
	while (sent < 4 * UPLOAD && send_all(socket, chunk, sizeof chunk))
		sent += sizeof chunk;
	shutdown(socket, SHUT_WR);
	if (receive(socket, &answer, 0))
		rate = (double)sent / 1e3 / (now_ms() - begun);
	bytes_free(&answer);
	close(socket);
	return rate;
}

static void compare_upload(uint16_t port)
{
	double ratios[PAIRS], ours[PAIRS], bulk[PAIRS];
	int i;

	for (i = 0; i < PAIRS; i++) {
		bulk[i] = bulk_rate(port);
		ours[i] = upload_rate((unsigned)i);
		ratios[i] = ours[i] / bulk[i];
		if (bulk[i] < 0 || ours[i] < 0)
			break;
	}
	if (i < PAIRS)
		table_failed(&uploading, "bytes were lost");
	else
		table_row(&uploading, median(ratios, PAIRS),
			  "%.1f and %.0f MB/s", median(ours, PAIRS),
			  median(bulk, PAIRS));
}

static void measure_upload(void)
{
	struct command command;
	struct process bulk;
	uint16_t port = free_ports(1);
	struct bytes nothing = { 0 };
	bool up = false;

	command_denali(&command);
	command_add(&command, "-p%u:%u", port, SINK_PORT);
	command_add_all(&command, (const char *[]){ BULK_IMAGE, "-n", NULL });
	command_start(&command, &bulk);
	command_free(&command);
	for (double end = now_ms() + PATIENCE_MS; !up && now_ms() < end;) {
		bytes_clear(&nothing);
		up = tcp_exchange(LOOPBACK, port, "x", 1, &nothing, 2000) &&
		     nothing.length > 0;
	}
	if (up)
		compare_upload(port);
	else
		table_failed(&uploading, "bulk does not come up");
	bytes_free(&nothing);
	process_finish(&bulk);
}

static bool begin(void)
{
	hosting_make(&host, true, NULL);
	return hosting_start(&host) &&
	       hosting_tenant(&host, HOST_TENANT, NULL, &tenant);
}

void bench_host(void)
{
	if (begin()) {
		measure_publish();
		measure_upload();
	} else {
		table_failed(&publishing, "no host");
		table_failed(&uploading, "no host");
	}
	hosting_finish(&host);
}
