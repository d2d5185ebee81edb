/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "powercut.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/net.h"
#include "harness/recording.h"
#include "judge.h"

#define QEMU "tests/harness/logging-qemu.sh"
#define SIZE 0x1000000u
#define ENTRIES_AT 16 /* in the log's first sector */
#define END_MS 120000

unsigned int powercut_number(const char *variable, unsigned int usual)
{
	const char *value = getenv(variable);

	return value != NULL ? (unsigned int)strtoul(value, NULL, 10) : usual;
}

/* Whole paths, for the script that is run as QEMU. */
static void name(char path[256], const char *what)
{
	char here[128];

	cr_assert_not_null(getcwd(here, sizeof here));
	snprintf(path, 256, "%s/%s", here, what);
}

static void prepare(struct powercut *cut, const struct subject *subject)
{
	char qemu[256];

	memset(cut, 0, sizeof(*cut));
	cut->subject = subject;
	cut->socket = -1;
	cut->size = SIZE;
	cut->port = subject->guest_port != 0 ? free_ports(1) : 0;
	name(cut->disk, scratch_path("disk"));
	name(cut->start, scratch_path("start"));
	name(cut->log, scratch_path("log"));
	name(cut->pid_file, scratch_path("pid"));
	name(qemu, QEMU);
	setenv("DENALI_QEMU", qemu, 1);
	setenv("PID_FILE", cut->pid_file, 1);
	judge_make_disk(cut->disk, cut->size, subject->mke2fs);
	judge_copy(cut->disk, cut->start);
}

static void clean_up(struct powercut *cut)
{
	if (cut->socket >= 0)
		close(cut->socket);
	process_finish(&cut->process);
	unlink(cut->disk);
	unlink(cut->start);
	unlink(cut->log);
	unlink(cut->pid_file);
}

static void record(const struct powercut *cut)
{
	close(open(cut->log, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600));
	setenv("WRITE_LOG", cut->log, 1);
}

static void boot(struct powercut *cut, const char *const *words)
{
	struct command command;

	unlink(cut->pid_file);
	command_denali(&command);
	command_add(&command, "-v");
	command_add(&command, "%s", cut->disk);
	if (cut->port != 0) {
		command_add(&command, "-p");
		command_add(&command, "%u:%u", cut->port,
			    cut->subject->guest_port);
	}
	command_add_all(&command, words);
	command_start(&command, &cut->process);
	command_free(&command);
	cr_assert(cut->subject->begin(cut), "%s does not start: %s%s",
		  cut->subject->name, cut->process.out.data,
		  cut->process.err.data);
}

/* As of the last flush; none before the first. */
static uint64_t entries(const struct powercut *cut)
{
	int fd = open(cut->log, O_RDONLY | O_CLOEXEC);
	uint64_t count = 0;

	cr_assert_geq(fd, 0);
	if (pread(fd, &count, sizeof count, ENTRIES_AT) != sizeof count)
		count = 0;
	close(fd);
	return count;
}

static void make_changes(struct powercut *cut, unsigned int changes,
			 bool recorded)
{
	while (cut->acknowledged < changes) {
		unsigned int n = cut->acknowledged + 1;

		cr_assert(cut->subject->ask(cut, n) &&
				  cut->subject->hear(cut, n),
			  "%s: change %u is not acknowledged: %s%s",
			  cut->subject->name, n, cut->process.out.data,
			  cut->process.err.data);
		cut->acknowledged = n;
		if (recorded)
			cut->entries[n] = entries(cut);
	}
}

/* ---- cuts ---- */

/* Begins with a disk as it was made. */
static void load_start(const struct powercut *cut, struct bytes *start)
{
	cr_assert(bytes_read_file(start, cut->start));
	cr_assert_eq(start->length, cut->size);
}

static int ascending(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

static size_t *choose(unsigned int cuts, size_t last, unsigned int seed)
{
	size_t *places = calloc(cuts, sizeof *places);

	cr_assert_not_null(places);
	srandom(seed);
	for (unsigned int i = 0; i < cuts; i++)
		places[i] = (size_t)random() % (last + 1);
	qsort(places, cuts, sizeof *places, ascending);
	return places;
}

/* Boots a VM on what a cut has left. */
static bool is_well_in_vm(struct powercut *cut, const struct replay *replay,
			  unsigned int acknowledged)
{
	bool well;

	judge_write(cut->disk, replay->image, cut->size);
	boot(cut, cut->subject->words_to_check);
	well = cut->subject->check_in_vm(cut, acknowledged) &&
	       cut->subject->end(cut);
	if (!well)
		fprintf(stderr, "%s, in a VM: %s%s\n", cut->subject->name,
			cut->process.out.data, cut->process.err.data);
	process_finish(&cut->process);
	return well;
}

static void make_cuts(struct powercut *cut, const struct recording *recording,
		      unsigned int cuts, unsigned int booted)
{
	unsigned int acknowledged = 0, faults = 0;
	size_t *places = choose(cuts, recording->count, 1);
	struct bytes start = { 0 };
	struct replay replay;

	load_start(cut, &start);
	replay_start_from(&replay, recording, start.data, cut->size, 1);
	for (unsigned int i = 0; i < cuts; i++) {
		const char *wrong;

		while (acknowledged < cut->acknowledged &&
		       cut->entries[acknowledged + 1] <= places[i])
			acknowledged++;
		replay_cut(&replay, places[i]);
		judge_write(cut->disk, replay.image, cut->size);
		wrong = judge_image(cut->disk, cut->subject->check,
				    acknowledged);
		if (wrong != NULL)
			fprintf(stderr, "%s, cut before entry %zu: %s\n",
				cut->subject->name, places[i], wrong);
		faults += wrong != NULL;
		if (booted != 0 && i % booted == booted / 2)
			faults += !is_well_in_vm(cut, &replay, acknowledged);
		if (faults > 4)
			break;
	}
	cr_expect_eq(faults, 0, "%s: the disk is not right",
		     cut->subject->name);
	replay_finish(&replay);
	bytes_free(&start);
	free(places);
}

static void count(const struct recording *recording, const char *subject,
		  unsigned int changes)
{
	size_t flushes = 0;

	for (size_t i = 0; i < recording->count; i++)
		flushes += recording->entries[i].data == NULL;
	fprintf(stderr, "%s: %u changes, %zu writes, %zu flushes\n", subject,
		changes, recording->count - flushes, flushes);
	/* A replay of nothing would find no fault. */
	cr_assert_geq(flushes, changes / 2);
}

void powercut_replay(const struct subject *subject, unsigned int changes,
		     unsigned int cuts, unsigned int booted)
{
	struct recording recording = { 0 };
	static struct powercut cut;

	cr_assert_leq(changes, CHANGES_MAX);
	prepare(&cut, subject);
	record(&cut);
	boot(&cut, subject->words);
	unsetenv("WRITE_LOG");
	make_changes(&cut, changes, true);
	cr_expect(subject->end(&cut), "%s does not end: %s%s", subject->name,
		  cut.process.out.data, cut.process.err.data);
	process_finish(&cut.process);
	cr_assert(recording_read_log(&recording, cut.log));
	count(&recording, subject->name, changes);
	make_cuts(&cut, &recording, cuts, booted);
	recording_free(&recording);
	clean_up(&cut);
}

/* ---- kills ---- */

static void kill_qemu(const struct powercut *cut)
{
	struct bytes text = { 0 };

	cr_assert(bytes_read_file(&text, cut->pid_file));
	kill((pid_t)strtol(text.data, NULL, 10), SIGKILL);
	bytes_free(&text);
}

/* At any moment of a change. */
static void wait_a_little(void)
{
	usleep((useconds_t)(random() % 20000));
}

static void kill_once(const struct subject *subject, unsigned int number)
{
	static struct powercut cut;
	const char *wrong;

	prepare(&cut, subject);
	boot(&cut, subject->words);
	srandom(number);
	make_changes(&cut, 1 + (unsigned)random() % 60, false);
	subject->ask(&cut, cut.acknowledged + 1);
	wait_a_little();
	kill_qemu(&cut);
	cr_assert(process_wait(&cut.process, END_MS));
	process_finish(&cut.process);
	judge_copy(cut.disk, cut.start);
	wrong = judge_image(cut.start, subject->check, cut.acknowledged);
	cr_expect_null(wrong, "%s, kill %u: %s", subject->name, number, wrong);
	boot(&cut, subject->words_to_check);
	cr_expect(subject->check_in_vm(&cut, cut.acknowledged) &&
			  subject->end(&cut),
		  "%s, kill %u, in a VM: %s%s", subject->name, number,
		  cut.process.out.data, cut.process.err.data);
	clean_up(&cut);
}

void powercut_kill(const struct subject *subject, unsigned int kills)
{
	for (unsigned int i = 1; i <= kills; i++)
		kill_once(subject, i);
}
