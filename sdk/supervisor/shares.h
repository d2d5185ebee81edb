/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Shares of the processor.  The kernel knows VMs, not tenants: the weights of
 * those instances of a tenant that are busy add up to what its limit is worth,
 * so that to run more of them takes nothing from others, and to have many that
 * are idle nothing from itself.  Their caps add up to the limit, if that is
 * less than a processor.  Who is busy is looked at every other second, and
 * more seldom while the machine is not.
 */
#ifndef SUPERVISOR_SHARES_H
#define SUPERVISOR_SHARES_H

#include "settings.h"

/* For a VM that is being made. */
uint32_t share_weight(int64_t tenant, const struct settings *settings);
uint32_t share_cap(int64_t tenant, const struct settings *settings);

void share_bytes(int64_t tenant, const struct settings *settings,
		 struct denali_limits *limits);

/* Has the VMs that run have what is due to them, soon: instances have come or
 * gone, or a limit is another. */
void shares_changed(void);

#endif
