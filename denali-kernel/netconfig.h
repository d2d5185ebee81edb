/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What somebody asks for a VM on the network: its addresses, and its policy.
 */
#ifndef KERNEL_NETCONFIG_H
#define KERNEL_NETCONFIG_H

#include <stdbool.h>

#include <denali/plan.h>

#include "finding.h"

/* Check a configuration for count instances, 1 or more, by a plan's rules. */
enum finding network_check(const struct denali_network *network, uint32_t count,
			   struct denali_finding *finding);

/* The checked configuration of instance number instance: its own with the
 * instance added to its addresses. */
void network_instance(const struct denali_network *first, uint32_t instance,
		      struct denali_network *network);

/* Check a policy. */
enum finding policy_check(const struct denali_policy *policy,
			  struct denali_finding *finding);

#endif
