/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Findings of the checkers as text.
 */
#include "finding.h"

#include "format.h"

uint32_t finding_text(const struct finding_description *description,
		      const struct finding *finding, char *text, uint32_t size)
{
	uint32_t used = 0;

	if (description->item)
		used = format_text(text, size, "%s %u: ", description->item,
				   finding->item);
	used += format_text(text + used, size - used, "%s", description->text);
	if (description->values)
		used += format_text(text + used, size - used,
				    description->values, finding->value,
				    finding->bound);
	return used;
}
