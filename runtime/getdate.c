/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Dates in the forms that a file lists, which the environment's DATEMSK names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NO_MASK 1
#define CANNOT_OPEN 2
#define NOT_A_FILE 4
#define NO_MATCH 7
#define BAD_DATE 8

static int last_error;

int *__getdate_err(void);

int *__getdate_err(void)
{
	return &last_error;
}

/* What the text does not say is now; a time of day without a day that has
 * passed is tomorrow's. */
static void fill(struct tm *date)
{
	time_t seconds = time(NULL);
	struct tm now;

	localtime_r(&seconds, &now);
	if (date->tm_hour < 0 && date->tm_min < 0 && date->tm_sec < 0) {
		date->tm_hour = now.tm_hour;
		date->tm_min = now.tm_min;
		date->tm_sec = now.tm_sec;
	}
	date->tm_hour = date->tm_hour < 0 ? 0 : date->tm_hour;
	date->tm_min = date->tm_min < 0 ? 0 : date->tm_min;
	date->tm_sec = date->tm_sec < 0 ? 0 : date->tm_sec;
	if (date->tm_year < 0 && date->tm_mon < 0 && date->tm_mday < 0) {
		date->tm_mday = now.tm_mday;
		if (date->tm_wday >= 0)
			date->tm_mday += (date->tm_wday - now.tm_wday + 7) % 7;
		else if (date->tm_hour < now.tm_hour)
			date->tm_mday++;
		date->tm_mon = now.tm_mon;
		date->tm_year = now.tm_year;
	}
	if (date->tm_year < 0)
		date->tm_year = now.tm_year + (date->tm_mon >= 0 &&
					       date->tm_mon < now.tm_mon);
	date->tm_mon = date->tm_mon < 0 ? now.tm_mon : date->tm_mon;
	date->tm_mday = date->tm_mday < 0 ? 1 : date->tm_mday;
	date->tm_isdst = -1;
}

/* Is text all that a line of the file says? */
static int matches(const char *text, char *form, struct tm *date)
{
	const char *end;

	memset(date, -1, sizeof *date);
	form[strcspn(form, "\n")] = '\0';
	end = strptime(text, form, date);
	return end != NULL && end[strspn(end, " \t\n")] == '\0';
}

static int search(const char *text, FILE *file, struct tm *date)
{
	char form[256];

	while (fgets(form, sizeof form, file) != NULL)
		if (form[0] != '\n' && matches(text, form, date)) {
			fill(date);
			return mktime(date) != (time_t)-1 ? 0 : BAD_DATE;
		}
	return ferror(file) ? NOT_A_FILE : NO_MATCH;
}

static int find_date(const char *text, struct tm *date)
{
	const char *name = getenv("DATEMSK");
	FILE *file;
	int error;

	if (name == NULL || *name == '\0')
		return NO_MASK;
	file = fopen(name, "r");
	if (file == NULL)
		return CANNOT_OPEN;
	error = search(text, file, date);
	fclose(file);
	return error;
}

struct tm *getdate(const char *text)
{
	static struct tm date;

	last_error = find_date(text, &date);
	return last_error == 0 ? &date : NULL;
}
