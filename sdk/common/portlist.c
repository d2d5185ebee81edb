/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "portlist.h"

#include <string.h>

#include "parse.h"

/* PORT or FIRST-LAST, length characters long. */
static bool add_range(struct portlist *list, const char *text, size_t length)
{
	char range[16], *dash;
	uint64_t first, last;

	if (length >= sizeof range || list->count == PORTLIST_RANGES)
		return false;
	memcpy(range, text, length);
	range[length] = '\0';
	dash = strchr(range, '-');
	if (dash != NULL)
		*dash++ = '\0';
	if (!parse_number(range, 1, UINT16_MAX, &first) ||
	    !parse_number(dash != NULL ? dash : range, first, UINT16_MAX,
			  &last))
		return false;
	list->range[list->count].first = (uint16_t)first;
	list->range[list->count++].last = (uint16_t)last;
	return true;
}

bool portlist_read(struct portlist *list, const char *text)
{
	size_t length;

	list->count = 0;
	if (*text == '\0')
		return true;
	for (;; text += length + 1) {
		length = strcspn(text, ",");
		if (!add_range(list, text, length))
			return false;
		if (text[length] == '\0')
			return true;
	}
}

bool portlist_has(const struct portlist *list, uint16_t port)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (port >= list->range[i].first && port <= list->range[i].last)
			return true;
	return false;
}

uint16_t portlist_next(const struct portlist *list, uint16_t port)
{
	uint32_t next = UINT16_MAX + 1u;

	for (uint32_t i = 0; i < list->count; i++) {
		uint32_t least = list->range[i].first;

		if (port >= list->range[i].last)
			continue;
		if (least <= port)
			least = port + 1u;
		next = least < next ? least : next;
	}
	return next > UINT16_MAX ? 0 : (uint16_t)next;
}
