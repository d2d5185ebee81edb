/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "span.h"

size_t strspn(const char *string, const char *accepted)
{
	const char *at = string;
	struct span span;

	span_of(&span, accepted);
	while (span_has(&span, (uint8_t)*at))
		at++;
	return (size_t)(at - string);
}
