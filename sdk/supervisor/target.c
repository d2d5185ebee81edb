/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "target.h"

#include <stdint.h>
#include <string.h>

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* How many bytes of a character of UTF-8 follow one of this beginning; -1: no
 * character begins so. */
static int following(uint8_t first, uint8_t *least_second, uint8_t *most_second)
{
	*least_second = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
	*most_second = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
	if (first >= 0x20 && first < 0x7f)
		return 0;
	if (first >= 0xc2 && first < 0xe0)
		return 1;
	if (first >= 0xe0 && first < 0xf0)
		return 2;
	return first >= 0xf0 && first < 0xf5 ? 3 : -1;
}

static bool is_text(const char *text)
{
	const uint8_t *at = (const uint8_t *)text;
	uint8_t least, most;

	while (*at != '\0') {
		int more = following(*at++, &least, &most);

		if (more < 0)
			return false;
		for (; more > 0; more--, at++) {
			if (*at < least || *at > most)
				return false;
			least = 0x80;
			most = 0xbf;
		}
	}
	return true;
}

/* Decodes in place. */
static bool decode(char *text, bool plus_is_space)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		int high, low;

		if (*from != '%') {
			*to++ = plus_is_space && *from == '+' ? ' ' : *from;
			continue;
		}
		high = hex_digit(from[1]);
		low = high < 0 ? -1 : hex_digit(from[2]);
		if (low < 0 || (high == 0 && low == 0))
			return false;
		*to++ = (char)(high << 4 | low);
		from += 2;
	}
	*to = '\0';
	return is_text(text);
}

static bool take_path(struct target *target, char *path)
{
	if (*path++ != '/')
		return false;
	while (path != NULL) {
		char *slash = strchr(path, '/');

		if (slash != NULL)
			*slash++ = '\0';
		if (target->segments == SEGMENTS || path[0] == '\0' ||
		    !decode(path, false))
			return false;
		target->segment[target->segments++] = path;
		path = slash;
	}
	return true;
}

static bool take_query(struct target *target, char *text)
{
	while (text != NULL) {
		char *next = strchr(text, '&');
		char *value;

		if (next != NULL)
			*next++ = '\0';
		value = strchr(text, '=');
		if (value != NULL)
			*value++ = '\0';
		if (target->queries == QUERY_MAX || text[0] == '\0' ||
		    !decode(text, true) ||
		    (value != NULL && !decode(value, true)) ||
		    target_query(target, text) != NULL)
			return false;
		target->query[target->queries].name = text;
		target->query[target->queries++].value = value == NULL ? "" :
									 value;
		text = next;
	}
	return true;
}

bool target_parse(struct target *target, const char *text)
{
	size_t length = strnlen(text, TARGET_MAX + 1);
	char *question;

	target->segments = target->queries = 0;
	if (length > TARGET_MAX)
		return false;
	memcpy(target->text, text, length);
	target->text[length] = '\0';
	question = strchr(target->text, '?');
	if (question != NULL)
		*question++ = '\0';
	return take_path(target, target->text) &&
	       (question == NULL || *question == '\0' ||
		take_query(target, question));
}

const char *target_query(const struct target *target, const char *name)
{
	for (int i = 0; i < target->queries; i++)
		if (strcmp(target->query[i].name, name) == 0)
			return target->query[i].value;
	return NULL;
}
