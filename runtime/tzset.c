/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The time zone, from the environment's TZ as POSIX describes it:
 *
 *	std offset [ dst [ offset ] [ ,start[/time] ,end[/time] ] ]
 *
 * newlib's knows no names in <>, by which zones are named that have only a
 * number.  What cannot be read is UTC; there are no files of zones.
 */
#include <ctype.h>
#include <reent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NAME_MIN 3
#define NAME_MOST 10
#define TEXT_MOST 95
#define HOUR 3600
#define MOST_HOURS 167

/* newlib's. */
void _tzset_unlocked_r(struct _reent *reent);
int __tzcalc_limits(int year);
void __tz_lock(void);
void __tz_unlock(void);

static char last_text[TEXT_MOST + 1];
static char names[2][NAME_MOST + 1];

static bool in_name(char c, bool quoted)
{
	if (quoted)
		return isalnum((unsigned char)c) || c == '+' || c == '-';
	return isalpha((unsigned char)c);
}

static bool read_name(const char **at, char *name)
{
	bool quoted = **at == '<';
	size_t length = 0;
	const char *from = *at + quoted;

	while (in_name(from[length], quoted))
		length++;
	if (length < NAME_MIN || length > NAME_MOST ||
	    (quoted && from[length] != '>'))
		return false;
	memcpy(name, from, length);
	name[length] = '\0';
	*at = from + length + quoted;
	return true;
}

static bool read_number(const char **at, int least, int most, int *number)
{
	char *end;
	long value;

	if (!isdigit((unsigned char)**at))
		return false;
	value = strtol(*at, &end, 10);
	*at = end;
	*number = (int)value;
	return value >= least && value <= most;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool read_time(const char **at, int *seconds)
{
	int sign = **at == '-' ? -1 : 1;
	int hours, minutes = 0, rest = 0;

	if (**at == '-' || **at == '+')
		++*at;
	if (!read_number(at, 0, MOST_HOURS, &hours))
		return false;
	if (**at == ':') {
		++*at;
		if (!read_number(at, 0, 59, &minutes))
			return false;
		if (**at == ':') {
			++*at;
			if (!read_number(at, 0, 59, &rest))
				return false;
		}
	}
	*seconds = sign * (hours * HOUR + minutes * 60 + rest);
	return true;
}

/* m.n.d, after the M. */
static bool read_month_rule(const char **at, __tzrule_type *rule)
{
	rule->ch = 'M';
	if (!read_number(at, 1, 12, &rule->m) || *(*at)++ != '.')
		return false;
	if (!read_number(at, 1, 5, &rule->n) || *(*at)++ != '.')
		return false;
	return read_number(at, 0, 6, &rule->d);
}

/* ,date[/time] */
static bool read_rule(const char **at, __tzrule_type *rule)
{
	bool read;

	if (*(*at)++ != ',')
		return false;
	if (**at == 'M') {
		++*at;
		read = read_month_rule(at, rule);
	} else if (**at == 'J') {
		++*at;
		rule->ch = 'J';
		read = read_number(at, 1, 365, &rule->d);
	} else {
		rule->ch = 'D';
		read = read_number(at, 0, 365, &rule->d);
	}
	rule->s = 2 * HOUR;
	if (read && **at == '/') {
		++*at;
		read = read_time(at, &rule->s);
	}
	return read;
}

/* From the name of the summer time on. */
static bool read_summer(const char **at, __tzrule_type rules[2])
{
	static const char usual[] = ",M3.2.0,M11.1.0";
	const char *dates = usual;
	int offset = (int)rules[0].offset - HOUR;

	if (!read_name(at, names[1]))
		return false;
	if (**at != '\0' && **at != ',' && !read_time(at, &offset))
		return false;
	if (**at != '\0')
		dates = *at;
	rules[1].offset = offset;
	return read_rule(&dates, &rules[0]) && read_rule(&dates, &rules[1]) &&
	       *dates == '\0';
}

static bool read_zone(const char *at, __tzrule_type rules[2])
{
	int offset;

	if (*at == ':')
		at++;
	if (!read_name(&at, names[0]) || !read_time(&at, &offset))
		return false;
	rules[0].offset = offset;
	if (*at != '\0')
		return read_summer(&at, rules);
	rules[1].offset = offset;
	strcpy(names[1], names[0]);
	return true;
}

static void set_zone(const char *text)
{
	__tzinfo_type *zone = __gettzinfo();
	static const __tzrule_type none = { .ch = 'J' };

	zone->__tzrule[0] = none;
	zone->__tzrule[1] = none;
	if (!read_zone(text, zone->__tzrule)) {
		zone->__tzrule[0] = none;
		zone->__tzrule[1] = none;
		strcpy(names[0], "GMT");
		strcpy(names[1], "GMT");
	}
	__tzcalc_limits(zone->__tzyear);
	_timezone = zone->__tzrule[0].offset;
	_daylight = zone->__tzrule[0].offset != zone->__tzrule[1].offset;
	_tzname[0] = names[0];
	_tzname[1] = names[1];
}

void _tzset_unlocked_r(struct _reent *reent)
{
	const char *text = _getenv_r(reent, "TZ");

	if (text == NULL || strlen(text) > TEXT_MOST)
		text = "";
	if (names[0][0] != '\0' && strcmp(text, last_text) == 0)
		return;
	strcpy(last_text, text);
	set_zone(text);
}

void _tzset_r(struct _reent *reent)
{
	__tz_lock();
	_tzset_unlocked_r(reent);
	__tz_unlock();
}
