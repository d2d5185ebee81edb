/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "hostinfo.h"

#include <sys/statvfs.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "config.h"
#include "host.h"
#include "instances.h"
#include "metrics.h"
#include "own.h"
#include "version.h"
#include "volumes.h"

#define PAGE 4096
#define HOST(text) "denali_host_" text

/* In the order of enum value. */
const struct metric host_metrics[HOST_VALUES] = {
	{ HOST("uptime_seconds"), "Since the host was started.", METRIC_GAUGE,
	  METRIC_MILLISECONDS, NULL },
	{ HOST("cpu_seconds_total"),
	  "Processor time: nothing could run, the kernel for no VM in "
	  "particular, VMs.",
	  METRIC_COUNTER, METRIC_NANOSECONDS, "mode=\"idle\"" },
	{ HOST("cpu_seconds_total"), "", METRIC_COUNTER, METRIC_NANOSECONDS,
	  "mode=\"kernel\"" },
	{ HOST("cpu_seconds_total"), "", METRIC_COUNTER, METRIC_NANOSECONDS,
	  "mode=\"vms\"" },
	{ HOST("memory_bytes"), "Memory that the kernel hands out.",
	  METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ HOST("memory_free_bytes"), "Of that, free.", METRIC_GAUGE,
	  METRIC_PLAIN, NULL },
	{ HOST("memory_free_least_bytes"), "The least that was ever free.",
	  METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ HOST("instances"), "Instances of services that live.", METRIC_GAUGE,
	  METRIC_PLAIN, NULL },
	{ HOST("vms_resident"), "VMs in memory.", METRIC_GAUGE, METRIC_PLAIN,
	  NULL },
	{ HOST("vms_started_total"), "VMs that were made.", METRIC_COUNTER,
	  METRIC_PLAIN, NULL },
	{ HOST("switches_total"), "Switches from one VM to another.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ HOST("swap_bytes"), "Size of the swap disk.", METRIC_GAUGE,
	  METRIC_PLAIN, NULL },
	{ HOST("swap_reads_total"), "Requests to the swap disk.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ HOST("swap_writes_total"), "Requests to the swap disk.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ HOST("swap_errors_total"), "Requests to the swap disk that failed.",
	  METRIC_COUNTER, METRIC_PLAIN, NULL },
	{ HOST("disks_bytes"), "Size of the area for disks of services.",
	  METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ HOST("disks_free_bytes"), "Of that, no disk's.", METRIC_GAUGE,
	  METRIC_PLAIN, NULL },
	{ HOST("state_bytes"),
	  "Size of the file system with images, logs and the database.",
	  METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ HOST("state_free_bytes"), "Of that, free.", METRIC_GAUGE,
	  METRIC_PLAIN, NULL },
	{ HOST("tenants"), "Tenants.", METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ HOST("services"), "Services, running or not.", METRIC_GAUGE,
	  METRIC_PLAIN, NULL },
	{ HOST("instances_omitted"),
	  "Instances that these metrics have no room for.", METRIC_GAUGE,
	  METRIC_PLAIN, NULL },
	{ "denali_supervisor_memory_bytes", "Memory that the supervisor has.",
	  METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ "denali_supervisor_memory_peak_bytes",
	  "The most memory the supervisor has had.", METRIC_GAUGE, METRIC_PLAIN,
	  NULL },
	{ "denali_supervisor_cpu_seconds_total",
	  "Processor time of the supervisor.", METRIC_COUNTER,
	  METRIC_NANOSECONDS, NULL },
	{ "denali_supervisor_network_sent_bytes_total",
	  "Bytes of frames from the supervisor.", METRIC_COUNTER, METRIC_PLAIN,
	  NULL },
};

enum value {
	UPTIME,
	CPU_IDLE,
	CPU_KERNEL,
	CPU_VMS,
	MEMORY,
	MEMORY_FREE,
	MEMORY_LEAST,
	INSTANCES,
	RESIDENT,
	STARTED,
	SWITCHES,
	SWAP,
	SWAP_READS,
	SWAP_WRITES,
	SWAP_ERRORS,
	DISKS,
	DISKS_FREE,
	STATE,
	STATE_FREE,
	TENANTS,
	SERVICES,
	OMITTED,
	OWN_MEMORY,
	OWN_PEAK,
	OWN_CPU,
	OWN_SENT,
	VALUES
};
_Static_assert((int)VALUES == HOST_VALUES, "a metric for each value");

static void read_machine(uint64_t *value)
{
	struct denali_machine machine;
	uint64_t busy;

	if (ilw_machine(&machine) < 0)
		return;
	busy = machine.cycles - machine.idle_cycles - machine.other_cycles;
	value[CPU_IDLE] = ilw_clock_nanoseconds(machine.idle_cycles);
	value[CPU_KERNEL] = ilw_clock_nanoseconds(machine.other_cycles);
	value[CPU_VMS] = ilw_clock_nanoseconds(busy);
	value[MEMORY] = (uint64_t)machine.frames * PAGE;
	value[MEMORY_FREE] = (uint64_t)machine.frames_free * PAGE;
	value[MEMORY_LEAST] = (uint64_t)machine.frames_free_least * PAGE;
	value[RESIDENT] = machine.resident;
	value[STARTED] = machine.vms;
	value[SWITCHES] = machine.switches;
	value[SWAP] = (uint64_t)machine.swap_pages * PAGE;
	value[SWAP_READS] = machine.swap_reads;
	value[SWAP_WRITES] = machine.swap_writes;
	value[SWAP_ERRORS] = machine.swap_errors;
}

static void read_own(uint64_t *value)
{
	struct denali_vm_status status;
	const struct denali_ledger *used = &status.ledger;

	if (ilw_vm_inspect(own_vm(), &status) < 0)
		return;
	value[OWN_MEMORY] = ((uint64_t)used->frames + used->pages_out) * PAGE;
	value[OWN_PEAK] = (uint64_t)used->frames_peak * PAGE;
	value[OWN_CPU] = ilw_clock_nanoseconds(used->guest_cycles +
					       used->kernel_cycles);
	value[OWN_SENT] = used->tx_bytes;
}

static void read_room(uint64_t *value)
{
	struct statvfs state;

	value[DISKS] = (uint64_t)config.disks.blocks * PAGE;
	value[DISKS_FREE] = (uint64_t)volumes_free() * PAGE;
	if (statvfs(host_folder, &state) != 0)
		return;
	value[STATE] = (uint64_t)state.f_blocks * state.f_frsize;
	value[STATE_FREE] = (uint64_t)state.f_bavail * state.f_frsize;
}

void host_values_read(struct host_values *values)
{
	uint64_t *value = values->value;
	uint32_t instances = instances_count();

	value[UPTIME] = (uint64_t)clock_monotonic();
	value[INSTANCES] = instances;
	value[OMITTED] = instances > METRICS_INSTANCES ?
				 instances - METRICS_INSTANCES :
				 0;
	value[TENANTS] = (uint64_t)store_number(
		&host_state, 0, "SELECT count(*) FROM tenants", "");
	value[SERVICES] = (uint64_t)store_number(
		&host_state, 0, "SELECT count(*) FROM services", "");
	read_machine(value);
	read_own(value);
	read_room(value);
}

/* ---- GET /v1/host ---- */

static json_t *numbers(const uint64_t *value)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "memory",
			 (json_int_t)value[MEMORY], "memory-free",
			 (json_int_t)value[MEMORY_FREE], "vms-resident",
			 (json_int_t)value[RESIDENT], "swap",
			 (json_int_t)value[SWAP], "disks",
			 (json_int_t)value[DISKS], "disks-free",
			 (json_int_t)value[DISKS_FREE], "state",
			 (json_int_t)value[STATE], "state-free",
			 (json_int_t)value[STATE_FREE]);
}

static json_t *counts(const uint64_t *value)
{
	return json_pack("{s:I, s:I, s:I}", "tenants",
			 (json_int_t)value[TENANTS], "services",
			 (json_int_t)value[SERVICES], "instances",
			 (json_int_t)value[INSTANCES]);
}

static json_t *cpu_json(const uint64_t *value)
{
	return json_pack("{s:f, s:f, s:f}", "idle-seconds",
			 (double)value[CPU_IDLE] / 1e9, "kernel-seconds",
			 (double)value[CPU_KERNEL] / 1e9, "vms-seconds",
			 (double)value[CPU_VMS] / 1e9);
}

static json_t *own_json(const uint64_t *value)
{
	return json_pack("{s:I, s:I, s:f}", "memory",
			 (json_int_t)value[OWN_MEMORY], "memory-peak",
			 (json_int_t)value[OWN_PEAK], "cpu-seconds",
			 (double)value[OWN_CPU] / 1e9);
}

static json_t *ports_json(void)
{
	json_t *ports = json_array();

	for (uint32_t i = 0; i < config.ports.count; i++)
		json_array_append_new(
			ports, json_pack("{s:i, s:i}", "first",
					 config.ports.range[i].first, "last",
					 config.ports.range[i].last));
	return ports;
}

static void get_host(struct request *request, struct answer *answer)
{
	struct host_values values = { { 0 } };
	int64_t now = clock_wall();
	char time[CLOCK_TEXT], began[CLOCK_TEXT];
	json_t *host;

	(void)request;
	host_values_read(&values);
	host = json_pack("{s:o, s:s, s:s, s:s, s:o, s:o}", "name",
			 json_text(config.name), "version", DENALI_VERSION,
			 "time", clock_text(now, time), "started",
			 clock_text(now - (int64_t)values.value[UPTIME], began),
			 "public", json_text(config.public), "ports",
			 ports_json());
	json_object_set_new(host, "machine", numbers(values.value));
	json_object_set_new(host, "cpu", cpu_json(values.value));
	json_object_set_new(host, "counts", counts(values.value));
	json_object_set_new(host, "supervisor", own_json(values.value));
	answer_json(answer, 200, host);
}

const struct route hostinfo_routes[] = {
	{ "GET", "/v1/host", SCOPE_ADMIN, OF_HOST, get_host, BODY_NONE, 0,
	  NULL },
	{ 0 },
};
