/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host to which services are published: how long it takes until one answers,
 * how fast images are taken, what many services cost, how fast they come back,
 * and what a request pays for having come through the host's address.
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

#define SERVICES 1000 /* that come back after a boot */
#define TURNS 3
#define UPLOAD (8 << 20)
#define PATIENCE_MS 300000
#define PACE_US 50000

static const struct target publishing = {
	"publish to the first answer / empty kernel", "", AT_MOST, 15
};
static const struct target uploading = { "upload / bulk TCP into a VM", "",
					 AT_LEAST, 0.5 };
static const struct target coming = {
	"a service's return after a boot / denali run -n", "", AT_MOST, 2
};
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

/* ---- coming back ---- */

static unsigned int running(void)
{
	json_t *list = NULL, *service;
	unsigned int count = 0;
	size_t i;

	api_call(&tenant.api, "GET", "/v1/services?limit=1000", NULL, &list);
	json_array_foreach (json_object_get(list, "services"), i, service) {
		const char *state = json_string_value(
			json_object_get(service, "state"));

		count += state != NULL && strcmp(state, "running") == 0;
	}
	json_decref(list);
	return count;
}

/* Asked seldom: to answer takes what they are made with. */
static bool await_running(unsigned int count, double until)
{
	unsigned int there = running();

	while (there < count && now_ms() < until) {
		usleep(PACE_US);
		there = running();
	}
	if (there < count)
		fprintf(stderr, "%u of %u services run\n", there, count);
	return there >= count;
}

static bool add_services(unsigned int from, unsigned int to)
{
	struct published published = { 0 };
	bool good = published_read(&published, HTTP_IMAGE) &&
		    publisher_upload(&tenant, &published) < 300;
	char name[32];

	for (unsigned int i = from; good && i < to; i++) {
		snprintf(name, sizeof name, "back-%u", i);
		good = publisher_version(&tenant, &published, name,
					 json_pack("{s:s}", "address", "own"),
					 NULL) == 202;
	}
	published_free(&published);
	return good && await_running(to, now_ms() + PATIENCE_MS);
}

/* Milliseconds from the command to the last of so many, the boot included. */
static double time_back(unsigned int count)
{
	double begun = now_ms();

	api_disconnect(&tenant.api);
	if (!hosting_start(&host) || !await_running(count, begun + PATIENCE_MS))
		return -1;
	return now_ms() - begun;
}

/* The same for `denali run -n`. */
static double time_run(unsigned int count)
{
	uint16_t port = free_ports(SERVICES);
	struct command command;
	struct process process;
	double begun = now_ms(), taken = -1;

	command_denali(&command);
	command_add(&command, "-n%u", count);
	command_add_all(&command, (const char *[]){ "--host-mem", "1G", NULL });
	command_add(&command, "-p%u:80", port);
	command_add(&command, "%s", HTTP_IMAGE);
	command_start(&command, &process);
	command_free(&command);
	if (host_await_page((uint16_t)(port + count - 1), begun + PATIENCE_MS))
		taken = now_ms() - begun;
	process_finish(&process);
	return taken;
}

/* Milliseconds for each service more than one: what the machine's start and
 * the first take is not counted. */
static double each_back(double first)
{
	double all = time_back(SERVICES);

	if (all < 0 || !hosting_stop(&host))
		return -1;
	return (all - first) / (SERVICES - 1);
}

static double each_run(void)
{
	double first = time_run(1), all = time_run(SERVICES);

	return first < 0 || all < 0 ? -1 : (all - first) / (SERVICES - 1);
}

static void compare_return(double first)
{
	double back[TURNS], alone[TURNS], ratios[TURNS];
	int i;

	for (i = 0; i < TURNS; i++) {
		alone[i] = each_run();
		back[i] = each_back(first);
		ratios[i] = back[i] / alone[i];
		if (alone[i] < 0 || back[i] < 0)
			break;
	}
	if (i < TURNS)
		table_failed(&coming, "they do not come");
	else
		table_row(&coming, median(ratios, TURNS),
			  "%.2f and %.2f ms each of %d, the first %.0f",
			  median(back, TURNS), median(alone, TURNS), SERVICES,
			  first);
}

static void measure_return(void)
{
	double first = -1;

	if (add_services(0, 1) && hosting_stop(&host))
		first = time_back(1);
	if (first < 0 || !add_services(1, SERVICES) || !hosting_stop(&host))
		table_failed(&coming, "they were not published");
	else
		compare_return(first);
}

static bool begin(void)
{
	hosting_make(&host, true, (const char *[]){ "--vms=1100", NULL });
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

void bench_host_return(void)
{
	if (begin())
		measure_return();
	else
		table_failed(&coming, "no host");
	hosting_finish(&host);
}
