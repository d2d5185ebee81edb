/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The database of logs: what is kept, what goes, and that it never stands in
 * anybody's way.
 */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rig.h"
#include "sdk/supervisor/logdb.h"

#define MANY 0x1000000

static char folder[] = "/tmp/logdb-XXXXXX", path[64];

static void open_it(int64_t bytes)
{
	const char *wrong = logdb_open(path, bytes);

	cr_assert_null(wrong, "%s", wrong);
}

static void set_up(void)
{
	cr_assert_not_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/logs.db", folder);
	open_it(MANY);
}

static void tear_down(void)
{
	char command[100];

	logdb_close();
	snprintf(command, sizeof command, "rm -r %s", folder);
	cr_expect_eq(system(command), 0);
}

TestSuite(logdb, .init = set_up, .fini = tear_down);

static bool add(int64_t service, uint64_t instance, const char *text)
{
	struct logdb_row row = { .service = service,
				 .time = rig_wall,
				 .instance = instance,
				 .version = 3,
				 .text = (const uint8_t *)text,
				 .length = strlen(text) };

	return logdb_add(&row);
}

static char found[4096];
static unsigned found_count;

static bool find(void *context, const struct logdb_row *row)
{
	size_t used = strlen(found);

	snprintf(found + used, sizeof found - used, "%lld:%.*s ",
		 (long long)row->seq, (int)row->length,
		 row->text == NULL ? "" : (const char *)row->text);
	return ++found_count < *(const unsigned *)context;
}

/* What the range has, at most so many, as "1:one 2:two ". */
static const char *rows(int64_t service, int64_t seq, uint64_t instance,
			bool backwards, unsigned most)
{
	struct logdb_range range = { service, seq, instance, backwards };

	found[0] = '\0';
	found_count = 0;
	logdb_rows(&range, find, &most);
	return found;
}

Test(logdb, numbers_rows_of_each_service)
{
	int64_t begin, last;

	add(1, 11, "a");
	add(2, 21, "x");
	add(1, 12, "b");
	add(1, 11, "");
	cr_expect_str_eq(rows(1, 0, 0, false, 9), "1:a 2:b 3: ");
	cr_expect_str_eq(rows(2, 0, 0, false, 9), "1:x ");
	cr_expect_str_eq(rows(1, 1, 0, false, 1), "2:b ");
	cr_expect_str_eq(rows(1, 0, 11, false, 9), "1:a 3: ");
	cr_expect_str_eq(rows(1, INT64_MAX, 0, true, 2), "3: 2:b ");
	cr_expect_str_eq(rows(7, 0, 0, false, 9), "");
	logdb_bounds(1, &begin, &last);
	cr_expect(begin == 1 && last == 3);
	logdb_bounds(7, &begin, &last);
	cr_expect(begin == 0 && last == 0);
}

static bool expect_all(void *context, const struct logdb_row *row)
{
	(void)context;
	cr_expect_eq(row->service, 5);
	cr_expect_eq(row->seq, 1);
	cr_expect_eq(row->time, rig_wall);
	cr_expect_eq(row->instance, UINT64_C(0xfedcba9876));
	cr_expect_eq(row->version, 9);
	cr_expect_eq(row->missed, 44);
	cr_expect(row->part);
	cr_expect_null(row->text);
	found_count++;
	return true;
}

Test(logdb, keeps_all_of_a_row)
{
	struct logdb_row row = { .service = 5,
				 .time = rig_wall,
				 .instance = UINT64_C(0xfedcba9876),
				 .version = 9,
				 .missed = 44,
				 .part = true };
	struct logdb_range range = { .service = 5 };

	cr_assert(logdb_add(&row));
	logdb_rows(&range, expect_all, NULL);
	cr_expect_eq(found_count, 1);
}

Test(logdb, is_there_after_it_was_closed)
{
	add(1, 11, "before");
	logdb_close();
	open_it(MANY);
	add(1, 11, "after");
	cr_expect_str_eq(rows(1, 0, 0, false, 9), "1:before 2:after ");
}

/* A service's oldest rows make room, and numbers go on. */
Test(logdb, bounds_a_service)
{
	static char text[1001];
	int64_t begin, last;

	memset(text, 't', sizeof text - 1);
	for (int i = 0; i < 3000; i++)
		cr_assert(add(1, 11, text));
	add(2, 21, "small");
	logdb_bounds(1, &begin, &last);
	cr_expect_eq(last, 3000);
	cr_expect_leq((last - begin + 1) * 1032, LOGDB_SERVICE_BYTES);
	cr_expect_geq((last - begin + 1) * 1032, LOGDB_SERVICE_BYTES / 2);
	cr_expect_str_eq(rows(2, 0, 0, false, 9), "1:small ");
}

/* Of many services those with the most make room, and none without. */
Test(logdb, bounds_all_together)
{
	static char text[1001];
	struct stat status;

	logdb_close();
	open_it(0x100000);
	memset(text, 't', sizeof text - 1);
	add(1000, 1, "modest");
	for (int i = 0; i < 5000; i++)
		cr_assert(add(1 + i % 10, 11, text));
	cr_expect_str_eq(rows(1000, 0, 0, false, 9), "1:modest ");
	for (int service = 1; service <= 10; service++)
		cr_expect_str_neq(rows(service, 0, 0, false, 1), "");
	logdb_close();
	cr_assert_eq(stat(path, &status), 0);
	cr_expect_lt(status.st_size, 0x300000);
	open_it(MANY);
}

Test(logdb, forgets_a_service)
{
	add(1, 11, "a");
	add(2, 21, "b");
	logdb_ended(1, 11, rig_wall);
	logdb_forget(1);
	cr_expect_str_eq(rows(1, 0, 0, false, 9), "");
	cr_expect_eq(logdb_previous(1), 0);
	cr_expect_str_eq(rows(2, 0, 0, false, 9), "1:b ");
}

static bool is_two(int64_t service)
{
	return service == 2;
}

Test(logdb, forgets_whom_nobody_knows)
{
	struct logdb_crash crash = { .service = 3,
				     .build = "",
				     .text = "",
				     .record = "r",
				     .length = 1 };

	add(1, 11, "a");
	add(2, 21, "b");
	logdb_add_crash(&crash);
	logdb_ended(4, 41, rig_wall);
	logdb_forget_others(is_two);
	cr_expect_str_eq(rows(1, 0, 0, false, 9), "");
	cr_expect_str_eq(rows(2, 0, 0, false, 9), "1:b ");
	cr_expect_eq(logdb_previous(4), 0);
	cr_expect_not(logdb_crash(3, 1, NULL, NULL));
}

Test(logdb, knows_who_has_ended)
{
	for (uint64_t i = 1; i <= 50; i++)
		logdb_ended(1, i, rig_wall);
	cr_expect_eq(logdb_previous(1), 50);
	cr_expect_eq(logdb_previous(2), 0);
}

/* ---- crashes ---- */

static bool count_crash(void *context, const struct logdb_crash *crash)
{
	unsigned *count = context;

	cr_expect_eq(crash->id, 15 - *count, "the last first");
	cr_expect_null(crash->record);
	++*count;
	return true;
}

static void expect_crash(void *context, const struct logdb_crash *crash)
{
	(void)context;
	cr_expect_eq(crash->instance, 115);
	cr_expect_eq(crash->version, 2);
	cr_expect_str_eq(crash->build, "abcd");
	cr_expect_str_eq(crash->text, "page fault");
	cr_expect_eq(crash->length, 6);
	cr_expect_arr_eq(crash->record, "re\0ord", 6);
}

Test(logdb, keeps_the_last_crashes)
{
	struct logdb_crash crash = { .service = 1,
				     .time = rig_wall,
				     .version = 2,
				     .build = "abcd",
				     .text = "page fault",
				     .record = "re\0ord",
				     .length = 6 };
	unsigned count = 0;
	char text[30];

	for (uint64_t i = 1; i <= 15; i++) {
		crash.instance = 100 + i;
		cr_expect_eq(logdb_add_crash(&crash), (int64_t)i);
	}
	logdb_crashes(1, count_crash, &count);
	cr_expect_eq(count, LOGDB_CRASHES);
	cr_expect(logdb_crash(1, 15, expect_crash, NULL));
	cr_expect_not(logdb_crash(1, 5, expect_crash, NULL), "it is gone");
	cr_expect_not(logdb_crash(2, 15, expect_crash, NULL),
		      "another service's");
	cr_expect_eq(logdb_crash_of(110, text, sizeof text), 10);
	cr_expect_str_eq(text, "page fault");
	cr_expect_eq(logdb_crash_of(7, text, sizeof text), 0);
}

/* ---- what goes wrong ---- */

static void spoil(size_t from, size_t length)
{
	FILE *file = fopen(path, "r+");

	cr_assert_not_null(file);
	fseek(file, (long)from, SEEK_SET);
	for (size_t i = 0; i < length; i++)
		fputc(0xa5, file);
	fclose(file);
}

Test(logdb, begins_anew_if_it_is_no_database)
{
	add(1, 11, "lost");
	logdb_close();
	spoil(0, 100);
	open_it(MANY);
	cr_expect_eq(rig_logged, 1, "that is said");
	cr_expect_str_eq(rows(1, 0, 0, false, 9), "");
	cr_expect(add(1, 11, "new"));
}

Test(logdb, begins_anew_if_it_is_damaged)
{
	static char text[1001];
	struct stat status;
	bool lost = false;

	memset(text, 't', sizeof text - 1);
	for (int i = 0; i < 500; i++)
		add(1, 11, text);
	logdb_close();
	cr_assert_eq(stat(path, &status), 0);
	spoil(4096, (size_t)status.st_size - 4096);
	open_it(MANY);
	for (int i = 0; i < 500; i++)
		lost |= !add(1, 11, text);
	cr_expect(lost, "what could not be added is said to be lost");
	cr_expect(add(1, 11, "new"));
	cr_expect_neq(rig_logged, 0);
}

/* Where there is no file, little is kept, and nothing fails. */
Test(logdb, does_without_a_file)
{
	static char text[1001];

	logdb_close();
	cr_expect_not_null(logdb_open("/nowhere/logs.db", MANY));
	memset(text, 't', sizeof text - 1);
	for (int i = 0; i < 1000; i++)
		cr_assert(add(1, 11, text));
	add(1, 11, "last");
	cr_expect_str_eq(rows(1, 1000, 0, false, 9), "1001:last ");
	cr_expect_str_neq(rows(1, 900, 0, false, 1), "");
}

/* What was written while the power went is lost from its end, and nothing
 * before it. */
Test(logdb, survives_a_cut_log)
{
	char wal[80], copy[64], command[400];
	struct stat status;

	for (int i = 0; i < 20; i++) {
		char text[20];

		snprintf(text, sizeof text, "line %d", i + 1);
		add(1, 11, text);
		logdb_commit();
	}
	snprintf(copy, sizeof copy, "%s/copy", folder);
	snprintf(wal, sizeof wal, "%s/copy-wal", folder);
	snprintf(command, sizeof command, "cp %s %s && cp %s-wal %s", path,
		 copy, path, wal);
	cr_assert_eq(system(command), 0);
	logdb_close();
	cr_assert_eq(stat(wal, &status), 0);
	cr_assert_eq(truncate(wal, status.st_size * 2 / 3), 0);
	snprintf(path, sizeof path, "%s", copy);
	open_it(MANY);
	cr_expect_str_neq(rows(1, 0, 0, false, 9), "");
	cr_expect_eq(rig_logged, 0, "it is whole");
}
