/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a tenant uses of what it may, by the names of its limits; those of which
 * nothing is used up, processor and requests, are not there.
 */
#include "disks.h"
#include "images.h"
#include "ports.h"
#include "services.h"
#include "tenants.h"

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

json_t *tenant_uses(int64_t tenant)
{
	int64_t services = store_number(&host_state, 0,
					"SELECT count(*) FROM services "
					"WHERE tenant = ?1",
					"i", tenant);
	uint64_t used[4];

	services_used(tenant, 0, used);
	return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "services",
			 number((uint64_t)services), "instances",
			 number(used[0]), "memory", number(used[1]), "disk",
			 number(disks_used(tenant)), "bandwidth",
			 number(used[2] > used[3] ? used[2] : used[3]),
			 "image-bytes", number(images_used(tenant)), "ports",
			 number(ports_used(tenant)));
}
