/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Shares of the processor.  The kernel knows VMs, not tenants: the weights of a
 * tenant's instances add up to what its limit is worth, so that to run more of
 * them takes nothing from others; and none may alone use more than the limit.
 */
#ifndef SUPERVISOR_SHARES_H
#define SUPERVISOR_SHARES_H

#include "settings.h"

/* For a VM that is being made. */
uint32_t share_weight(int64_t tenant, const struct settings *settings);
uint32_t share_cap(int64_t tenant, const struct settings *settings);

/* Has the VMs that run have what is due to them, soon: instances have come or
 * gone, or a limit is another. */
void shares_changed(void);

#endif
