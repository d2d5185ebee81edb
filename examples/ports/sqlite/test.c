/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * SQLite by its shell, which has to say what that of the build machine says,
 * and by its benchmark, whose hash of all results is known.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness/denali.h"

#define TIMEOUT_MS 120000
#define RUN DENALI " run --net none --timeout 100 "
#define SHELL PORT_IMAGE("sqlite", "sqlite3")
#define SPEEDTEST PORT_IMAGE("sqlite", "speedtest1")
#define HERE "examples/ports/sqlite/"

/* Runs a shell's words to their end. */
static void run_shell(struct process *process, const char *words, int status)
{
	cr_assert(process_run(process,
			      (const char *[]){ "sh", "-c", words, NULL },
			      TIMEOUT_MS),
		  "not in time: %s%s", process->out.data, process->err.data);
	cr_expect_eq(process->status, status, "status %d: %s%s",
		     process->status, process->out.data, process->err.data);
}

static void expect(const char *words, int status, const char *expression)
{
	struct process process;

	run_shell(&process, words, status);
	cr_expect(bytes_match(&process.out, expression), "not %s: %s%s",
		  expression, process.out.data, process.err.data);
	process_finish(&process);
}

/* In 3 MiB, which is what it may need. */
Test(sqlite, says_what_it_says_elsewhere)
{
	expect("sqlite3 <" HERE "shell.sql >build/tests/sqlite.expected &&" RUN
	       "-m 3M " SHELL " <" HERE
	       "shell.sql | diff build/tests/sqlite.expected -",
	       0, "^$");
}

/* Rollback journal, write-ahead log, files of its own; the build machine's has
 * its database elsewhere. */
Test(sqlite, files)
{
	expect("cd build/tests; rm -f sqlite.other*;"
	       "sed s,/tmp/other.db,sqlite.other, ../../" HERE "files.sql |"
	       "sqlite3 >sqlite.files; cd ../..;" RUN "-m 32M " SHELL " <" HERE
	       "files.sql | diff build/tests/sqlite.files -",
	       0, "^$");
}

#define DISK "build/tests/sqlite.disk"
#define ON_DISK " | " RUN "-m 3M -v " DISK " " SHELL " /data/a.db; "
#define FILL                                                                   \
	"create table t(a, b);"                                                \
	"with recursive n(i) as (select 1 union all select i + 1 from n"       \
	" where i < 5000) insert into t select i, hex(i) from n;"

/* What one VM has written the next one reads, and so does the build machine,
 * by way of a file system in which nothing is to be mended. */
Test(sqlite, database_on_a_disk)
{
	expect("rm -f " DISK "; truncate -s 32M " DISK
	       "; mke2fs -q -t ext4 " DISK
	       "; echo 'pragma synchronous = extra; " FILL "'" ON_DISK
	       "echo 'pragma journal_mode = wal; update t set b = 7;'" ON_DISK
	       "echo 'select count(*), sum(b) from t;'" ON_DISK,
	       0, "^wal\n5000\\|35000$");
	expect("e2fsck -fn " DISK " >&2 && rm -f " DISK ".db &&"
	       "debugfs -R 'dump a.db " DISK ".db' " DISK " &&"
	       "echo 'select count(*) from t; pragma integrity_check;' |"
	       "sqlite3 " DISK ".db",
	       0, "^5000\nok$");
}

Test(sqlite, says_what_is_wrong)
{
	expect("printf 'select * from missing;\\nselect 1;\\n' | " RUN SHELL, 1,
	       "near line 1: no such table: missing");
	expect("echo 'select 1;' | " RUN SHELL " -bail /nowhere/there", 1,
	       "unable to open database");
}

/* As deep as SQLite lets expressions be, and deeper. */
Test(sqlite, deep_expressions)
{
	static const char *const ask =
		"{ printf 'select 1'; yes +1 | head -%d | tr -d '\\n';"
		" echo ';'; } | " RUN SHELL;
	char words[256];

	snprintf(words, sizeof words, ask, 998);
	expect(words, 0, "^999$");
	snprintf(words, sizeof words, ask, 1000);
	expect(words, 1, "Expression tree is too large");
}

Test(sqlite, benchmark_in_memory)
{
	expect(RUN SPEEDTEST " --memdb --size 1 --verify", 0,
	       "Hash: 111130 1e792c9db61996c477b8ab5ce2d690052e8dae74824a430a");
}
