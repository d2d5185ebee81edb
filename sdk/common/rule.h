/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Rules of network policies (<denali/policy.h>) as people write them, for
 * denali-cc and `denali run`:
 *
 *   none                     no rule: the direction is limited to the others
 *   any                      everything
 *   PORT[-PORT][/tcp|/udp]   ports, of TCP if nothing is said
 *   ADDRESS[/BITS]:...       the same, or `any`, with hosts of this prefix;
 *                            the last colon ends it
 */
#ifndef COMMON_RULE_H
#define COMMON_RULE_H

#include <stdint.h>

#include <denali/policy.h>

/* Limit a direction (DENALI_RULE_*) of the policy to what earlier calls and
 * text allow.  Null, or what is wrong, for a message "OPTION TEXT: ..."; the
 * policy is as it was then. */
const char *rule_add(struct denali_policy *policy, uint8_t direction,
		     const char *text);

/* The rule as rule_add takes it.  Returns text. */
#define RULE_TEXT_MAX 80
const char *rule_text(const struct denali_rule *rule, char text[RULE_TEXT_MAX]);

#endif
