/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Values are read at once, with the lock; the text is made of them as it is
 * sent, without.
 */
#include "metrics.h"

#include <stdlib.h>
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "exposition.h"
#include "host.h"
#include "hostinfo.h"
#include "instances.h"
#include "tenants.h"

#define PAGE 4096
#define INSTANCE(text) "denali_instance_" text

/* In the order of values(). */
static const struct metric instance_metrics[] = {
	{ INSTANCE("start_time_seconds"), "When it was started, since 1970.",
	  METRIC_GAUGE, METRIC_MILLISECONDS, NULL },
	{ INSTANCE("version"), "The version of its service that it runs.",
	  METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ INSTANCE("healthy"), "Whether its health check succeeds.",
	  METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ INSTANCE("cpu_seconds_total"),
	  "Processor time, with that in the kernel on its behalf.",
	  METRIC_COUNTER, METRIC_NANOSECONDS, NULL },
	{ INSTANCE("memory_bytes"), "Memory that it has, in memory.",
	  METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ INSTANCE("memory_peak_bytes"), "The most memory it has had.",
	  METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ INSTANCE("memory_limit_bytes"), "Memory that it may have.",
	  METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ INSTANCE("swapped_bytes"), "Memory that is on the swap disk.",
	  METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ INSTANCE("network_received_bytes_total"), "Bytes of frames for it.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ INSTANCE("network_sent_bytes_total"), "Bytes of frames from it.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ INSTANCE("network_received_frames_total"), "Frames for it.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ INSTANCE("network_sent_frames_total"), "Frames from it.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ INSTANCE("network_dropped_frames_total"),
	  "Frames that were dropped: its limits or rules, or it was behind.",
	  METRIC_COUNTER, METRIC_PLAIN, "direction=\"in\"" },
	{ INSTANCE("network_dropped_frames_total"), "", METRIC_COUNTER,
	  METRIC_PLAIN, "direction=\"out\"" },
	{ INSTANCE("disk_read_bytes_total"), "Read from its disks.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ INSTANCE("disk_written_bytes_total"), "Written to its disks.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ INSTANCE("disk_errors_total"), "Requests to its disks that failed.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ INSTANCE("page_faults_total"), "Pages that it has waited for.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ INSTANCE("throttles_total"), "Times its processor cap held it up.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
};
#define COLUMNS (sizeof instance_metrics / sizeof instance_metrics[0])

/* Which instance a row is about. */
struct row {
	uint64_t instance;
	int64_t service;
	char service_name[NAME_TEXT], tenant_name[NAME_TEXT];
};

struct reading {
	struct exposition host, instances;
	struct host_values *host_values; /* null: not to be seen */
	struct row *rows;
	uint64_t *values;
	size_t count, most;
};

static void fill_values(const struct instance *instance,
			const struct denali_vm_status *status, uint64_t *to)
{
	const struct denali_ledger *used = &status->ledger;
	const uint64_t values[COLUMNS] = {
		(uint64_t)instance->started_wall,
		instance->version,
		instance->state == INSTANCE_HEALTHY,
		ilw_clock_nanoseconds(used->guest_cycles + used->kernel_cycles),
		(uint64_t)used->frames * PAGE,
		(uint64_t)used->frames_peak * PAGE,
		(uint64_t)status->frame_limit * PAGE,
		(uint64_t)used->pages_out * PAGE,
		used->rx_bytes,
		used->tx_bytes,
		used->rx_frames,
		used->tx_frames,
		used->rx_behind + used->rx_unwritten + used->rx_denied +
			used->rx_limited,
		used->tx_refused + used->tx_lost + used->tx_denied,
		used->disk_read_blocks * PAGE,
		used->disk_written_blocks * PAGE,
		used->disk_errors,
		used->page_faults,
		used->throttles,
	};

	memcpy(to, values, sizeof values);
}

static void name_row(const struct instance *instance, struct row *row)
{
	char *service = store_text(&host_state,
				   "SELECT name FROM services WHERE id = ?1",
				   "i", instance->service);

	row->instance = instance->id;
	if (service != NULL)
		strncpy(row->service_name, service, NAME_TEXT - 1);
	free(service);
	tenant_name(instance->tenant, row->tenant_name);
}

static bool make_rows(struct reading *reading)
{
	reading->most = instances_count();
	if (reading->most > METRICS_INSTANCES)
		reading->most = METRICS_INSTANCES;
	reading->rows = calloc(reading->most + 1, sizeof *reading->rows);
	reading->values = calloc(reading->most + 1,
				 COLUMNS * sizeof *reading->values);
	return reading->rows != NULL && reading->values != NULL;
}

static void read_instances(struct reading *reading, int64_t tenant)
{
	struct instance *instance = NULL;

	while (reading->count < reading->most &&
	       (instance = instance_next(instance)) != NULL) {
		struct denali_vm_status status;

		if ((tenant != 0 && instance->tenant != tenant) ||
		    ilw_vm_inspect(instance->vm, &status) < 0)
			continue;
		fill_values(instance, &status,
			    reading->values + reading->count * COLUMNS);
		name_row(instance, &reading->rows[reading->count++]);
	}
}

static void instance_labels(const void *context, size_t row,
			    char text[EXPOSITION_LABELS])
{
	const struct reading *reading = context;
	const struct row *of = &reading->rows[row];
	char instance[INSTANCE_TEXT];

	exposition_label(text, "tenant", of->tenant_name);
	exposition_label(text, "service", of->service_name);
	exposition_label(text, "instance_id",
			 instance_text(of->instance, instance));
}

static void no_labels(const void *context, size_t row,
		      char text[EXPOSITION_LABELS])
{
	(void)context;
	(void)row;
	text[0] = '\0';
}

/* ---- answers ---- */

static long read_text(void *context, uint64_t at, char *buffer, size_t room)
{
	struct reading *reading = context;
	size_t length = exposition_read(&reading->host, buffer, room);

	(void)at;
	if (length == 0)
		length = exposition_read(&reading->instances, buffer, room);
	return (long)length;
}

static void free_reading(void *context)
{
	struct reading *reading = context;

	free(reading->host_values);
	free(reading->rows);
	free(reading->values);
	free(reading);
}

static const struct reader reader = { read_text, free_reading };

static bool read_host(struct reading *reading)
{
	reading->host_values = calloc(1, sizeof *reading->host_values);
	if (reading->host_values == NULL)
		return false;
	host_values_read(reading->host_values);
	reading->host = (struct exposition){
		.metrics = host_metrics,
		.metric_count = HOST_VALUES,
		.row_count = 1,
		.values = reading->host_values->value,
		.labels = no_labels,
	};
	return true;
}

static void get_metrics(struct request *request, struct answer *answer)
{
	struct reading *reading = calloc(1, sizeof *reading);

	if (reading == NULL || !make_rows(reading) ||
	    (request->tenant == 0 && !read_host(reading))) {
		if (reading != NULL)
			free_reading(reading);
		answer_error(answer, 503, "no-memory",
			     "metrics: no memory; try again");
		return;
	}
	read_instances(reading, request->tenant);
	reading->instances = (struct exposition){
		.metrics = instance_metrics,
		.metric_count = COLUMNS,
		.row_count = reading->count,
		.values = reading->values,
		.labels = instance_labels,
		.context = reading,
	};
	answer->status = 200;
	answer->type = "text/plain; version=0.0.4";
	answer->reader = &reader;
	answer->reading = reading;
}

const struct route metrics_routes[] = {
	{ "GET", "/metrics", SCOPE_METRICS, OF_EITHER, get_metrics, BODY_NONE,
	  0, NULL },
	{ 0 },
};
