/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Words that make no sense are passed over: the table may be anybody's.
 */
#include "hosts.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What is asked for. */
struct question {
	const char *name;
	struct in_addr *addresses;
	int room, count;
	bool one;       /* of a name's addresses, not all */
	uint32_t index; /* of that one, among those that are still to come */
};

/* An address, in the host's byte order, that ends where end points. */
static bool read_address(const char *text, const char *end, uint32_t *address)
{
	char digits[INET_ADDRSTRLEN];
	size_t length = (size_t)(end - text);
	struct in_addr read;

	if (length >= sizeof(digits))
		return false;
	memcpy(digits, text, length);
	digits[length] = '\0';
	if (inet_pton(AF_INET, digits, &read) != 1)
		return false;
	*address = ntohl(read.s_addr);
	return true;
}

/* FIRST or FIRST-LAST. */
static bool read_range(const char *text, const char *end, uint32_t *first,
		       uint32_t *last)
{
	const char *dash = memchr(text, '-', (size_t)(end - text));

	if (!read_address(text, dash != NULL ? dash : end, first))
		return false;
	*last = *first;
	return dash == NULL ||
	       (read_address(dash + 1, end, last) && *last >= *first);
}

/* Is the name this label, or the label with a number behind it? */
static bool matches(struct question *question, const char *label, size_t length)
{
	const char *rest = question->name + length;
	uint32_t asked;
	char *end;

	if (strncasecmp(question->name, label, length) != 0)
		return false;
	if (*rest == '\0')
		return !question->one;
	if (*rest != '.' || rest[1] < '0' || rest[1] > '9')
		return false;
	asked = (uint32_t)strtoul(rest + 1, &end, 10);
	if (*end != '\0')
		return false;
	if (!question->one)
		question->index = asked;
	question->one = true;
	return true;
}

static void take(struct question *question, uint32_t first, uint32_t last)
{
	uint32_t others = last - first;

	if (question->one && question->index > others) {
		question->index -= others + 1;
		return;
	}
	if (question->one)
		last = first += question->index;
	while (question->count < question->room && first <= last) {
		question->addresses[question->count++].s_addr = htonl(first);
		if (question->one)
			question->room = question->count;
		if (first++ == UINT32_MAX)
			break;
	}
}

int hosts_find(const char *table, const char *name, struct in_addr *addresses,
	       int room)
{
	struct question question = { .name = name,
				     .addresses = addresses,
				     .room = room };

	for (;;) {
		const char *end = table + strcspn(table, " ");
		const char *equals = memchr(table, '=', (size_t)(end - table));
		uint32_t first, last;

		if (equals != NULL && equals > table &&
		    strlen(name) >= (size_t)(equals - table) &&
		    read_range(equals + 1, end, &first, &last) &&
		    matches(&question, table, (size_t)(equals - table)))
			take(&question, first, last);
		if (*end == '\0')
			return question.count;
		table = end + 1;
	}
}
