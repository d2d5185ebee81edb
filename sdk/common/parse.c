/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "parse.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Seconds that a timeout may have: some 30 years. */
#define SECONDS_MAX 1000000000u

/* Digits at *text, which is moved past them. */
static bool parse_digits(const char **text, uint64_t *number)
{
	uint64_t value = 0;

	if (!isdigit((unsigned char)**text))
		return false;
	for (; isdigit((unsigned char)**text); (*text)++) {
		uint64_t digit = (uint64_t)(**text - '0');

		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*number = value;
	return true;
}

bool parse_number(const char *text, uint64_t least, uint64_t most,
		  uint64_t *number)
{
	uint64_t value;

	if (!parse_digits(&text, &value) || *text != '\0' || value < least ||
	    value > most)
		return false;
	*number = value;
	return true;
}

bool parse_tenths(const char *text, uint64_t least, uint64_t most,
		  uint64_t *tenths)
{
	uint64_t value;

	if (!parse_digits(&text, &value) || value > most / 10)
		return false;
	value *= 10;
	if (text[0] == '.' && isdigit((unsigned char)text[1])) {
		value += (uint64_t)(text[1] - '0');
		text += 2;
	}
	if (*text != '\0' || value < least || value > most)
		return false;
	*tenths = value;
	return true;
}

bool parse_size(const char *text, uint64_t *bytes)
{
	static const char units[] = "KMG";
	const char *unit;
	unsigned shift = 0;
	uint64_t value;

	if (!parse_digits(&text, &value))
		return false;
	if (*text != '\0') {
		unit = strchr(units, toupper((unsigned char)*text));
		if (unit == NULL || text[1] != '\0')
			return false;
		shift = 10 * (unsigned)(unit - units + 1);
	}
	if (value > UINT64_MAX >> shift)
		return false;
	*bytes = value << shift;
	return true;
}

bool parse_seconds(const char *text, int64_t *milliseconds)
{
	uint64_t seconds = 0, thousandths = 0;
	uint64_t unit = 100;

	if (*text != '.' && !parse_digits(&text, &seconds))
		return false;
	if (*text == '.') {
		text++;
		if (!isdigit((unsigned char)*text))
			return false;
		for (; isdigit((unsigned char)*text); text++, unit /= 10)
			thousandths += (uint64_t)(*text - '0') * unit;
	}
	if (*text != '\0' || seconds > SECONDS_MAX ||
	    seconds * 1000 + thousandths == 0)
		return false;
	*milliseconds = (int64_t)(seconds * 1000 + thousandths);
	return true;
}

static const struct {
	const char *name;
	uint64_t milliseconds;
} time_units[] = {
	{ "h", 3600000 },
	{ "m", 60000 },
	{ "s", 1000 },
	{ "ms", 1 },
};
#define TIME_UNITS (sizeof time_units / sizeof time_units[0])
#define YEAR (365 * 24 * time_units[0].milliseconds)

bool parse_time(const char *text, uint64_t *milliseconds)
{
	uint64_t value;

	if (!parse_digits(&text, &value) || value == 0)
		return false;
	for (size_t i = 0; i < TIME_UNITS; i++) {
		uint64_t unit = time_units[i].milliseconds;

		if (strcmp(text, time_units[i].name) == 0 &&
		    value <= YEAR / unit) {
			*milliseconds = value * unit;
			return true;
		}
	}
	return false;
}

const char *time_text(uint64_t milliseconds, char text[TIME_TEXT_MAX])
{
	size_t i = 0;

	while (milliseconds % time_units[i].milliseconds != 0)
		i++;
	snprintf(text, TIME_TEXT_MAX, "%" PRIu64 "%s",
		 milliseconds / time_units[i].milliseconds, time_units[i].name);
	return text;
}

const char *size_text(uint64_t bytes, char text[SIZE_TEXT_MAX])
{
	static const char *const units[] = { "", "K", "M", "G" };
	unsigned unit = 0;

	while (unit < 3 && bytes != 0 && bytes % 1024 == 0) {
		bytes /= 1024;
		unit++;
	}
	snprintf(text, SIZE_TEXT_MAX, "%" PRIu64 "%s", bytes, units[unit]);
	return text;
}
