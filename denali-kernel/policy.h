/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a policy says about a frame; <denali/policy.h> has the rules.
 */
#ifndef KERNEL_POLICY_H
#define KERNEL_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/policy.h>

#include "headers.h"

/* Does a checked policy of a VM let it send, or be given, this IPv4 or IPv6
 * frame, of which these are the headers? */
bool policy_allows(const struct denali_policy *policy, const uint8_t *frame,
		   const struct headers *headers, bool sent);

#endif
