/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The small functions of the C library that newlib lacks: searching, lines,
 * paths, messages, numbers by chance, dates, money, terminals.
 */
#define _XOPEN_SOURCE 700

#include <aio.h>
#include <fmtmsg.h>
#include <libgen.h>
#include <locale.h>
#include <monetary.h>
#include <nl_types.h>
#include <search.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <ulimit.h>
#include <unistd.h>

#include "guest/check.h"

struct item {
	struct item *next, *previous;
	int number;
};

static void check_queue(void)
{
	struct item a = { .number = 1 }, b = { .number = 2 }, c = { 0 };

	insque(&a, NULL);
	CHECK(a.next == NULL && a.previous == NULL);
	insque(&b, &a);
	insque(&c, &a);
	CHECK(a.next == &c && c.next == &b && b.previous == &c);
	CHECK(c.previous == &a && b.next == NULL);
	remque(&c);
	CHECK(a.next == &b && b.previous == &a);
	remque(&a);
	CHECK(b.previous == NULL);
}

static int same(const void *a, const void *b)
{
	return *(const int *)a != *(const int *)b;
}

static void check_table(void)
{
	int table[4] = { 5, 6 }, key = 6;
	size_t count = 2;

	CHECK(lfind(&key, table, &count, sizeof key, same) == &table[1]);
	key = 7;
	CHECK(lfind(&key, table, &count, sizeof key, same) == NULL);
	CHECK(lsearch(&key, table, &count, sizeof key, same) == &table[2]);
	CHECK(count == 3 && table[2] == 7);
	CHECK(lsearch(&key, table, &count, sizeof key, same) == &table[2]);
	EQUAL(count, 3);
}

static void check_lines(void)
{
	char text[] = "one\n\nthree";
	FILE *file = fmemopen(text, sizeof text - 1, "r");
	char *line = NULL;
	size_t room = 0;

	EQUAL(getline(&line, &room, file), 4);
	CHECK(strcmp(line, "one\n") == 0 && room > 4);
	EQUAL(getline(&line, &room, file), 1);
	EQUAL(getdelim(&line, &room, 'r', file), 3);
	CHECK(strcmp(line, "thr") == 0);
	EQUAL(getline(&line, &room, file), 2);
	EQUAL(getline(&line, &room, file), -1);
	FAILS(getline(NULL, &room, file), EINVAL);
	FAILS(getline(&line, NULL, file), EINVAL);
	free(line);
	fclose(file);
}

static void check_path(const char *path, const char *folder, const char *name)
{
	char one[32], other[32];

	strcpy(one, path);
	strcpy(other, path);
	if (!CHECK(strcmp(dirname(one), folder) == 0 &&
		   strcmp(basename(other), name) == 0))
		printf("%s\n", path);
}

static void check_paths(void)
{
	char resolved[4096];
	char *made;

	check_path("/usr/lib", "/usr", "lib");
	check_path("/usr/", "/", "usr");
	check_path("usr", ".", "usr");
	check_path("//", "/", "/");
	check_path("/", "/", "/");
	check_path(".", ".", ".");
	check_path("a//b//", "a", "b");
	check_path("", ".", ".");
	CHECK(strcmp(basename(NULL), ".") == 0 && dirname(NULL)[0] == '.');
	CHECK(realpath("/dev/../dev//null", resolved) == resolved &&
	      strcmp(resolved, "/dev/null") == 0);
	made = realpath("etc/./hosts", NULL);
	CHECK(made != NULL && strcmp(made, "/etc/hosts") == 0);
	free(made);
	CHECK(realpath("/nothing", resolved) == NULL && errno == ENOENT);
	CHECK(realpath("", resolved) == NULL && errno == ENOENT);
	CHECK(realpath(NULL, resolved) == NULL && errno == EINVAL);
}

static void check_messages(void)
{
	CHECK(catopen("any", 0) == (nl_catd)-1 && errno == ENOENT);
	CHECK(strcmp(catgets((nl_catd)-1, 1, 1, "own"), "own") == 0);
	FAILS(catclose((nl_catd)-1), EBADF);
	EQUAL(fmtmsg(MM_PRINT, "BSD:ls", MM_HALT, "bad", "more", "BSD:ls:1"),
	      MM_OK);
	EQUAL(fmtmsg(MM_PRINT, MM_NULLLBL, MM_NOSEV, "text", MM_NULLACT,
		     MM_NULLTAG),
	      MM_OK);
	EQUAL(fmtmsg(MM_PRINT, "nocolon", MM_HALT, "bad", "", ""), MM_NOTOK);
	EQUAL(fmtmsg(MM_PRINT, "a:b", 9, "bad", "", ""), MM_NOTOK);
	EQUAL(fmtmsg(0, "a:b", MM_INFO, "unseen", "", ""), MM_OK);
}

static void check_random(void)
{
	char small[8], large[300];
	long first, second;
	char *before;

	srandom(42);
	first = random();
	second = random();
	CHECK(first >= 0 && second >= 0 && first != second);
	srandom(42);
	CHECK(random() == first && random() == second);
	before = initstate(7, small, sizeof small);
	CHECK(before != NULL);
	first = random();
	CHECK(initstate(7, large, sizeof large) == small);
	CHECK(random() != first || random() != first);
	CHECK(setstate(small) == large);
	CHECK(setstate(before) == small);
	srandom(42);
	random();
	EQUAL(random(), second);
	CHECK(initstate(1, small, 7) == NULL && errno == EINVAL);
}

static void check_dates(void)
{
	struct tm *date;

	setenv("TZ", "XYZ-2:30", 1);
	tzset();
	EQUAL(timezone, -9000);
	EQUAL(daylight, 0);
	unsetenv("DATEMSK");
	CHECK(getdate("2020-01-02") == NULL && getdate_err == 1);
	setenv("DATEMSK", "/nothing", 1);
	CHECK(getdate("2020-01-02") == NULL && getdate_err == 2);
	setenv("DATEMSK", "/etc/forms", 1);
	date = getdate("2020-01-02 03:04:05");
	CHECK(date != NULL && date->tm_year == 120 && date->tm_mon == 0 &&
	      date->tm_mday == 2 && date->tm_hour == 3 && date->tm_sec == 5 &&
	      date->tm_wday == 4);
	date = getdate("12:30");
	CHECK(date != NULL && date->tm_hour == 12 && date->tm_min == 30 &&
	      date->tm_sec == 0 && date->tm_year >= 100);
	CHECK(getdate("never") == NULL && getdate_err == 7);
}

static void check_money(void)
{
	char text[40];

	EQUAL(strfmon(text, 40, "%n|%i%%", 1234.567, -5.0), 14);
	CHECK(strcmp(text, "1234.57|-5.00%") == 0);
	EQUAL(strfmon(text, 40, "%=*#6.1n%(n%-9.0n|", -1.25, -2.0, 3.0), 25);
	CHECK(strcmp(text, "-*****1.2(2.00)3        |") == 0 ||
	      strcmp(text, "-*****1.3(2.00)3        |") == 0);
	EQUAL(strfmon_l(text, 40, LC_GLOBAL_LOCALE, "%10n", 1.5), 10);
	CHECK(strcmp(text, "      1.50") == 0);
	FAILS(strfmon(text, 4, "%n", 1.5), E2BIG);
	FAILS(strfmon(text, 40, "%x", 1.5), EINVAL);
}

static void check_terminals(void)
{
	struct termios attributes = { 0 };

	FAILS(tcgetattr(0, &attributes), ENOTTY);
	FAILS(tcsetattr(99, TCSANOW, &attributes), EBADF);
	FAILS(tcdrain(1), ENOTTY);
	FAILS(tcflow(1, TCOON), ENOTTY);
	FAILS(tcflush(1, TCIOFLUSH), ENOTTY);
	FAILS(tcsendbreak(1, 0), ENOTTY);
	FAILS(tcgetsid(1), ENOTTY);
	EQUAL(cfsetispeed(&attributes, B9600), 0);
	EQUAL(cfsetospeed(&attributes, B300), 0);
	EQUAL(cfgetispeed(&attributes), B9600);
	EQUAL(cfgetospeed(&attributes), B300);
}

static void check_limits(void)
{
	CHECK(ulimit(UL_GETFSIZE) > 0);
	FAILS(ulimit(99), EINVAL);
}

static jmp_buf place;

static void check_jump(void)
{
	volatile int jumps = 0;

	if (_setjmp(place) == 0) {
		jumps++;
		_longjmp(place, 2);
	}
	EQUAL(jumps, 1);
}

static void check_asynchronous(void)
{
	struct aiocb request = { .aio_fildes = 0 };
	struct aiocb *requests[] = { &request };

	FAILS(aio_read(&request), ENOSYS);
	FAILS(aio_write(&request), ENOSYS);
	FAILS(aio_fsync(O_SYNC, &request), ENOSYS);
	FAILS(lio_listio(LIO_WAIT, requests, 1, NULL), ENOSYS);
	EQUAL(aio_error(&request), ENOSYS);
	FAILS(aio_return(&request), ENOSYS);
	FAILS(aio_cancel(0, &request), ENOSYS);
	FAILS(aio_suspend((const struct aiocb *const *)requests, 1, NULL),
	      ENOSYS);
}

int main(void)
{
	check_money();
	check_terminals();
	check_limits();
	check_jump();
	check_asynchronous();
	check_queue();
	check_table();
	check_lines();
	check_paths();
	check_messages();
	check_random();
	check_dates();
	return check_end();
}
