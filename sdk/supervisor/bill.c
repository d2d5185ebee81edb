/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "bill.h"

#include "host.h"
#include "store.h"
#include "usage.h"

#define HOURS_A_DAY 24
#define DAYS_OF_HOURS 35 /* after which a day's hours become one row */

/* Byte-seconds of 1 TiB over a day are below 2^57.  A disk that a tenant has
 * while no service has it is service 0's. */
const char usage_schema[] =
	"CREATE TABLE IF NOT EXISTS usage ("
	"  hour INTEGER NOT NULL, tenant INTEGER NOT NULL,"
	"  service INTEGER NOT NULL, cpu INTEGER NOT NULL DEFAULT 0,"
	"  memory INTEGER NOT NULL DEFAULT 0,"
	"  bytes_in INTEGER NOT NULL DEFAULT 0,"
	"  bytes_out INTEGER NOT NULL DEFAULT 0,"
	"  frames_in INTEGER NOT NULL DEFAULT 0,"
	"  frames_out INTEGER NOT NULL DEFAULT 0,"
	"  disk_reads INTEGER NOT NULL DEFAULT 0,"
	"  disk_writes INTEGER NOT NULL DEFAULT 0,"
	"  disk INTEGER NOT NULL DEFAULT 0,"
	"  starts INTEGER NOT NULL DEFAULT 0,"
	"  PRIMARY KEY (hour, tenant, service)) WITHOUT ROWID;"
	/* By which services are summed without sorting hours in memory. */
	"CREATE INDEX IF NOT EXISTS usage_of ON usage (tenant, service, hour);"
	/* What they were called, also when they are no more. */
	"CREATE TABLE IF NOT EXISTS usage_names ("
	"  tenant INTEGER NOT NULL, service INTEGER NOT NULL,"
	"  tenant_name TEXT NOT NULL, service_name TEXT NOT NULL,"
	"  PRIMARY KEY (tenant, service)) WITHOUT ROWID;"
	/* The last reading of instances that live. */
	"CREATE TABLE IF NOT EXISTS usage_meters ("
	"  instance INTEGER PRIMARY KEY, time INTEGER NOT NULL,"
	"  cycles INTEGER NOT NULL, pages INTEGER NOT NULL,"
	"  bytes_in INTEGER NOT NULL, bytes_out INTEGER NOT NULL,"
	"  frames_in INTEGER NOT NULL, frames_out INTEGER NOT NULL,"
	"  blocks_read INTEGER NOT NULL, blocks_written INTEGER NOT NULL);";

static int64_t hour_of(int64_t wall)
{
	return wall / HOUR;
}

static void name_payer(const struct payer *payer)
{
	store_run(&host_state,
		  "INSERT OR IGNORE INTO usage_names VALUES (?1, ?2,"
		  " ifnull((SELECT name FROM tenants WHERE id = ?1), ''), ?3)",
		  "iit", payer->tenant, payer->service, payer->name);
}

void bill_add(const struct payer *payer, const struct amounts *used,
	      int64_t starts)
{
	name_payer(payer);
	store_run(&host_state,
		  "INSERT INTO usage (hour, tenant, service, cpu, memory,"
		  " bytes_in, bytes_out, frames_in, frames_out, disk_reads,"
		  " disk_writes, starts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
		  " ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO UPDATE SET"
		  " cpu = cpu + ?4, memory = memory + ?5,"
		  " bytes_in = bytes_in + ?6, bytes_out = bytes_out + ?7,"
		  " frames_in = frames_in + ?8, frames_out = frames_out + ?9,"
		  " disk_reads = disk_reads + ?10,"
		  " disk_writes = disk_writes + ?11, starts = starts + ?12",
		  "iiiiiiiiiiii", hour_of(clock_wall()), payer->tenant,
		  payer->service, (int64_t)used->cpu, (int64_t)used->memory,
		  (int64_t)used->bytes_in, (int64_t)used->bytes_out,
		  (int64_t)used->frames_in, (int64_t)used->frames_out,
		  (int64_t)used->disk_reads, (int64_t)used->disk_writes,
		  starts);
}

static void add_disk(const struct payer *payer, int64_t hour, uint64_t amount)
{
	store_run(&host_state,
		  "INSERT INTO usage (hour, tenant, service, disk)"
		  " VALUES (?1, ?2, ?3, ?4)"
		  " ON CONFLICT DO UPDATE SET disk = disk + ?4",
		  "iiii", hour, payer->tenant, payer->service, (int64_t)amount);
}

void bill_disks(const struct payer *payer, uint64_t bytes, int64_t elapsed)
{
	int64_t now = clock_wall();

	name_payer(payer);
	while (elapsed > 0) {
		/* What of it was in the hour that now is in. */
		int64_t within = now % HOUR + 1;
		int64_t part = elapsed < within ? elapsed : within;

		add_disk(payer, hour_of(now),
			 bytes / 1000 * (uint64_t)part +
				 bytes % 1000 * (uint64_t)part / 1000);
		elapsed -= part;
		now -= part;
	}
}

/* An hour becomes part of its day's first. */
static void fold(int64_t hour)
{
	store_run(&host_state,
		  "INSERT INTO usage SELECT hour / 24 * 24, tenant, service,"
		  " cpu, memory, bytes_in, bytes_out, frames_in, frames_out,"
		  " disk_reads, disk_writes, disk, starts FROM usage"
		  " WHERE hour = ?1 ON CONFLICT DO UPDATE SET"
		  " cpu = cpu + excluded.cpu,"
		  " memory = memory + excluded.memory,"
		  " bytes_in = bytes_in + excluded.bytes_in,"
		  " bytes_out = bytes_out + excluded.bytes_out,"
		  " frames_in = frames_in + excluded.frames_in,"
		  " frames_out = frames_out + excluded.frames_out,"
		  " disk_reads = disk_reads + excluded.disk_reads,"
		  " disk_writes = disk_writes + excluded.disk_writes,"
		  " disk = disk + excluded.disk,"
		  " starts = starts + excluded.starts",
		  "i", hour);
	store_run(&host_state, "DELETE FROM usage WHERE hour = ?1", "i", hour);
}

static void forget_names(void)
{
	store_run(&host_state,
		  "DELETE FROM usage_names AS n WHERE NOT EXISTS (SELECT 1"
		  " FROM usage u WHERE u.tenant = n.tenant"
		  "  AND u.service = n.service)",
		  "");
}

/* An hour at a time, found by the key: sorting what there is would take memory
 * for all of it. */
void bill_condense(void)
{
	int64_t day = hour_of(clock_wall()) / HOURS_A_DAY;
	int64_t hour = (day - DAYS_OF_HOURS) * HOURS_A_DAY;

	store_run(&host_state, "DELETE FROM usage WHERE hour < ?1", "i",
		  (day - USAGE_DAYS) * HOURS_A_DAY);
	if (store_changed(&host_state) > 0)
		forget_names();
	for (;;) {
		hour = store_number(&host_state, -1,
				    "SELECT max(hour) FROM usage"
				    " WHERE hour < ?1",
				    "i", hour);
		if (hour < 0)
			return;
		if (hour % HOURS_A_DAY != 0)
			fold(hour);
	}
}
