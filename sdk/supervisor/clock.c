/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <time.h>

#include <ilwaco/clock.h>

#include "host.h"

int64_t clock_monotonic(void)
{
	return (int64_t)(ilw_clock_monotonic() / ILW_MILLISECOND);
}

int64_t clock_wall(void)
{
	return ilw_clock_realtime() / (int64_t)ILW_MILLISECOND;
}

const char *clock_text(int64_t wall, char text[CLOCK_TEXT])
{
	time_t seconds = (time_t)(wall / 1000);
	struct tm parts;
	size_t length;

	gmtime_r(&seconds, &parts);
	length = strftime(text, CLOCK_TEXT, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text + length, CLOCK_TEXT - length, ".%03uZ",
		 (unsigned)(wall % 1000));
	return text;
}

/* A number of exactly so many digits. */
static bool digits(const char **text, int count, int *number)
{
	*number = 0;
	for (; count > 0; count--, (*text)++) {
		if (**text < '0' || **text > '9')
			return false;
		*number = *number * 10 + (**text - '0');
	}
	return true;
}

/* Digits behind a point, at least one: in thousandths. */
static bool fraction(const char **text, int *thousandths)
{
	int worth = 100, digit;

	*thousandths = 0;
	if (**text < '0' || **text > '9')
		return false;
	while (digits(text, 1, &digit)) {
		*thousandths += digit * worth;
		worth /= 10;
	}
	return true;
}

static bool sign(const char **text, char sign)
{
	return *(*text)++ == sign;
}

static bool date(const char **text, struct tm *parts)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };

	if (!digits(text, 4, &parts->tm_year) || !sign(text, '-') ||
	    !digits(text, 2, &parts->tm_mon) || !sign(text, '-') ||
	    !digits(text, 2, &parts->tm_mday) || parts->tm_year < 1970 ||
	    parts->tm_mon < 1 || parts->tm_mon > 12 || parts->tm_mday < 1 ||
	    parts->tm_mday > days[parts->tm_mon - 1])
		return false;
	return true;
}

static bool time_of_day(const char **text, struct tm *parts)
{
	return digits(text, 2, &parts->tm_hour) && sign(text, ':') &&
	       digits(text, 2, &parts->tm_min) && sign(text, ':') &&
	       digits(text, 2, &parts->tm_sec) && parts->tm_hour < 24 &&
	       parts->tm_min < 60 && parts->tm_sec < 60;
}

/* Days from 1970 on, by the calendar whose years begin in March. */
static int64_t days_since_1970(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t m = month > 2 ? month - 3 : month + 9;

	return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day -
	       719469;
}

bool clock_parse(const char *text, int64_t *wall)
{
	struct tm parts = { 0 };
	int thousandths = 0;

	if (!date(&text, &parts) || !sign(&text, 'T') ||
	    !time_of_day(&text, &parts))
		return false;
	if (*text == '.' && !(text++, fraction(&text, &thousandths)))
		return false;
	if (text[0] != 'Z' || text[1] != '\0')
		return false;
	*wall = (days_since_1970(parts.tm_year, parts.tm_mon, parts.tm_mday) *
			 86400 +
		 parts.tm_hour * 3600 + parts.tm_min * 60 + parts.tm_sec) *
			1000 +
		thousandths;
	return true;
}
