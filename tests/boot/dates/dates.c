/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Dates: time zones by POSIX rules, and text in both directions.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guest/check.h"

#define WINTER 1704067200 /* 2024-01-01 00:00:00 UTC */
#define SUMMER 1719792000 /* 2024-07-01 00:00:00 UTC */

static void expect_local(time_t time, const char *expected)
{
	struct tm broken;
	char text[64];

	CHECK(localtime_r(&time, &broken) == &broken);
	strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %Z", &broken);
	if (!CHECK(strcmp(text, expected) == 0))
		printf("\t%s, not %s\n", text, expected);
	EQUAL(mktime(&broken), time);
}

static void set_zone(const char *zone)
{
	EQUAL(setenv("TZ", zone, 1), 0);
	tzset();
}

static void check_zones(void)
{
	expect_local(WINTER, "2024-01-01 00:00:00 GMT");
	set_zone("CET-1CEST,M3.5.0,M10.5.0/3");
	expect_local(WINTER, "2024-01-01 01:00:00 CET");
	expect_local(SUMMER, "2024-07-01 02:00:00 CEST");
	expect_local(1711846799, "2024-03-31 01:59:59 CET");
	expect_local(1711846800, "2024-03-31 03:00:00 CEST");
	EQUAL(_daylight, 1);
	EQUAL(_timezone, -3600);
	CHECK(strcmp(tzname[1], "CEST") == 0);
	set_zone("PST8PDT,M3.2.0,M11.1.0");
	expect_local(WINTER, "2023-12-31 16:00:00 PST");
	expect_local(SUMMER, "2024-06-30 17:00:00 PDT");
	set_zone("<+0545>-5:45");
	expect_local(WINTER, "2024-01-01 05:45:00 +0545");
	set_zone("AEST-10AEDT");
	EQUAL(_daylight, 1);
	set_zone("NZST-12NZDT,M9.5.0,M4.1.0/3"); /* summer in January */
	expect_local(WINTER, "2024-01-01 13:00:00 NZDT");
	expect_local(SUMMER, "2024-07-01 12:00:00 NZST");
	set_zone("AAA3BBB,J60/0,J300/-1");
	expect_local(1709175600, "2024-02-29 00:00:00 AAA");
	expect_local(1709262000, "2024-03-01 01:00:00 BBB");
	set_zone("AAA0BBB-2,59/0:30,300");
	expect_local(1709166600, "2024-02-29 02:30:00 BBB");
	set_zone("AB3");
	expect_local(WINTER, "2024-01-01 00:00:00 GMT");
	set_zone("CET-1CEST,M13.1.1,M1.1.1");
	expect_local(WINTER, "2024-01-01 00:00:00 GMT");
	set_zone("<CET-1");
	expect_local(WINTER, "2024-01-01 00:00:00 GMT");
	set_zone("UTC0");
	expect_local(SUMMER, "2024-07-01 00:00:00 UTC");
}

static void check_strptime(void)
{
	static const struct {
		const char *text, *format;
	} bad[] = {
		{ "32", "%d" },  { "30 Foo", "%d %b" }, { "24:00", "%R" },
		{ "0", "%I" },   { "13", "%m" },        { "x", "y" },
		{ "", "%d" },    { "12", "%Q" },        { "61", "%S" },
		{ "367", "%j" }, { "1 2", "%d%%" },     { "am", "%a" },
	};
	struct tm time = { 0 };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!CHECK(strptime(bad[i].text, bad[i].format, &time) == NULL))
			printf("\t%s\n", bad[i].text);
	CHECK(*strptime("Thursday,  29 february 2024 rest", "%a, %d %B %Y",
			&time) == ' ');
	CHECK(time.tm_mday == 29 && time.tm_mon == 1 && time.tm_year == 124);
	CHECK(time.tm_wday == 4 && time.tm_yday == 59);
	CHECK(*strptime("12:05:09 am", "%I:%M:%S %p", &time) == '\0');
	CHECK(time.tm_hour == 0 && time.tm_min == 5 && time.tm_sec == 9);
	CHECK(*strptime("11PM", "%I%p", &time) == '\0');
	EQUAL(time.tm_hour, 23);
	CHECK(*strptime("68", "%y", &time) == '\0' && time.tm_year == 168);
	CHECK(*strptime("69", "%y", &time) == '\0' && time.tm_year == 69);
	CHECK(*strptime("2131", "%C%y", &time) == '\0' && time.tm_year == 231);
	CHECK(*strptime("12/31/99 % 23:59", "%D %% %OH:%M", &time) == '\0');
	CHECK(time.tm_yday == 364 && time.tm_wday == 5);
	CHECK(*strptime("Mon Jan  1 00:00:00 2024", "%c", &time) == '\0');
	CHECK(time.tm_wday == 1 && time.tm_yday == 0);
	CHECK(*strptime(" 366", "%j", &time) == '\0' && time.tm_yday == 365);
}

static void check_text(void)
{
	struct tm broken = { 0 };
	char text[32];
	time_t leap = 1709210096; /* 2024-02-29 12:34:56 UTC */

	CHECK(strptime("29 Feb 2024 12:34:56", "%d %b %Y %H:%M:%S", &broken) !=
	      NULL);
	EQUAL(mktime(&broken), leap);
	EQUAL(broken.tm_yday, 59);
	gmtime_r(&leap, &broken);
	CHECK(strcmp(asctime_r(&broken, text), "Thu Feb 29 12:34:56 2024\n") ==
	      0);
	CHECK(strcmp(ctime_r(&leap, text), "Thu Feb 29 12:34:56 2024\n") == 0);
	EQUAL(strftime(text, sizeof text, "%j %U %G-W%V-%u", &broken), 17);
	CHECK(strcmp(text, "060 08 2024-W09-4") == 0);
	EQUAL(strftime(text, 3, "%Y", &broken), 0);
	CHECK(difftime(SUMMER, WINTER) == SUMMER - WINTER);
}

static void check_range(void)
{
	struct tm broken;
	time_t far = INT64_C(253402300799); /* the end of 9999 */
	time_t before = -1;
	struct tm next = { .tm_year = 124, .tm_mon = 11, .tm_mday = 32 };

	gmtime_r(&far, &broken);
	EQUAL(broken.tm_year, 8099);
	gmtime_r(&before, &broken);
	CHECK(broken.tm_year == 69 && broken.tm_sec == 59);
	EQUAL(mktime(&broken), -1);
	CHECK(mktime(&next) > 0);
	CHECK(next.tm_year == 125 && next.tm_mon == 0 && next.tm_mday == 1);
}

int main(void)
{
	check_zones();
	check_strptime();
	check_text();
	check_range();
	return check_end();
}
