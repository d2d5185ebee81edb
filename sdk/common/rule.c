/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "rule.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_MAX 64
#define TCP 6
#define UDP 17

/* Decimal digits alone, of a number within bounds. */
static bool read_number(const char *text, unsigned least, unsigned most,
			unsigned *number)
{
	size_t length = strspn(text, "0123456789");

	if (length == 0 || length > 5 || text[length] != '\0')
		return false;
	*number = (unsigned)strtoul(text, NULL, 10);
	return *number >= least && *number <= most;
}

/* Cut text at the last separator; what is behind it, null: there is none. */
static char *cut(char *text, char separator)
{
	char *at = strrchr(text, separator);

	if (at != NULL)
		*at++ = '\0';
	return at;
}

static const char *read_protocol(struct denali_rule *rule, const char *name)
{
	if (name == NULL || strcmp(name, "tcp") == 0)
		rule->protocol = TCP;
	else if (strcmp(name, "udp") == 0)
		rule->protocol = UDP;
	else
		return "the protocol is tcp or udp";
	return NULL;
}

static const char *read_ports(struct denali_rule *rule, char *text)
{
	const char *protocol = cut(text, '/');
	const char *last = cut(text, '-');
	unsigned from, to;

	if (!read_number(text, 1, UINT16_MAX, &from) ||
	    !read_number(last != NULL ? last : text, 1, UINT16_MAX, &to))
		return "ports are numbers from 1 to 65535";
	if (from > to)
		return "the first port is above the last";
	rule->port_first = (uint16_t)from;
	rule->port_last = (uint16_t)to;
	return read_protocol(rule, protocol);
}

/* Bits of the address that do not count are 0. */
static void trim(struct denali_rule *rule)
{
	for (unsigned bit = rule->prefix; bit < 128; bit++)
		rule->address[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
}

static const char *read_address(struct denali_rule *rule, char *text)
{
	const char *bits = cut(text, '/');
	bool v6 = strchr(text, ':') != NULL;
	unsigned most = v6 ? 128 : 32, prefix = most;

	rule->family = v6 ? 6 : 4;
	if (inet_pton(v6 ? AF_INET6 : AF_INET, text, rule->address) != 1)
		return "what is before the last colon is no IPv4 or IPv6 "
		       "address";
	if (bits != NULL && !read_number(bits, 0, most, &prefix))
		return v6 ? "a prefix of IPv6 has 0 to 128 bits" :
			    "a prefix of IPv4 has 0 to 32 bits";
	rule->prefix = (uint8_t)prefix;
	trim(rule);
	return NULL;
}

static const char *read_rule(struct denali_rule *rule, char *text)
{
	char *ports = cut(text, ':');
	const char *wrong = NULL;

	if (ports == NULL)
		ports = text;
	else
		wrong = read_address(rule, text);
	if (wrong == NULL && strcmp(ports, "any") != 0)
		wrong = read_ports(rule, ports);
	return wrong;
}

const char *rule_add(struct denali_policy *policy, uint8_t direction,
		     const char *text)
{
	struct denali_rule rule = { .direction = direction };
	uint32_t flag = direction == DENALI_RULE_IN ? DENALI_POLICY_IN :
						      DENALI_POLICY_OUT;
	char copy[TEXT_MAX];
	const char *wrong;

	if (strcmp(text, "none") == 0) {
		policy->flags |= flag;
		return NULL;
	}
	if (strlen(text) >= sizeof copy)
		return "not a rule";
	strcpy(copy, text);
	wrong = read_rule(&rule, copy);
	if (wrong != NULL)
		return wrong;
	if (policy->rule_count == DENALI_POLICY_RULES)
		return "a policy has at most 16 rules";
	policy->flags |= flag;
	policy->rule[policy->rule_count++] = rule;
	return NULL;
}

const char *rule_text(const struct denali_rule *rule, char text[RULE_TEXT_MAX])
{
	unsigned most = rule->family == 6 ? 128 : 32;
	size_t at = 0;

	text[0] = '\0';
	if (rule->family != 0) {
		inet_ntop(rule->family == 6 ? AF_INET6 : AF_INET, rule->address,
			  text, RULE_TEXT_MAX);
		at = strlen(text);
		if (rule->prefix < most)
			at += (size_t)snprintf(text + at, RULE_TEXT_MAX - at,
					       "/%u", rule->prefix);
		text[at++] = ':';
	}
	if (rule->protocol == 0) {
		strcpy(text + at, "any");
		return text;
	}
	at += (size_t)snprintf(text + at, RULE_TEXT_MAX - at, "%u",
			       rule->port_first);
	if (rule->port_last != rule->port_first)
		at += (size_t)snprintf(text + at, RULE_TEXT_MAX - at, "-%u",
				       rule->port_last);
	strcpy(text + at, rule->protocol == UDP ? "/udp" : "/tcp");
	return text;
}
