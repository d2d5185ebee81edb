/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The row without a name is of all names that have none.
 */
#include "admitted.h"

int64_t admitted_last(int64_t tenant, const char *name)
{
	return store_number(&host_state, 0,
			    "SELECT time FROM admitted"
			    " WHERE tenant = ?1 AND name IN (?2, '')"
			    " ORDER BY name DESC LIMIT 1",
			    "it", tenant, name);
}

enum store_result admitted_note(int64_t tenant, const char *name, int64_t time)
{
	return store_run(&host_state,
			 "INSERT OR REPLACE INTO admitted (tenant, name, time)"
			 " VALUES (?1, ?2, ?3)",
			 "iti", tenant, name, time);
}

/* Each service has a row. */
static int64_t without_service(int64_t tenant)
{
	return store_number(&host_state, 0,
			    "SELECT (SELECT count(*) FROM admitted"
			    "  WHERE tenant = ?1 AND name <> '')"
			    " - (SELECT count(*) FROM services"
			    "  WHERE tenant = ?1)",
			    "i", tenant);
}

#define OLD                                                                    \
	"(SELECT name FROM admitted a WHERE tenant = ?1 AND name <> ''"        \
	" AND NOT EXISTS (SELECT 1 FROM services s"                            \
	"  WHERE s.tenant = ?1 AND s.name = a.name)"                           \
	" ORDER BY time DESC, name LIMIT -1 OFFSET ?2)"

enum store_result admitted_trim(int64_t tenant)
{
	enum store_result result;

	if (without_service(tenant) <= ADMITTED_MOST)
		return STORE_OK;
	result = store_run(
		&host_state,
		"INSERT OR REPLACE INTO admitted (tenant, name, time)"
		" SELECT ?1, '', max(time) FROM admitted"
		" WHERE tenant = ?1 AND (name = '' OR name IN " OLD ")",
		"ii", tenant, (int64_t)ADMITTED_KEPT);
	if (result != STORE_OK)
		return result;
	return store_run(&host_state,
			 "DELETE FROM admitted"
			 " WHERE tenant = ?1 AND name IN " OLD,
			 "ii", tenant, (int64_t)ADMITTED_KEPT);
}
