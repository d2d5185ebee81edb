/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "finding.h"

#include <inttypes.h>
#include <stdio.h>

struct description {
	uint32_t number;
	const char *item, *text, *values;
};

#define DESCRIPTION(number, name, item, text, values)                          \
	{ number, item, text, values },

static const struct description descriptions[] = { DENALI_FINDINGS(
	DESCRIPTION) };

#define COUNT (sizeof descriptions / sizeof descriptions[0])

static const struct description *find(uint32_t number)
{
	static const struct description unknown = { .item = "",
						    .text = "unknown error",
						    .values = "" };

	for (size_t i = 0; i < COUNT; i++)
		if (descriptions[i].number == number)
			return &descriptions[i];
	return &unknown;
}

void finding_text(const struct denali_finding *finding, char *text, size_t size)
{
	const struct description *known = find(finding->number);
	char group[32] = "", item[64] = "", values[128];

	if (finding->group != DENALI_FINDING_NO_GROUP)
		snprintf(group, sizeof group, "group %" PRIu32 ": ",
			 finding->group);
	if (known->item[0] != '\0')
		snprintf(item, sizeof item, "%s %" PRIu32 ": ", known->item,
			 finding->item);
	snprintf(values, sizeof values, known->values, finding->value,
		 finding->bound, finding->item);
	snprintf(text, size, "%s%s%s%s", group, item, known->text, values);
}
