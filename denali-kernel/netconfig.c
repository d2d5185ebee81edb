/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Checks of network configurations and policies.
 */
#include "netconfig.h"

#include "string.h"

/* The smallest IP packet that every link must carry, and the largest that fits
 * into a frame. */
#define MTU_MIN 68
#define MTU_MAX (DENALI_FRAME_MAX - DENALI_FRAME_MIN)

/* What a plan may ask of the network; the other flags are the kernel's. */
#define NETWORK_FLAGS (DENALI_NET_PRESENT | DENALI_NET_DHCP | DENALI_NET_SLAAC)

#define MAC_GROUP 0x01 /* first byte: the address is that of many */

#define TCP 6
#define UDP 17

/* Adds a number to a big-endian one.  Returns what does not fit any more. */
static uint32_t add_big_endian(uint8_t *bytes, uint32_t length, uint32_t number)
{
	for (uint32_t i = length; i > 0 && number > 0; i--) {
		/* No wrap: number is below 2^17. */
		number += bytes[i - 1];
		bytes[i - 1] = (uint8_t)number;
		number >>= 8;
	}
	return number;
}

static bool is_zero(const uint8_t *bytes, uint32_t length)
{
	for (uint32_t i = 0; i < length; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

/* Can the last of count instances have its own address? */
static bool range_fits(const void *first, uint32_t length, uint32_t count)
{
	uint8_t last[16];

	memcpy(last, first, length);
	return is_zero(last, length) ||
	       add_big_endian(last, length, count - 1) == 0;
}

static enum finding check_addresses(const struct denali_network *network,
				    uint32_t count,
				    struct denali_finding *finding)
{
	if (network->flags & DENALI_NET_PRESENT) {
		if (is_zero(network->mac, 6) || (network->mac[0] & MAC_GROUP))
			return BOOTPLAN_MAC;
		if (network->mtu < MTU_MIN || network->mtu > MTU_MAX)
			return finding_fail(finding, BOOTPLAN_MTU, network->mtu,
					    MTU_MAX);
	}
	/* The first byte stays, and with it that it is nobody's group. */
	if (!range_fits(network->mac + 1, 5, count))
		return finding_fail(finding, BOOTPLAN_MAC_RANGE, count, 0);
	if (!range_fits(&network->ipv4, sizeof network->ipv4, count))
		return finding_fail(finding, BOOTPLAN_IPV4_RANGE, count, 0);
	if (!range_fits(network->ipv6, sizeof network->ipv6, count))
		return finding_fail(finding, BOOTPLAN_IPV6_RANGE, count, 0);
	return FINDING_NONE;
}

enum finding network_check(const struct denali_network *network, uint32_t count,
			   struct denali_finding *finding)
{
	if (network->flags & ~(uint32_t)NETWORK_FLAGS)
		return finding_fail(finding, BOOTPLAN_NETWORK_FLAGS,
				    network->flags, 0);
	if (network->reserved != 0)
		return finding_fail(finding, BOOTPLAN_NETWORK_RESERVED,
				    network->reserved, 0);
	if (network->ipv4_prefix > 32)
		return finding_fail(finding, BOOTPLAN_IPV4_PREFIX,
				    network->ipv4_prefix, 32);
	if (network->ipv6_prefix > 128)
		return finding_fail(finding, BOOTPLAN_IPV6_PREFIX,
				    network->ipv6_prefix, 128);
	return check_addresses(network, count, finding);
}

void network_instance(const struct denali_network *first, uint32_t instance,
		      struct denali_network *network)
{
	*network = *first;
	if (!is_zero(network->mac, 6))
		add_big_endian(network->mac, 6, instance);
	if (network->ipv4 != 0)
		add_big_endian((uint8_t *)&network->ipv4, sizeof network->ipv4,
			       instance);
	if (!is_zero(network->ipv6, sizeof network->ipv6))
		add_big_endian(network->ipv6, sizeof network->ipv6, instance);
}

static enum finding check_rule(const struct denali_rule *rule,
			       struct denali_finding *finding)
{
	uint32_t bits = rule->family == 4 ? 32 : rule->family == 6 ? 128 : 0;

	if (rule->direction > DENALI_RULE_OUT)
		return finding_fail(finding, POLICY_DIRECTION, rule->direction,
				    0);
	if (rule->protocol != 0 && rule->protocol != TCP &&
	    rule->protocol != UDP)
		return finding_fail(finding, POLICY_PROTOCOL, rule->protocol,
				    0);
	if (bits == 0 && rule->family != 0)
		return finding_fail(finding, POLICY_FAMILY, rule->family, 0);
	if (rule->prefix > bits)
		return finding_fail(finding, POLICY_PREFIX, rule->prefix, bits);
	if (rule->port_first > rule->port_last)
		return finding_fail(finding, POLICY_PORTS, rule->port_first,
				    rule->port_last);
	return FINDING_NONE;
}

enum finding policy_check(const struct denali_policy *policy,
			  struct denali_finding *finding)
{
	enum finding error = FINDING_NONE;

	if (policy->flags & ~(uint32_t)(DENALI_POLICY_IN | DENALI_POLICY_OUT))
		return finding_fail(finding, POLICY_FLAGS, policy->flags, 0);
	if (policy->rule_count > DENALI_POLICY_RULES)
		return finding_fail(finding, POLICY_RULE_COUNT,
				    policy->rule_count, DENALI_POLICY_RULES);
	for (uint32_t i = 0; !error && i < DENALI_POLICY_RULES; i++) {
		const struct denali_rule *rule = &policy->rule[i];

		finding->item = i;
		if (i < policy->rule_count)
			error = check_rule(rule, finding);
		else if (!is_zero((const uint8_t *)rule, sizeof *rule))
			error = POLICY_UNUSED;
	}
	return error;
}
