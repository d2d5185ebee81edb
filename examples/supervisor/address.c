/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A.B.C.D, and /LENGTH after it if prefix is not NULL. */
static bool parse_ipv4(char *text, uint32_t *address, uint8_t *prefix)
{
	char *slash = prefix == NULL ? NULL : strchr(text, '/');
	uint32_t length = 32;

	if (slash != NULL) {
		*slash = '\0';
		if (!text_number(slash + 1, &length) || length > 32)
			return false;
	}
	if (prefix != NULL)
		*prefix = (uint8_t)length;
	return inet_pton(AF_INET, text, address) == 1;
}

static bool parse_mac(const char *text, uint8_t mac[6])
{
	unsigned int byte[6];

	if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x", &byte[0], &byte[1],
		   &byte[2], &byte[3], &byte[4], &byte[5]) != 6)
		return false;
	for (int i = 0; i < 6; i++)
		mac[i] = (uint8_t)byte[i];
	return true;
}

/* An Ethernet address that nobody else has who has not that IPv4 address. */
static void derive_mac(struct denali_network *network)
{
	static const uint8_t none[6];

	if (memcmp(network->mac, none, sizeof none) != 0)
		return;
	network->mac[0] = 0x02;
	network->mac[1] = 0x0d;
	memcpy(network->mac + 2, &network->ipv4, 4);
}

bool word_network(struct words *words, struct denali_network *network,
		  bool *bad)
{
	char *value;

	network->mtu = 1500;
	value = word_value(words, "ip");
	if (value != NULL) {
		*bad = !parse_ipv4(value, &network->ipv4,
				   &network->ipv4_prefix);
		network->flags |= DENALI_NET_PRESENT;
		derive_mac(network);
		return true;
	}
	value = word_value(words, "gateway");
	if (value != NULL) {
		*bad = !parse_ipv4(value, &network->ipv4_gateway, NULL);
		return true;
	}
	value = word_value(words, "dns");
	if (value != NULL) {
		*bad = !parse_ipv4(value, &network->ipv4_dns[0], NULL);
		return true;
	}
	value = word_value(words, "mac");
	if (value != NULL)
		*bad = !parse_mac(value, network->mac);
	return value != NULL;
}

static bool parse_ports(char *text, struct denali_rule *rule)
{
	uint32_t first, last;
	char *dash = strchr(text, '-');

	if (dash != NULL)
		*dash = '\0';
	if (!text_number(text, &first) || first > UINT16_MAX ||
	    !text_number(dash == NULL ? text : dash + 1, &last) ||
	    last > UINT16_MAX)
		return false;
	rule->port_first = (uint16_t)first;
	rule->port_last = (uint16_t)last;
	return true;
}

static bool parse_rule(char *text, struct denali_rule *rule)
{
	char *state, *part = strtok_r(text, ":", &state);
	uint32_t address;

	if (strcmp(part, "in") != 0 && strcmp(part, "out") != 0)
		return false;
	rule->direction = part[0] == 'o' ? DENALI_RULE_OUT : DENALI_RULE_IN;
	part = strtok_r(NULL, ":", &state);
	if (part == NULL)
		return false;
	rule->protocol = strcmp(part, "tcp") == 0 ? 6 :
			 strcmp(part, "udp") == 0 ? 17 :
						    0;
	part = strtok_r(NULL, ":", &state);
	if (part == NULL || !parse_ports(part, rule))
		return false;
	part = strtok_r(NULL, ":", &state);
	if (part == NULL)
		return true;
	rule->family = 4;
	if (!parse_ipv4(part, &address, &rule->prefix))
		return false;
	memcpy(rule->address, &address, sizeof address);
	return true;
}

bool word_policy(struct words *words, struct denali_policy *policy)
{
	char *word;

	memset(policy, 0, sizeof(*policy));
	while ((word = word_next(words)) != NULL) {
		if (strcmp(word, "in") == 0)
			policy->flags |= DENALI_POLICY_IN;
		else if (strcmp(word, "out") == 0)
			policy->flags |= DENALI_POLICY_OUT;
		else if (policy->rule_count == DENALI_POLICY_RULES ||
			 !parse_rule(word, &policy->rule[policy->rule_count++]))
			return false;
	}
	return true;
}
