/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Network settings and policies, from words.
 */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>

#include <denali/plan.h>

#include "command.h"

/* Takes one of ip=A.B.C.D/LENGTH, gateway=, dns=, mac=.  False: the next word
 * is none of these; *bad is set if it is, and makes no sense. */
bool word_network(struct words *words, struct denali_network *network,
		  bool *bad);

/* Takes all words: `in` and `out` limit a direction to what rules say, which
 * are DIRECTION:PROTOCOL:PORT[-PORT][:A.B.C.D/LENGTH].  False: one is wrong. */
bool word_policy(struct words *words, struct denali_policy *policy);

#endif
