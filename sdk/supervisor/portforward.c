/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where the kernel leads services' ports.
 */
#include <string.h>

#include <ilwaco/supervisor.h>

#include "config.h"
#include "deployment.h"
#include "host.h"
#include "own.h"
#include "pool.h"
#include "ports.h"

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
