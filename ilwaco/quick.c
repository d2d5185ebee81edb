/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "quick.h"

struct quick ilw_quick;

uint32_t ilw_quick_any(void)
{
	for (unsigned i = 0; i < QUICK_SLOTS; i++)
		if (ilw_quick.slots[i].count != 0)
			return quick_take(ilw_quick.slots[i].size);
	return 0;
}
