/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The zone: records, with names and data as they are sent.
 *
 * A name is labels, each with its length before it, the last one empty; those
 * here are in small letters.
 */
#ifndef ZONE_H
#define ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DNS_NAME_MAX 255

enum {
	TYPE_A = 1,
	TYPE_NS = 2,
	TYPE_CNAME = 5,
	TYPE_SOA = 6,
	TYPE_MX = 15,
	TYPE_TXT = 16,
	TYPE_AAAA = 28,
	TYPE_ANY = 255
};

struct record {
	struct record *next;
	uint8_t name[DNS_NAME_MAX];
	uint8_t data[2 * DNS_NAME_MAX + 20];
	uint16_t type, data_length;
	uint32_t ttl;
};

/* Read the file, or end the program and say which line makes no sense. */
void zone_read(const char *path);

/* All records, in the order of the file; and the one that begins the zone. */
const struct record *zone_records(void);
const struct record *zone_soa(void);

size_t name_length(const uint8_t *name);

/* Is the one name the other, or below it? */
bool name_below(const uint8_t *name, const uint8_t *above);
bool name_same(const uint8_t *a, const uint8_t *b);

#endif
