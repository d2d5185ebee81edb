/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE /* strtok_r() */
#include "zone.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net.h"

static struct record *records, **last = &records;
static const struct record *soa;
static uint8_t origin[DNS_NAME_MAX];

size_t name_length(const uint8_t *name)
{
	const uint8_t *at = name;

	while (*at != 0)
		at += 1 + *at;
	return (size_t)(at + 1 - name);
}

bool name_same(const uint8_t *a, const uint8_t *b)
{
	size_t length = name_length(a);

	return length == name_length(b) && memcmp(a, b, length) == 0;
}

bool name_below(const uint8_t *name, const uint8_t *above)
{
	while (*name != 0 && !name_same(name, above))
		name += 1 + *name;
	return name_same(name, above);
}

/* A name in letters; returns its length, 0 if it is none. */
static size_t read_name(const char *text, uint8_t name[DNS_NAME_MAX])
{
	const uint8_t *rest = origin;
	size_t length = 0;

	while (*text != '\0' && strcmp(text, "@") != 0) {
		size_t label = strcspn(text, ".");

		if (label == 0 || label > 63 ||
		    length + 1 + label >= DNS_NAME_MAX)
			return 0;
		name[length++] = (uint8_t)label;
		for (size_t i = 0; i < label; i++)
			name[length++] = (uint8_t)tolower(
				(unsigned char)text[i]);
		text += label;
		if (strcmp(text, ".") == 0)
			rest = (const uint8_t *)"";
		text += *text == '.';
	}
	if (length + name_length(rest) > DNS_NAME_MAX)
		return 0;
	memcpy(name + length, rest, name_length(rest));
	return length + name_length(rest);
}

static bool add_name(struct record *record, const char *text)
{
	size_t length = text == NULL ?
				0 :
				read_name(text,
					  record->data + record->data_length);

	record->data_length = (uint16_t)(record->data_length + length);
	return length > 0;
}

static bool add_number(struct record *record, const char *text, unsigned bytes)
{
	char *end;
	unsigned long number = text != NULL ? strtoul(text, &end, 10) : 0;

	if (text == NULL || *end != '\0')
		return false;
	while (bytes-- > 0)
		record->data[record->data_length++] = (uint8_t)(number >>
								(8 * bytes));
	return true;
}

static bool add_address(struct record *record, int family, const char *text)
{
	record->data_length = family == AF_INET ? 4 : 16;
	return text != NULL && inet_pton(family, text, record->data) == 1;
}

/* In quotes. */
static bool add_text(struct record *record, const char *text)
{
	size_t length = text != NULL ? strlen(text) : 0;

	if (length < 2 || length > 257 || text[0] != '"' ||
	    text[length - 1] != '"')
		return false;
	record->data[0] = (uint8_t)(length - 2);
	memcpy(record->data + 1, text + 1, length - 2);
	record->data_length = (uint16_t)(length - 1);
	return true;
}

static bool add_soa(struct record *record, char **rest)
{
	bool good = add_name(record, strtok_r(NULL, " \t", rest)) &&
		    add_name(record, strtok_r(NULL, " \t", rest));

	for (int i = 0; good && i < 5; i++)
		good = add_number(record, strtok_r(NULL, " \t", rest), 4);
	return good;
}

static bool read_data(struct record *record, const char *type, char *rest)
{
	static const struct {
		const char *name;
		uint16_t type;
	} types[] = { { "A", TYPE_A },         { "AAAA", TYPE_AAAA },
		      { "CNAME", TYPE_CNAME }, { "MX", TYPE_MX },
		      { "NS", TYPE_NS },       { "SOA", TYPE_SOA },
		      { "TXT", TYPE_TXT } };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].name, type) == 0)
			record->type = types[i].type;
	rest += strspn(rest, " \t");
	switch (record->type) {
	case TYPE_A:
		return add_address(record, AF_INET, rest);
	case TYPE_AAAA:
		return add_address(record, AF_INET6, rest);
	case TYPE_CNAME:
	case TYPE_NS:
		return add_name(record, rest);
	case TYPE_MX:
		return add_number(record, strtok_r(NULL, " \t", &rest), 2) &&
		       add_name(record, strtok_r(NULL, " \t", &rest));
	case TYPE_TXT:
		return add_text(record, rest);
	case TYPE_SOA:
		return add_soa(record, &rest);
	default:
		return false;
	}
}

static bool read_record(char *line, struct record *record)
{
	char *rest, *name = strtok_r(line, " \t", &rest);
	char *ttl = strtok_r(NULL, " \t", &rest);
	char *type = strtok_r(NULL, " \t", &rest);

	if (type == NULL || read_name(name, record->name) == 0)
		return false;
	record->ttl = (uint32_t)strtoul(ttl, NULL, 10);
	return read_data(record, type, rest);
}

static bool add_record(char *line)
{
	struct record *record = calloc(1, sizeof(*record));

	if (record == NULL)
		die("no memory for a record");
	*last = record;
	last = &record->next;
	if (!read_record(line, record))
		return false;
	if (record->type == TYPE_SOA)
		soa = record;
	return true;
}

void zone_read(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[512];
	int number = 0;

	if (file == NULL)
		die(path);
	while (fgets(line, sizeof(line), file) != NULL) {
		number++;
		line[strcspn(line, ";\r\n")] = '\0';
		if (line[strspn(line, " \t")] == '\0')
			continue;
		if (strncmp(line, "$ORIGIN ", 8) == 0 ?
			    read_name(line + 8, origin) == 0 :
			    !add_record(line)) {
			fprintf(stderr, "%s:%d: not a record\n", path, number);
			exit(1);
		}
	}
	if (soa == NULL) {
		fprintf(stderr, "%s: no SOA record\n", path);
		exit(1);
	}
	fclose(file);
}

const struct record *zone_records(void)
{
	return records;
}

const struct record *zone_soa(void)
{
	return soa;
}
