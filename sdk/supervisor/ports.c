/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "ports.h"

#include <stdlib.h>
#include <string.h>

#include <ilwaco/supervisor.h>

#include "config.h"
#include "deployment.h"
#include "host.h"
#include "own.h"
#include "pool.h"
#include "store.h"

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

bool ports_try(int64_t service, struct settings *settings,
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
	return true;
}

bool ports_take(int64_t service, struct settings *settings,
		struct answer *answer)
{
	if (!ports_try(service, settings, answer))
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

/* ---- where they lead ---- */

static const struct settings_port *port_at(const struct release *release,
					   const struct settings_port *like)
{
	if (release->settings.own_address)
		return NULL;
	for (int i = 0; i < release->settings.port_count; i++) {
		const struct settings_port *port = &release->settings.ports[i];

		if (port->host == like->host &&
		    port->protocol == like->protocol)
			return port;
	}
	return NULL;
}

/* Can connections go to it?  While some are healthy, new ones go to those. */
static bool is_backend(const struct live *live, const struct instance *instance,
		       bool some_healthy)
{
	switch (instance->state) {
	case INSTANCE_HEALTHY:
	case INSTANCE_DRAINING:
	case INSTANCE_STOPPING:
		break;
	case INSTANCE_STARTING:
	case INSTANCE_FAILING:
		if (some_healthy)
			return false;
		break;
	default:
		return false;
	}
	return !deployment_hides(live, instance);
}

static void add_backends(struct denali_forward *forward,
			 const struct live *live,
			 const struct settings_port *like, bool draining)
{
	bool some_healthy = live_healthy_count(live) > 0;

	for (const struct instance *at = live->first; at != NULL;
	     at = at->next_of_live) {
		const struct settings_port *port = port_at(at->release, like);
		bool drains = at->state == INSTANCE_DRAINING ||
			      at->state == INSTANCE_STOPPING;

		if (port == NULL || drains != draining ||
		    forward->backend_count == DENALI_FORWARD_BACKENDS ||
		    !is_backend(live, at, some_healthy))
			continue;
		forward->backend[forward->backend_count++] =
			(struct denali_backend){
				.vm = at->vm,
				.port = port->guest,
				.flags = drains ? DENALI_BACKEND_DRAINING : 0
			};
	}
}

/* One that has ended, but whose end has not been read yet, is refused: most
 * often it drains, and the others can do without it. */
static void set(struct denali_forward *forward, uint32_t taking)
{
	int32_t error = ilw_forward(forward);

	if (error == DENALI_ENOENT) {
		forward->backend_count = taking;
		error = ilw_forward(forward);
	}
	if (error < 0 && error != DENALI_ENOENT)
		host_log("port %u: %s", forward->port,
			 ilw_supervisor_error(error));
}

/* The backends that have an IPv6 address; how many of the first ones do. */
static uint32_t keep_ipv6(struct denali_forward *forward, uint32_t taking)
{
	uint32_t kept = 0, still_taking = 0;
	uint8_t address[16];

	for (uint32_t i = 0; i < forward->backend_count; i++) {
		const struct instance *at = instance_in(forward->backend[i].vm);

		if (!pool_ipv6(at->ipv4, address))
			continue;
		still_taking += i < taking;
		forward->backend[kept++] = forward->backend[i];
	}
	forward->backend_count = kept;
	return still_taking;
}

/* At the host's IPv6 address, too, where it has one. */
static void set_ipv6(struct denali_forward *forward, uint32_t taking,
		     const struct denali_network *own)
{
	static const uint8_t none[16];

	if (config.pool6.family == 0 || memcmp(own->ipv6, none, 16) == 0)
		return;
	taking = keep_ipv6(forward, taking);
	forward->family = DENALI_FORWARD_IPV6;
	memcpy(forward->address, own->ipv6, 16);
	set(forward, taking);
}

/* Those that take new connections come first: there may be too many. */
static void lead(const struct live *live, const struct settings_port *port)
{
	struct denali_forward forward = { .family = DENALI_FORWARD_IPV4,
					  .protocol = port->protocol,
					  .port = port->host };
	struct denali_network own;
	uint32_t taking, all;

	own_network(&own);
	memcpy(forward.address, &own.ipv4, sizeof own.ipv4);
	add_backends(&forward, live, port, false);
	taking = forward.backend_count;
	add_backends(&forward, live, port, true);
	all = forward.backend_count;
	set(&forward, taking);
	forward.backend_count = all;
	set_ipv6(&forward, taking, &own);
}

static void lead_all(const struct live *live, const struct release *release,
		     const struct release *done)
{
	for (int i = 0; i < release->settings.port_count; i++)
		if (done == NULL ||
		    port_at(done, &release->settings.ports[i]) == NULL)
			lead(live, &release->settings.ports[i]);
}

void ports_forward(struct live *live)
{
	const struct release *done = live->release;

	if (done != NULL && !done->settings.own_address)
		lead_all(live, done, NULL);
	for (const struct instance *at = live->first; at != NULL;
	     at = at->next_of_live) {
		/* Instances of one release come one after another. */
		if (at->release == done || at->release == live->release ||
		    at->release->settings.own_address ||
		    deployment_hides(live, at))
			continue;
		done = at->release;
		lead_all(live, done, live->release);
	}
}
