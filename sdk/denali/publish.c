/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "forward.h"
#include "memory.h"
#include "ports.h"

#define UDP 17

/* Rules for more ports than this mean no service that somebody would open. */
#define RANGE_MAX 16

int publish_set(struct part_options *part, const char *value)
{
	(void)value;
	part->publish = true;
	return 0;
}

static bool is_forwarded(const struct part_options *part, uint32_t guest,
			 bool udp)
{
	for (uint32_t i = 0; i < part->forward_count; i++)
		if (part->forwards[i].guest == guest &&
		    part->forwards[i].udp == udp &&
		    part->forwards[i].address[0] == '\0')
			return true;
	return false;
}

static int add_port(const struct run_options *options,
		    struct part_options *part, uint32_t guest, bool udp)
{
	uint16_t host;

	if (is_forwarded(part, guest, udp))
		return 0;
	host = ports_find(options, forward_host((uint16_t)guest), part->count,
			  udp);
	if (host == 0)
		return error("-P: no %u free ports in a row for port %u of %s; "
			     "choose them by -p",
			     part->count, guest, part->image);
	part->forwards = reallocarray(part->forwards, part->forward_count + 1,
				      sizeof *part->forwards);
	if (part->forwards == NULL)
		out_of_memory();
	part->forwards[part->forward_count++] = (struct forward){
		.host = host, .guest = (uint16_t)guest, .udp = udp
	};
	return 0;
}

int publish_ports(const struct run_options *options, struct part_options *part,
		  const struct manifest *manifest)
{
	const struct denali_policy *policy = &manifest->policy;
	int status = 0;

	if (options->net != NET_USER)
		return error("-P: forwards ports of user networking only; with "
			     "--net tap the instances have addresses of their "
			     "own");
	for (uint32_t i = 0; i < policy->rule_count && status == 0; i++) {
		const struct denali_rule *rule = &policy->rule[i];
		uint32_t last = rule->port_last;

		if (rule->direction != DENALI_RULE_IN || rule->protocol == 0 ||
		    last - rule->port_first >= RANGE_MAX)
			continue;
		for (uint32_t port = rule->port_first;
		     port <= last && status == 0; port++)
			status = add_port(options, part, port,
					  rule->protocol == UDP);
	}
	return status;
}

/* What a browser calls it; null: not for browsers. */
static const char *scheme(const struct forward *forward,
			  const struct manifest *manifest)
{
	const struct manifest_health *health = &manifest->health;

	if (forward->udp)
		return NULL;
	if (forward->guest == 443 || forward->guest == 8443)
		return "https";
	if (forward->guest == 80 || forward->guest == 8080 ||
	    (health->check == CHECK_HTTP && health->port == forward->guest))
		return "http";
	return NULL;
}

/* Instance i of the part. */
static void announce_one(const struct part *part, const struct forward *forward,
			 uint32_t i, bool several)
{
	const char *web = scheme(forward, &part->service);
	unsigned host = forward->host + i;
	char number[16] = "";

	if (several)
		snprintf(number, sizeof number, " [%u]",
			 part->options->first + i);
	if (web != NULL)
		note("%s%s: %s://127.0.0.1:%u/ (port %u)", part->image.name,
		     number, web, host, forward->guest);
	else
		note("%s%s: %s:127.0.0.1:%u (port %u)", part->image.name,
		     number, forward->udp ? "udp" : "tcp", host,
		     forward->guest);
}

void publish_announce(const struct run_options *options,
		      const struct parts *parts)
{
	for (uint32_t i = 0; i < parts->count; i++) {
		const struct part_options *part = &options->parts[i];

		if (!part->publish || options->output == OUTPUT_QUIET)
			continue;
		for (uint32_t j = 0; j < part->forward_count; j++)
			for (uint32_t vm = 0; vm < part->count; vm++)
				if (part->forwards[j].address[0] == '\0')
					announce_one(&parts->all[i],
						     &part->forwards[j], vm,
						     options->count > 1);
	}
}
