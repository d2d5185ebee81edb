/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Dates from text, in the C locale.  newlib's takes what is no date: numbers
 * out of range, and names that there are not.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define HAS_DAY 0x1
#define HAS_MONTH 0x2
#define HAS_YEAR 0x4
#define HAS_CENTURY 0x8
#define HAS_DATE (HAS_DAY | HAS_MONTH | HAS_YEAR)

/* What cannot be written to the result before all is read. */
struct parse {
	const char *at; /* NULL: it is no date */
	struct tm *time;
	unsigned int has;
	int century;
	bool afternoon;
	bool half_days; /* %I */
};

static const char *const days[] = { "Sunday",    "Monday",   "Tuesday",
				    "Wednesday", "Thursday", "Friday",
				    "Saturday" };
static const char *const months[] = {
	"January", "February", "March",     "April",   "May",      "June",
	"July",    "August",   "September", "October", "November", "December",
};
static const char *const halves[] = { "AM", "PM" };

static void skip_space(struct parse *parse)
{
	while (isspace((unsigned char)*parse->at))
		parse->at++;
}

/* One of the names, whole or its first `short_length` characters. */
static int name(struct parse *parse, const char *const *names, int count,
		size_t short_length)
{
	for (int i = 0; i < count; i++) {
		size_t length = strlen(names[i]);

		if (strncasecmp(parse->at, names[i], length) != 0)
			length = short_length;
		if (strncasecmp(parse->at, names[i], length) == 0) {
			parse->at += length;
			return i;
		}
	}
	parse->at = NULL;
	return 0;
}

static int number(struct parse *parse, int digits, int least, int most)
{
	const char *at = parse->at;
	int value = 0;

	while (isspace((unsigned char)*at))
		at++;
	if (!isdigit((unsigned char)*at)) {
		parse->at = NULL;
		return 0;
	}
	while (digits-- > 0 && isdigit((unsigned char)*at))
		value = value * 10 + *at++ - '0';
	parse->at = value >= least && value <= most ? at : NULL;
	return value;
}

static void year_of_century(struct parse *parse)
{
	int year = number(parse, 2, 0, 99);

	parse->time->tm_year = year;
	if (!(parse->has & HAS_CENTURY))
		parse->century = year < 69 ? 20 : 19;
	parse->has |= HAS_YEAR | HAS_CENTURY;
}

static void century(struct parse *parse)
{
	if (!(parse->has & HAS_YEAR))
		parse->time->tm_year = 0;
	parse->century = number(parse, 2, 0, 99);
	parse->has |= HAS_YEAR | HAS_CENTURY;
}

static void year(struct parse *parse)
{
	int value = number(parse, 4, 0, 9999);

	parse->time->tm_year = value % 100;
	parse->century = value / 100;
	parse->has |= HAS_YEAR | HAS_CENTURY;
}

static void convert_all(struct parse *parse, const char *format);

/* Those that stand for several. */
static const char *composite(char conversion)
{
	switch (conversion) {
	case 'c':
		return "%a %b %e %H:%M:%S %Y";
	case 'D':
	case 'x':
		return "%m/%d/%y";
	case 'F':
		return "%Y-%m-%d";
	case 'R':
		return "%H:%M";
	case 'r':
		return "%I:%M:%S %p";
	case 'T':
	case 'X':
		return "%H:%M:%S";
	default:
		return NULL;
	}
}

static void convert_time(struct parse *parse, char conversion)
{
	struct tm *time = parse->time;

	switch (conversion) {
	case 'H':
		time->tm_hour = number(parse, 2, 0, 23);
		parse->half_days = false;
		break;
	case 'I':
		time->tm_hour = number(parse, 2, 1, 12) % 12;
		parse->half_days = true;
		break;
	case 'M':
		time->tm_min = number(parse, 2, 0, 59);
		break;
	case 'p':
		parse->afternoon = name(parse, halves, 2, 2) == 1;
		break;
	case 'S':
		time->tm_sec = number(parse, 2, 0, 60);
		break;
	default:
		parse->at = NULL;
	}
}

static void convert_date(struct parse *parse, char conversion)
{
	struct tm *time = parse->time;

	switch (conversion) {
	case 'a':
	case 'A':
		time->tm_wday = name(parse, days, 7, 3);
		break;
	case 'b':
	case 'B':
	case 'h':
		time->tm_mon = name(parse, months, 12, 3);
		parse->has |= HAS_MONTH;
		break;
	case 'd':
	case 'e':
		time->tm_mday = number(parse, 2, 1, 31);
		parse->has |= HAS_DAY;
		break;
	case 'j':
		time->tm_yday = number(parse, 3, 1, 366) - 1;
		break;
	case 'm':
		time->tm_mon = number(parse, 2, 1, 12) - 1;
		parse->has |= HAS_MONTH;
		break;
	case 'U':
	case 'W':
		number(parse, 2, 0, 53);
		break;
	case 'w':
		time->tm_wday = number(parse, 1, 0, 6);
		break;
	default:
		convert_time(parse, conversion);
	}
}

static void convert(struct parse *parse, char conversion)
{
	const char *several = composite(conversion);

	if (several != NULL)
		convert_all(parse, several);
	else if (conversion == 'n' || conversion == 't')
		skip_space(parse);
	else if (conversion == '%')
		parse->at = *parse->at == '%' ? parse->at + 1 : NULL;
	else if (conversion == 'y')
		year_of_century(parse);
	else if (conversion == 'C')
		century(parse);
	else if (conversion == 'Y')
		year(parse);
	else
		convert_date(parse, conversion);
}

static void convert_all(struct parse *parse, const char *format)
{
	while (*format != '\0' && parse->at != NULL) {
		if (isspace((unsigned char)*format)) {
			skip_space(parse);
			format++;
		} else if (*format != '%') {
			parse->at = *parse->at == *format ? parse->at + 1 :
							    NULL;
			format++;
		} else {
			format++;
			if (*format == 'E' || *format == 'O')
				format++;
			convert(parse, *format);
			if (*format != '\0')
				format++;
		}
	}
}

/* The days of the week and the year follow from the date. */
static void complete(struct tm *time)
{
	static const short before[] = { 0,   31,  59,  90,  120, 151,
					181, 212, 243, 273, 304, 334 };
	int year = time->tm_year + 1900;
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	int last = year - 1;

	time->tm_yday = before[time->tm_mon] + time->tm_mday - 1 +
			(leap && time->tm_mon > 1);
	time->tm_wday = (last * 365 + last / 4 - last / 100 + last / 400 +
			 time->tm_yday + 1) %
			7;
}

char *strptime(const char *text, const char *format, struct tm *time)
{
	struct parse parse = { .at = text, .time = time };

	convert_all(&parse, format);
	if (parse.at == NULL)
		return NULL;
	if (parse.half_days && parse.afternoon)
		time->tm_hour += 12;
	if (parse.has & HAS_CENTURY)
		time->tm_year += parse.century * 100 - 1900;
	if ((parse.has & HAS_DATE) == HAS_DATE)
		complete(time);
	return (char *)(size_t)parse.at;
}

char *strptime_l(const char *text, const char *format, struct tm *time,
		 locale_t locale)
{
	(void)locale;
	return strptime(text, format, time);
}
