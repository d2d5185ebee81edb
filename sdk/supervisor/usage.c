/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * When what is used is read.
 */
#include "usage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/supervisor.h>

#include "bill.h"
#include "diskrow.h"
#include "host.h"
#include "instances.h"
#include "live.h"
#include "timers.h"
#include "watch.h"

#define INTERVAL 60000 /* ms between readings of a VM */
#define AT_ONCE 200    /* VMs that are read in one go */
#define PAGE 4096

static struct timer reading;
static int64_t round_began; /* of readings, monotonic */
static int64_t disks_read;  /* monotonic */
static int64_t condensed;   /* the hour of the wall clock */

/* In a transaction, of the caller's or of its own. */
static bool begin(bool *own)
{
	*own = !store_within(&host_state);
	return !*own || store_begin(&host_state) == STORE_OK;
}

static void end(bool own)
{
	if (own)
		store_commit(&host_state);
}

static void keep_meter(const struct instance *instance,
		       const struct meter *meter)
{
	store_run(&host_state,
		  "INSERT OR REPLACE INTO usage_meters VALUES (?1, ?2, ?3, ?4,"
		  " ?5, ?6, ?7, ?8, ?9, ?10)",
		  "iiiiiiiiii", (int64_t)instance->id, meter->time,
		  (int64_t)meter->cycles, (int64_t)meter->pages,
		  (int64_t)meter->bytes_in, (int64_t)meter->bytes_out,
		  (int64_t)meter->frames_in, (int64_t)meter->frames_out,
		  (int64_t)meter->blocks_read, (int64_t)meter->blocks_written);
}

/* False: the supervisor before this one had no reading of it. */
static bool find_meter(const struct instance *instance, struct meter *meter)
{
	struct query *query = store_query(
		&host_state, "SELECT * FROM usage_meters WHERE instance = ?1",
		"i", (int64_t)instance->id);
	bool found = query_next(query);

	if (found) {
		meter->time = query_number(query, 1);
		meter->cycles = (uint64_t)query_number(query, 2);
		meter->pages = (uint64_t)query_number(query, 3);
		meter->bytes_in = (uint64_t)query_number(query, 4);
		meter->bytes_out = (uint64_t)query_number(query, 5);
		meter->frames_in = (uint64_t)query_number(query, 6);
		meter->frames_out = (uint64_t)query_number(query, 7);
		meter->blocks_read = (uint64_t)query_number(query, 8);
		meter->blocks_written = (uint64_t)query_number(query, 9);
	}
	query_end(query);
	return found;
}

static struct payer payer_of(const struct instance *instance)
{
	struct payer payer = { instance->tenant, instance->service, "" };

	snprintf(payer.name, sizeof payer.name, "%s", instance->live->name);
	return payer;
}

static void read_one(struct watch *watch, const struct denali_ledger *ledger)
{
	struct payer payer = payer_of(watch->instance);

	meter_read(&watch->meter, ledger, clock_monotonic(), &watch->used);
	bill_add(&payer, &watch->used, watch->starts);
	memset(&watch->used, 0, sizeof watch->used);
	watch->starts = 0;
}

/* ---- each minute ---- */

/* True: there are more. */
static bool read_some(void)
{
	struct instance *instance = NULL;
	unsigned count = 0;

	while ((instance = instance_next(instance)) != NULL) {
		struct watch *watch = instance->watch;
		struct denali_vm_status status;

		if (watch == NULL || watch->meter.time >= round_began)
			continue;
		if (count++ == AT_ONCE)
			return true;
		if (ilw_vm_inspect(instance->vm, &status) < 0)
			continue;
		read_one(watch, &status.ledger);
		keep_meter(instance, &watch->meter);
	}
	return false;
}

/* Readings of VMs that ended while there was no supervisor. */
static void forget_meters(void)
{
	struct query *query = store_query(
		&host_state, "SELECT instance FROM usage_meters", "");

	while (query_next(query)) {
		int64_t instance = query_number(query, 0);

		if (instance_find((uint64_t)instance) == NULL)
			store_run(&host_state,
				  "DELETE FROM usage_meters"
				  " WHERE instance = ?1",
				  "i", instance);
	}
	query_end(query);
}

static void condense(void)
{
	int64_t hour = clock_wall() / HOUR;

	if (hour == condensed)
		return;
	forget_meters();
	bill_condense();
	condensed = hour;
}

static void read_all(struct timer *timer)
{
	int64_t now = clock_monotonic();
	bool own, more = false;

	if (round_began == 0)
		round_began = now;
	if (begin(&own)) {
		usage_disks();
		condense();
		more = read_some();
		end(own);
	}
	if (more) {
		timer_set(timer, now, read_all);
		return;
	}
	round_began = 0;
	if (instances_count() > 0)
		timer_set(timer, now + INTERVAL, read_all);
}

/* ---- beginnings and ends ---- */

/* What VMs that have ended had used since they were last read: written
 * together, since many may end at once, and each transaction waits for the
 * disk. */
#define ENDS 64
static struct {
	uint64_t instance;
	struct payer payer;
	struct amounts used;
	int64_t starts;
} ends[ENDS];
static unsigned end_count;
static struct timer writing;

static void write_ends(struct timer *timer)
{
	bool own;

	timer_clear(timer);
	if (!begin(&own))
		return;
	for (unsigned i = 0; i < end_count; i++) {
		bill_add(&ends[i].payer, &ends[i].used, ends[i].starts);
		store_run(&host_state,
			  "DELETE FROM usage_meters WHERE instance = ?1", "i",
			  (int64_t)ends[i].instance);
	}
	end_count = 0;
	end(own);
}

void usage_start(void)
{
	disks_read = clock_monotonic();
}

/* Nothing is written yet: a host that starts has many beginnings. */
void usage_began(struct watch *watch)
{
	watch->meter.time = clock_monotonic();
	watch->starts = !find_meter(watch->instance, &watch->meter);
	if (!timer_is_set(&reading))
		timer_set(&reading, clock_monotonic() + INTERVAL, read_all);
}

void usage_last(struct watch *watch, const struct denali_ledger *ledger)
{
	struct denali_ledger last = *ledger;

	/* Its pages may be gone already: it had them until now. */
	if (last.frames + last.pages_out == 0)
		last.frames = (uint32_t)watch->meter.pages;
	meter_read(&watch->meter, &last, clock_monotonic(), &watch->used);
}

void usage_ended(struct watch *watch)
{
	const struct instance *instance = watch->instance;

	if (end_count == ENDS)
		write_ends(&writing);
	if (end_count == ENDS)
		return; /* the database cannot be written */
	ends[end_count].instance = instance->id;
	ends[end_count].payer = payer_of(instance);
	ends[end_count].used = watch->used;
	ends[end_count++].starts = watch->starts;
	if (!timer_is_set(&writing))
		timer_set(&writing, clock_monotonic() + 1000, write_ends);
}

void usage_write(void)
{
	bool own;

	write_ends(&writing);
	if (!begin(&own))
		return;
	usage_disks();
	end(own);
}

static void name_service(struct payer *payer)
{
	char *name = store_text(&host_state,
				"SELECT name FROM services WHERE id = ?1", "i",
				payer->service);

	if (name != NULL)
		snprintf(payer->name, sizeof payer->name, "%s", name);
	free(name);
}

void usage_disks(void)
{
	int64_t now = clock_monotonic();
	int64_t elapsed = now - disks_read;
	struct query *query;

	disks_read = now;
	if (elapsed <= 0)
		return;
	query = store_query(
		&host_state,
		"SELECT d.tenant, ifnull((SELECT min(service) FROM"
		" disk_bindings b WHERE b.disk = d.id), 0), d.blocks"
		" FROM disks d WHERE state NOT IN (?1, ?2)",
		"ii", (int64_t)DISK_MAKING, (int64_t)DISK_FAILED);
	while (query_next(query)) {
		struct payer payer = { query_number(query, 0),
				       query_number(query, 1), "" };

		name_service(&payer);
		bill_disks(&payer, (uint64_t)query_number(query, 2) * PAGE,
			   elapsed);
	}
	query_end(query);
}

void usage_figures(uint32_t vm, json_t *object)
{
	struct denali_vm_status status;
	const struct denali_ledger *ledger = &status.ledger;
	uint64_t cpu;

	if (ilw_vm_inspect(vm, &status) < 0)
		return;
	cpu = ilw_clock_nanoseconds(ledger->guest_cycles +
				    ledger->kernel_cycles);
	json_object_set_new(object, "cpu-seconds",
			    json_real((double)cpu / 1e9));
	json_object_set_new(
		object, "memory",
		json_integer(((json_int_t)ledger->frames + ledger->pages_out) *
			     PAGE));
	json_object_set_new(
		object, "memory-peak",
		json_integer((json_int_t)ledger->frames_peak * PAGE));
	json_object_set_new(object, "resident", json_boolean(status.resident));
	json_object_set_new(object, "bytes-in",
			    json_integer((json_int_t)ledger->rx_bytes));
	json_object_set_new(object, "bytes-out",
			    json_integer((json_int_t)ledger->tx_bytes));
	json_object_set_new(object, "frames-in",
			    json_integer((json_int_t)ledger->rx_frames));
	json_object_set_new(object, "frames-out",
			    json_integer((json_int_t)ledger->tx_frames));
}
