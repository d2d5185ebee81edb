/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * SQLite's shell, as released, with a database on a disk: each statement is
 * acknowledged by the line that the shell prints after it.  The machine's own
 * SQLite says what is left.
 *
 * With a rollback journal that is deleted only synchronous=EXTRA promises that
 * the last transaction survives: FULL does not sync the directory.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "powercut.h"

#define IMAGE PORT_IMAGE("sqlite", "sqlite3")
#define TEXT 512

/* A row's value follows from its number. */
#define VALUE "hex(zeroblob(id * 37 & 1023)) || id"

/* Every change is a transaction: mostly a row, sometimes many, or the values of
 * many taken away and put back. */
static void write_change(char *text, size_t room, unsigned int n)
{
	if (n % 10 == 9)
		snprintf(text, room,
			 "BEGIN; UPDATE t SET value = 1 WHERE id %% 3 = 0;\n"
			 "INSERT INTO t(id) VALUES(%u);\n"
			 "UPDATE t SET value = " VALUE ";\n"
			 "COMMIT;\n.print acknowledged %u\n",
			 n, n);
	else if (n % 10 == 5)
		snprintf(text, room,
			 "BEGIN; DELETE FROM log; INSERT INTO log SELECT id, "
			 "value FROM t;\nINSERT INTO t(id) VALUES(%u); UPDATE "
			 "t SET value = " VALUE " WHERE id = %u; COMMIT;\n"
			 ".print acknowledged %u\n",
			 n, n, n);
	else
		snprintf(text, room,
			 "INSERT INTO t SELECT id, " VALUE " FROM (SELECT %u "
			 "AS id);\n.print acknowledged %u\n",
			 n, n);
}

static void tell(struct powercut *cut, const char *text)
{
	process_write(&cut->process, text, strlen(text));
}

static bool hears(struct powercut *cut, const char *expression)
{
	return process_await(&cut->process, &cut->process.out, expression,
			     STEP_MS);
}

static const char *mode;

static bool begin(struct powercut *cut)
{
	tell(cut, "PRAGMA locking_mode = EXCLUSIVE;\n");
	tell(cut, mode);
	tell(cut, "CREATE TABLE IF NOT EXISTS t(id INTEGER PRIMARY KEY, value);"
		  "\nCREATE TABLE IF NOT EXISTS log(id, value);\n"
		  "CREATE INDEX IF NOT EXISTS i ON t(value);\n"
		  ".print begun\n");
	return hears(cut, "^begun$");
}

static bool ask(struct powercut *cut, unsigned int n)
{
	char text[TEXT];

	write_change(text, sizeof text, n);
	tell(cut, text);
	return true;
}

static bool hear(struct powercut *cut, unsigned int n)
{
	char wanted[32];

	snprintf(wanted, sizeof wanted, "^acknowledged %u$", n);
	return hears(cut, wanted);
}

/* What must print "ok", and the number of rows, which are the first ones. */
#define QUERY                                                                  \
	"PRAGMA integrity_check; SELECT 'rows', count(*), count(*) = "         \
	"coalesce(max(id), 0) AND NOT EXISTS (SELECT * FROM t WHERE value "    \
	"IS NOT " VALUE ") FROM t;"

static const char *judge(const struct bytes *out, unsigned int acknowledged)
{
	static char wrong[600];
	double rows = bytes_number_after(out, "rows\\|");

	if (bytes_match(out, "^ok$") &&
	    bytes_match(out, "^rows\\|[0-9]+\\|1$") && rows >= acknowledged &&
	    rows <= acknowledged + 1)
		return NULL;
	snprintf(wrong, sizeof wrong, "%u rows are acknowledged: %.500s",
		 acknowledged, out->data);
	return wrong;
}

static const char *check(const char *folder, unsigned int acknowledged)
{
	struct process process;
	const char *wrong;
	char path[300];

	snprintf(path, sizeof path, "%s/test.db", folder);
	if (access(path, F_OK) != 0 && acknowledged == 0)
		return NULL;
	process_run(&process,
		    (const char *[]){ "sqlite3", "-batch", path,
				      "CREATE TABLE IF NOT EXISTS "
				      "t(id INTEGER PRIMARY KEY, value);" QUERY,
				      NULL },
		    STEP_MS);
	wrong = judge(&process.out, acknowledged);
	process_finish(&process);
	return wrong;
}

static bool check_in_vm(struct powercut *cut, unsigned int acknowledged)
{
	tell(cut, QUERY "\n.print judged\n");
	return hears(cut, "^judged$") &&
	       judge(&cut->process.out, acknowledged) == NULL;
}

static bool end(struct powercut *cut)
{
	process_close_input(&cut->process);
	return process_wait(&cut->process, STEP_MS) && cut->process.status == 0;
}

static const char *const words[] = { "--net",  "none",          IMAGE,
				     "-batch", "/data/test.db", NULL };
static const char *const ext4[] = { "-text4", NULL };

static const struct subject subject = {
	.name = "sqlite",
	.words = words,
	.words_to_check = words,
	.mke2fs = ext4,
	.begin = begin,
	.ask = ask,
	.hear = hear,
	.check = check,
	.check_in_vm = check_in_vm,
	.end = end,
};

static void need_image(void)
{
	if (access(IMAGE, F_OK) != 0)
		cr_skip("%s is not built (make port-sqlite)", IMAGE);
}

#define WAL "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;\n"
#define ROLLBACK "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;\n"

static void replay(const char *pragmas)
{
	need_image();
	mode = pragmas;
	powercut_replay(&subject, powercut_number("DENALI_CHANGES", 20),
			powercut_number("DENALI_CUTS", 30), 30);
}

Test(sqlite, cuts_with_a_log)
{
	replay(WAL);
}

Test(sqlite, cuts_with_a_rollback_journal)
{
	replay(ROLLBACK);
}

Test(sqlite, kills)
{
	need_image();
	mode = WAL;
	powercut_kill(&subject, powercut_number("DENALI_KILLS", 1));
}

Test(sqlite, kills_with_a_rollback_journal)
{
	need_image();
	mode = ROLLBACK;
	powercut_kill(&subject, powercut_number("DENALI_KILLS", 1));
}
