/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "ports.h"

#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "host.h"
#include "store.h"
#include "tenants.h"

/* From here on the supervisor's own connections have theirs. */
#define EPHEMERAL 49152

const char ports_schema[] =
	"CREATE TABLE IF NOT EXISTS ports ("
	" port INTEGER NOT NULL,"
	" protocol INTEGER NOT NULL,"
	" service INTEGER NOT NULL REFERENCES services(id) ON DELETE CASCADE,"
	" guest INTEGER NOT NULL,"
	" PRIMARY KEY (port, protocol)) WITHOUT ROWID;"
	"CREATE INDEX IF NOT EXISTS ports_service ON ports (service);";

/* ---- which there are ---- */

static bool is_allowed(uint16_t port)
{
	return port != 0 && port < EPHEMERAL && port != config.api_port &&
	       portlist_has(&config.ports, port);
}

uint32_t ports_offered(void)
{
	uint32_t count = 0;

	for (uint16_t port = 0;
	     (port = portlist_next(&config.ports, port)) != 0;)
		count += is_allowed(port);
	return count;
}

uint64_t ports_used(int64_t tenant)
{
	return (uint64_t)store_number(&host_state, 0,
				      "SELECT count(*) FROM ports, services"
				      " WHERE services.id = service"
				      " AND tenant = ?1",
				      "i", tenant);
}

/* Whose it is; 0: nobody's. */
static int64_t owner(uint16_t port, uint8_t protocol)
{
	return store_number(&host_state, 0,
			    "SELECT service FROM ports"
			    " WHERE port = ?1 AND protocol = ?2",
			    "ii", (int64_t)port, (int64_t)protocol);
}

/* Is it to be another's of these ports, too? */
static bool is_chosen(const struct settings *settings, uint16_t host,
		      uint8_t protocol)
{
	for (int i = 0; i < settings->port_count; i++)
		if (settings->ports[i].host == host &&
		    settings->ports[i].protocol == protocol)
			return true;
	return false;
}

static bool is_free(const struct settings *settings, int64_t service,
		    uint16_t host, uint8_t protocol)
{
	int64_t whose;

	if (!is_allowed(host) || is_chosen(settings, host, protocol))
		return false;
	whose = owner(host, protocol);
	return whose == 0 || whose == service;
}

static uint16_t had(int64_t service, const struct settings_port *port)
{
	return (uint16_t)store_number(&host_state, 0,
				      "SELECT port FROM ports"
				      " WHERE service = ?1 AND guest = ?2"
				      " AND protocol = ?3",
				      "iii", service, (int64_t)port->guest,
				      (int64_t)port->protocol);
}

/* The one it had; the VM's own number; 8000 more; whichever is free. */
static uint16_t choose(const struct settings *settings, int64_t service,
		       const struct settings_port *port)
{
	uint16_t more = port->guest < 1024 ? port->guest + 8000 : 0;
	const uint16_t first[] = { had(service, port), port->guest, more };
	uint16_t any = more;

	for (int i = 0; i < 3; i++)
		if (is_free(settings, service, first[i], port->protocol))
			return first[i];
	while ((any = portlist_next(&config.ports, any)) != 0)
		if (is_free(settings, service, any, port->protocol))
			return any;
	while ((any = portlist_next(&config.ports, any)) != 0)
		if (is_free(settings, service, any, port->protocol))
			return any;
	return 0;
}

static bool check_said(const struct settings *settings, int64_t service,
		       const struct settings_port *port, struct answer *answer)
{
	int64_t whose = owner(port->host, port->protocol);
	int same = 0;

	for (int i = 0; i < settings->port_count; i++)
		same += settings->ports[i].host == port->host &&
			settings->ports[i].protocol == port->protocol;
	if (!is_allowed(port->host))
		answer_error(answer, 409, "port-not-offered",
			     "port %u: the host does not offer it to services; "
			     "ask for another, or for none in particular",
			     port->host);
	else if (same > 1)
		answer_error(answer, 400, "settings",
			     "settings.ports has port %u of the host twice",
			     port->host);
	else if (whose != 0 && whose != service)
		answer_error(answer, 409, "port-taken",
			     "port %u: another service has it; ask for "
			     "another, or for none in particular",
			     port->host);
	return !answer_failed(answer);
}

/* What the service has already is among what is used. */
static bool check_quota(int64_t tenant, const struct settings *settings,
			struct answer *answer)
{
	uint64_t more = 0;

	for (int i = 0; i < settings->port_count; i++)
		more += owner(settings->ports[i].host,
			      settings->ports[i].protocol) == 0;
	return more == 0 || tenant_allows(tenant, LIMIT_PORTS,
					  ports_used(tenant), more, answer);
}

bool ports_try(int64_t tenant, int64_t service, struct settings *settings,
	       struct answer *answer)
{
	if (settings->own_address)
		return true;
	for (int i = 0; i < settings->port_count; i++)
		if (settings->ports[i].host != 0 &&
		    !check_said(settings, service, &settings->ports[i], answer))
			return false;
	for (int i = 0; i < settings->port_count; i++) {
		struct settings_port *port = &settings->ports[i];

		if (port->host == 0)
			port->host = choose(settings, service, port);
		if (port->host != 0)
			continue;
		answer_error(answer, 409, "ports-gone",
			     "no port of the host's is free for port %u of the "
			     "service; remove services, or ask the host's "
			     "provider",
			     port->guest);
		return false;
	}
	return check_quota(tenant, settings, answer);
}

bool ports_take(int64_t tenant, int64_t service, struct settings *settings,
		struct answer *answer)
{
	if (!ports_try(tenant, service, settings, answer))
		return false;
	for (int i = 0; i < settings->port_count && !settings->own_address;
	     i++) {
		const struct settings_port *port = &settings->ports[i];
		enum store_result result = store_run(
			&host_state,
			"INSERT INTO ports (port, protocol, service, guest)"
			" VALUES (?1, ?2, ?3, ?4)"
			" ON CONFLICT DO UPDATE SET guest = ?4",
			"iiii", (int64_t)port->host, (int64_t)port->protocol,
			service, (int64_t)port->guest);

		if (!answer_store(answer, result))
			return false;
	}
	return true;
}

void ports_release(int64_t service, const struct settings *settings)
{
	struct query *query = store_query(
		&host_state,
		"SELECT port, protocol FROM ports WHERE service = ?1", "i",
		service);

	while (query_next(query)) {
		int64_t port = query_number(query, 0);
		int64_t protocol = query_number(query, 1);

		if (!is_chosen(settings, (uint16_t)port, (uint8_t)protocol))
			store_run(&host_state,
				  "DELETE FROM ports"
				  " WHERE port = ?1 AND protocol = ?2",
				  "ii", port, protocol);
	}
	query_end(query);
}

/* ---- in versions' rows ---- */

char *ports_text(const struct settings *settings)
{
	json_t *all = json_array();
	char *text;

	for (int i = 0; i < settings->port_count; i++)
		json_array_append_new(
			all, json_pack("[i, i, i]", settings->ports[i].host,
				       settings->ports[i].guest,
				       settings->ports[i].protocol));
	text = json_dumps(all, JSON_COMPACT);
	json_decref(all);
	return text;
}

static int number(json_t *array, size_t index)
{
	return (int)json_integer_value(json_array_get(array, index));
}

void ports_resolve(struct settings *settings, json_t *ports)
{
	json_t *port;
	size_t i;

	settings->port_count = 0;
	json_array_foreach (ports, i, port) {
		if (i == SETTINGS_PORTS)
			break;
		settings->ports[settings->port_count++] =
			(struct settings_port){
				.host = (uint16_t)number(port, 0),
				.guest = (uint16_t)number(port, 1),
				.protocol = (uint8_t)number(port, 2)
			};
	}
}

void ports_release_new(int64_t service)
{
	char *text = store_text(&host_state,
				"SELECT ports FROM versions, services"
				" WHERE services.id = ?1"
				" AND versions.service = services.id"
				" AND number = CASE version WHEN 0"
				"  THEN latest ELSE version END",
				"i", service);
	json_t *ports = text == NULL ? NULL : json_loads(text, 0, NULL);
	struct settings settings = { 0 };

	free(text);
	if (ports == NULL)
		return;
	ports_resolve(&settings, ports);
	ports_release(service, &settings);
	json_decref(ports);
}
