/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host's disk when the power goes.  All that a host in QEMU writes and
 * flushes while a tenant makes changes is recorded, and cut wherever one likes,
 * with random subsets of what was not flushed.  What is left is mounted by the
 * file system's own code, must be right for e2fsck and SQLite, and is given to
 * the supervisor's own code on this machine, which must know all that was
 * acknowledged, and nothing by halves.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "changes.h"
#include "harness/denali.h"
#include "harness/hosting.h"
#include "harness/recording.h"
#include "leftover.h"
#include "snapshot.h"

#define QEMU "tests/harness/logging-qemu.sh"
#define ENTRIES_AT 16 /* in the log's first sector */
#define CHANGES_MAX 1000
#define TENANT "tenant"

static struct hosting host;
static struct publisher tenant;
static char log_path[300];
static struct bytes start; /* the disk as it was made */

/* After change n: what there is, what serves, and what the log had when it was
 * acknowledged, and when it was over. */
static struct {
	json_t *state, *current;
	uint64_t acknowledged, over;
} changes[CHANGES_MAX + 1];

static unsigned int number(const char *variable, unsigned int usual)
{
	const char *value = getenv(variable);

	return value != NULL ? (unsigned int)strtoul(value, NULL, 10) : usual;
}

/* As of the last flush. */
static uint64_t entries(void)
{
	int fd = open(log_path, O_RDONLY | O_CLOEXEC);
	uint64_t count = 0;

	cr_assert(fd >= 0 &&
		  pread(fd, &count, sizeof count, ENTRIES_AT) == sizeof count);
	close(fd);
	return count;
}

static void note(unsigned int n)
{
	changes[n].over = entries();
	changes[n].state = snapshot_take(&host.api, TENANT);
	changes[n].current = snapshot_current(&host.api, TENANT);
	cr_assert_not_null(changes[n].state);
}

static void begin(void)
{
	char path[400], here[128];

	hosting_make(&host, true,
		     (const char *[]){ "--disk=128M", "--memory=256M", NULL });
	snprintf(path, sizeof path, "%s/disk.img", host.folder);
	cr_assert(bytes_read_file(&start, path));
	cr_assert_not_null(getcwd(here, sizeof here));
	snprintf(log_path, sizeof log_path, "%s/%s", here, scratch_path("log"));
	close(open(log_path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
	snprintf(path, sizeof path, "%s/" QEMU, here);
	setenv("DENALI_QEMU", path, 1);
	setenv("WRITE_LOG", log_path, 1);
	snprintf(path, sizeof path, "%s/pid", host.folder);
	setenv("PID_FILE", path, 1);
	cr_assert(hosting_start(&host));
	cr_assert(hosting_tenant(&host, TENANT, NULL, &tenant));
	note(0);
	changes[0].acknowledged = changes[0].over;
}

static void make_changes(unsigned int count)
{
	for (unsigned int n = 1; n <= count; n++) {
		cr_assert(changes_make(&tenant, n), "change %u", n);
		changes[n].acknowledged = entries();
		cr_assert(changes_settle(&tenant, n), "change %u", n);
		note(n);
	}
	changes[count + 1] = changes[count];
	changes[count + 1].acknowledged = UINT64_MAX;
}

/* ---- judging ---- */

static bool is_state(const json_t *left, unsigned int n)
{
	return json_equal(left, changes[n].state);
}

/* What serves is what did before the change, or after it; of a new service it
 * may be nothing yet. */
static bool serves(json_t *left, unsigned int n)
{
	const char *name;
	json_t *version;

	json_object_foreach (left, name, version) {
		json_t *before = json_object_get(changes[n].current, name);
		json_t *after = json_object_get(changes[n + 1].current, name);

		if (before != NULL && !json_equal(version, before) &&
		    !json_equal(version, after))
			return false;
	}
	return true;
}

/* All changes up to the last one are there, and the next one is if it had been
 * acknowledged.  Before the first there is no tenant to be asked for. */
static bool is_right(const struct leftover *left, size_t cut, unsigned int last)
{
	if (cut < changes[0].over)
		return true;
	return (is_state(left->state, last + 1) ||
		(is_state(left->state, last) &&
		 cut < changes[last + 1].acknowledged)) &&
	       serves(left->current, last);
}

static void show(const char *what, const json_t *json)
{
	char *text = json_dumps(json, JSON_SORT_KEYS);

	fprintf(stderr, "  %s: %s\n", what, text != NULL ? text : "none");
	free(text);
}

static bool judge(const uint8_t *disk, size_t cut, unsigned int last)
{
	struct leftover left = { 0 };
	bool right = leftover_open(&left, &host, disk, start.length,
				   cut >= changes[0].over ? TENANT : NULL);

	if (right && !is_right(&left, cut, last)) {
		fprintf(stderr, "after change %u:\n", last);
		show("left", left.state);
		show("serves", left.current);
		show("before", changes[last].state);
		show("after", changes[last + 1].state);
		right = false;
	}
	leftover_close(&left);
	return right;
}

static int ascending(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

static void make_cuts(const struct recording *recording, unsigned int cuts)
{
	size_t *places = calloc(cuts, sizeof *places);
	unsigned int last = 0, faults = 0;
	struct replay replay;

	cr_assert_not_null(places);
	srandom(number("DENALI_SEED", 1));
	for (unsigned int i = 0; i < cuts; i++)
		places[i] = (size_t)random() % (recording->count + 1);
	qsort(places, cuts, sizeof *places, ascending);
	replay_start_from(&replay, recording, start.data, start.length, 1);
	for (unsigned int i = 0; i < cuts && faults < 4; i++) {
		while (changes[last + 1].over <= places[i] &&
		       changes[last + 1].acknowledged != UINT64_MAX)
			last++;
		replay_cut(&replay, places[i]);
		if (!judge(replay.image, places[i], last)) {
			fprintf(stderr, "cut before entry %zu of %zu\n",
				places[i], recording->count);
			faults++;
		}
	}
	cr_expect_eq(faults, 0);
	replay_finish(&replay);
	free(places);
}

Test(powerloss, leaves_what_was_acknowledged)
{
	unsigned int count = number("DENALI_CHANGES", 30);
	struct recording recording = { 0 };

	cr_assert(count < CHANGES_MAX);
	begin();
	make_changes(count);
	publisher_close(&tenant);
	cr_expect(hosting_stop(&host));
	cr_assert(recording_read_log(&recording, log_path));
	fprintf(stderr, "%u changes, %zu writes and flushes\n", count,
		recording.count);
	make_cuts(&recording, number("DENALI_CUTS", 25));
	recording_free(&recording);
	bytes_free(&start);
	unlink(log_path);
	hosting_finish(&host);
}
