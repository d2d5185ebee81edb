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
