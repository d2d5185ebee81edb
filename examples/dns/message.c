/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "message.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "zone.h"

#define HEADER 12
#define CLASS_IN 1
#define CLASS_ANY 255
#define ALIASES_MAX 8 /* from one to the next */

enum { GOOD = 0, BAD_FORM = 1, NO_NAME = 3, UNKNOWN = 4, REFUSED = 5 };

struct answer {
	uint8_t *bytes;
	size_t length, room;
	bool full;
};

static unsigned int get16(const uint8_t *at)
{
	return (unsigned int)at[0] << 8 | at[1];
}

static void put16(uint8_t *at, unsigned int value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* A record for which there is no room is not there in part. */
static bool add(struct answer *answer, const struct record *record)
{
	size_t name = name_length(record->name);
	size_t length = name + 10 + record->data_length;
	uint8_t *at = answer->bytes + answer->length;

	if (answer->full || length > answer->room - answer->length) {
		answer->full = true;
		return false;
	}
	memcpy(at, record->name, name);
	at += name;
	put16(at, record->type);
	put16(at + 2, CLASS_IN);
	put16(at + 4, record->ttl >> 16);
	put16(at + 6, record->ttl & 0xffff);
	put16(at + 8, record->data_length);
	memcpy(at + 10, record->data, record->data_length);
	answer->length += length;
	return true;
}

/* Adds what a name has of a type.  Returns whose name it is another for, or
 * null; *there is whether there is such a name, or one below it. */
static const uint8_t *add_all(struct answer *answer, const uint8_t *name,
			      unsigned int type, unsigned int *added,
			      bool *there)
{
	const uint8_t *alias = NULL;

	*there = false;
	for (const struct record *record = zone_records(); record != NULL;
	     record = record->next) {
		bool same = name_same(record->name, name);

		*there = *there || name_below(record->name, name);
		if (same && record->type == TYPE_CNAME && type != TYPE_CNAME &&
		    type != TYPE_ANY)
			alias = record->data;
		else if (!same || (record->type != type && type != TYPE_ANY))
			continue;
		*added += add(answer, record);
	}
	return alias;
}

/* The answer's records, behind the question. */
static int resolve(struct answer *answer, const uint8_t *name,
		   unsigned int type)
{
	const uint8_t *next = name;
	unsigned int added = 0;
	bool there = true;

	for (int i = 0; i < ALIASES_MAX && next != NULL; i++) {
		if (!name_below(next, zone_soa()->name))
			break;
		next = add_all(answer, next, type, &added, &there);
	}
	put16(answer->bytes + 6, added);
	if (added > 0 && there)
		return GOOD;
	/* There is none, and so long it may be remembered. */
	put16(answer->bytes + 8, add(answer, zone_soa()));
	return there ? GOOD : NO_NAME;
}

/* The name in small letters.  Returns where it ends, 0 if it makes no sense:
 * none of the first name's labels can be elsewhere. */
static size_t read_name(const uint8_t *query, size_t length,
			uint8_t name[DNS_NAME_MAX])
{
	size_t at = HEADER;

	for (;;) {
		size_t label = at < length ? query[at] : 64;

		if (label > 63 || at + 1 + label > length ||
		    at + 1 + label - HEADER > DNS_NAME_MAX)
			return 0;
		name[at - HEADER] = (uint8_t)label;
		for (size_t i = 1; i <= label; i++)
			name[at - HEADER + i] = (uint8_t)tolower(query[at + i]);
		at += 1 + label;
		if (label == 0)
			return at;
	}
}

/* Fills what follows the header.  Returns the answer's code. */
static int answer_question(const uint8_t *query, size_t length,
			   struct answer *answer)
{
	uint8_t name[DNS_NAME_MAX];
	size_t end = read_name(query, length, name);
	unsigned int type, class;

	if (get16(query + 4) != 1 || end == 0 || end + 4 > length)
		return BAD_FORM;
	type = get16(query + end);
	class = get16(query + end + 2);
	put16(answer->bytes + 4, 1);
	memcpy(answer->bytes + HEADER, query + HEADER, end + 4 - HEADER);
	answer->length = end + 4;
	if ((class != CLASS_IN && class != CLASS_ANY) ||
	    !name_below(name, zone_soa()->name))
		return REFUSED;
	return resolve(answer, name, type);
}

size_t message_answer(const uint8_t *query, size_t length, uint8_t *bytes,
		      size_t room)
{
	struct answer answer = { .bytes = bytes,
				 .length = HEADER,
				 .room = room };
	int code = UNKNOWN;

	/* Two who answer answers would never end. */
	if (length < HEADER || (query[2] & 0x80) != 0)
		return 0;
	memset(bytes, 0, HEADER);
	memcpy(bytes, query, 2);
	if ((query[2] & 0x78) == 0)
		code = answer_question(query, length, &answer);
	/* An answer, of who knows; what was said of recursion is said back. */
	bytes[2] = (uint8_t)(0x80 | (query[2] & 0x79) |
			     (code == GOOD || code == NO_NAME ? 0x04 : 0) |
			     (answer.full ? 0x02 : 0));
	bytes[3] = (uint8_t)code;
	return answer.length;
}
