/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What an image's service note makes of a run's options: a default each, which
 * the command line wins over; disks that are made; ports that are chosen.
 */
#include "service.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <elf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "ports.h"
#include "publish.h"

/* One image in a folder of this test's own. */
struct trial {
	struct part_options part;
	struct part opened;
	struct run_options options;
	struct parts parts;
	uint8_t notes[2048];
	char *path;
};

static void begin(struct trial *trial, const char *json)
{
	Elf32_Nhdr header = { .n_namesz = sizeof DENALI_NOTE_NAME,
			      .n_descsz = (uint32_t)strlen(json),
			      .n_type = DENALI_NOTE_SERVICE };
	char folder[] = "/tmp/denali-service-XXXXXX";

	cr_assert_not_null(mkdtemp(folder));
	*trial = (struct trial){ .path = allocate_text("%s/web", folder) };
	memcpy(trial->notes, &header, sizeof header);
	memcpy(trial->notes + sizeof header, DENALI_NOTE_NAME, 7);
	memcpy(trial->notes + sizeof header + 8, json, strlen(json));
	trial->part = (struct part_options){ .image = trial->path, .count = 1 };
	trial->options = (struct run_options){ .verb = "run",
					       .parts = &trial->part,
					       .part_count = 1,
					       .count = 1 };
	trial->opened.options = &trial->part;
	trial->opened.image = (struct image){
		.path = trial->path,
		.name = "web",
		.notes = trial->notes,
		.notes_length = (uint32_t)(sizeof header + 8 + strlen(json)),
	};
	trial->parts = (struct parts){ .all = &trial->opened, .count = 1 };
}

static void end(struct trial *trial)
{
	for (uint32_t i = 0; i < trial->part.disk_count; i++) {
		unlink(trial->part.disks[i].path);
		free(trial->part.disks[i].path);
	}
	free(trial->part.environment);
	free(trial->part.forwards);
	manifest_free(&trial->opened.service);
	*strrchr(trial->path, '/') = '\0';
	cr_expect_eq(rmdir(trial->path), 0, "something is left");
	free(trial->path);
}

static void expect_error(struct trial *trial, const char *format)
{
	char expected[512];

	cr_expect_eq(service_apply(&trial->options, &trial->parts),
		     STATUS_ERROR);
	snprintf(expected, sizeof expected, format, trial->path);
	cr_expect_str_eq(error_last(), expected);
}

static const char said[] =
	"{\"schema\":1,\"arguments\":[\"a\",\"b c\"],"
	"\"cpu\":{\"weight\":7,\"cap\":\"12.5%\"},"
	"\"environment\":{\"A\":\"1\",\"AB\":\"2\"},"
	"\"network\":{\"bandwidth\":{\"in\":\"1K\",\"out\":\"2K\"}}}";

Test(service, defaults)
{
	struct trial trial;

	begin(&trial, said);
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	cr_expect_eq(trial.part.argument_count, 2);
	cr_expect_str_eq(trial.part.arguments[1], "b c");
	cr_expect(trial.part.weights.count == 1 &&
		  trial.part.weights.values[0] == 7);
	cr_expect(trial.part.caps.count == 1 &&
		  trial.part.caps.values[0] == 125);
	cr_expect_eq(trial.part.limits.rx_bytes, 1024);
	cr_expect_eq(trial.part.limits.tx_bytes, 2048);
	cr_expect_eq(trial.part.environment_count, 2);
	cr_expect_str_eq(trial.part.environment[0], "A=1");
	end(&trial);
}

Test(service, command_line_wins)
{
	char argument[] = "mine";
	char *arguments[] = { argument };
	struct trial trial;

	begin(&trial, said);
	trial.part.arguments = arguments;
	trial.part.argument_count = 1;
	trial.part.environment = allocate(1, sizeof(char *));
	trial.part.environment[0] = "A=9";
	trial.part.environment_count = 1;
	trial.part.weights = (struct turns){ .count = 1, .values = { 3 } };
	trial.part.limits.rx_bytes = 5;
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	cr_expect_str_eq(trial.part.arguments[0], "mine");
	cr_expect_eq(trial.part.argument_count, 1);
	cr_expect_eq(trial.part.weights.values[0], 3);
	cr_expect_eq(trial.part.caps.values[0], 125);
	cr_expect_eq(trial.part.limits.rx_bytes, 5);
	cr_expect_eq(trial.part.environment_count, 2);
	cr_expect_str_eq(trial.part.environment[0], "AB=2");
	cr_expect_str_eq(trial.part.environment[1], "A=9");
	end(&trial);
}

/* Other notes are no service's, and an image needs none. */
Test(service, none)
{
	struct trial trial;

	begin(&trial, said);
	trial.notes[8] = DENALI_NOTE_POLICY;
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	cr_expect_eq(trial.part.argument_count, 0);
	end(&trial);
}

Test(service, wrong, .init = cr_redirect_stderr)
{
	struct trial trial;

	begin(&trial, "{\"schema\":9}");
	expect_error(&trial, "%s: schema: 9 is newer than what this SDK knows, "
			     "1; use a newer SDK");
	end(&trial);
}

static const char with_disks[] =
	"{\"schema\":1,\"disk\":[{\"name\":\"data\",\"size\":\"4M\","
	"\"mount\":\"/data\"},{\"name\":\"raw\",\"size\":\"8K\"}]}";

static bool is_zero(const char *path)
{
	FILE *file = fopen(path, "rb");
	int byte, all = 0;

	cr_assert_not_null(file);
	while ((byte = getc(file)) != EOF)
		all |= byte;
	fclose(file);
	return all == 0;
}

Test(service, disks, .init = cr_redirect_stderr)
{
	struct trial trial;
	struct stat status;
	char expected[256];

	begin(&trial, with_disks);
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	cr_assert_eq(trial.part.disk_count, 2);
	snprintf(expected, sizeof expected, "%s.data.disk", trial.path);
	cr_expect_str_eq(trial.part.disks[0].path, expected);
	cr_assert_eq(stat(expected, &status), 0);
	cr_expect_eq(status.st_size, 4 << 20);
	cr_expect(!is_zero(expected), "it has a file system");
	cr_assert_eq(stat(trial.part.disks[1].path, &status), 0);
	cr_expect_eq(status.st_size, 8192);
	cr_expect(is_zero(trial.part.disks[1].path));
	end(&trial);
}

/* It ends the command that started it. */
static void have_deadly_mke2fs(const char *folder)
{
	char *path = allocate_text("%s/mke2fs", folder);
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file);
	fprintf(file, "#!/bin/sh\nrm %s\nkill -TERM $PPID\n", path);
	fchmod(fileno(file), 0755);
	fclose(file);
	setenv("PATH", allocate_text("%s:/usr/bin:/bin", folder), 1);
}

/* A signal leaves a whole disk, or nothing. */
Test(service, disk_interrupted, .init = cr_redirect_stderr)
{
	struct trial trial;
	char *path;
	int status;

	begin(&trial, "{\"schema\":1,\"disk\":[{\"name\":\"d\","
		      "\"size\":\"4M\",\"mount\":\"/d\"}]}");
	path = allocate_text("%s.d.disk", trial.path);
	*strrchr(trial.path, '/') = '\0';
	have_deadly_mke2fs(trial.path);
	trial.path[strlen(trial.path)] = '/';
	if (fork() == 0)
		_exit(service_apply(&trial.options, &trial.parts) + 1);
	cr_assert(wait(&status) > 0);
	cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	cr_expect_eq(unlink(path), 0, "the disk was whole");
	free(path);
	end(&trial);
}

/* One that is there is taken as it is. */
Test(service, disk_that_is_there)
{
	struct trial trial;
	char path[256];
	FILE *file;

	begin(&trial, "{\"schema\":1,\"disk\":[{\"name\":\"d\","
		      "\"size\":\"4M\",\"mount\":\"/d\"}]}");
	snprintf(path, sizeof path, "%s.d.disk", trial.path);
	file = fopen(path, "w");
	cr_assert_not_null(file);
	fclose(file);
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	cr_expect(is_zero(path));
	end(&trial);
}

/* Those of -v are instead of all that the manifest names. */
Test(service, disks_of_the_command_line)
{
	struct trial trial;

	begin(&trial, with_disks);
	trial.part.disks[0].path = allocate_text("%s", "/tmp/absent");
	trial.part.disk_count = 1;
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	cr_expect_eq(trial.part.disk_count, 1);
	end(&trial);
}

Test(service, disks_that_cannot_be, .init = cr_redirect_stderr)
{
	struct trial trial;

	begin(&trial, with_disks);
	trial.part.count = trial.options.count = 3;
	expect_error(&trial,
		     "%s: 3 instances cannot write to its one disk data; run "
		     "one, or make each a part of its own by --and and give it "
		     "a disk by -v");
	end(&trial);
	begin(&trial, "{\"schema\":1,\"disk\":[{\"name\":\"d\","
		      "\"read-only\":true}]}");
	expect_error(&trial,
		     "%1$s.d.disk: there is no such disk, which can only be "
		     "read; make it, as by `truncate -s 64M %1$s.d.disk && "
		     "mke2fs -q -t ext4 -d FOLDER %1$s.d.disk`, or give one by "
		     "-v");
	end(&trial);
}

/* The folder is not there: nothing can be made in it. */
Test(service, disk_that_cannot_be_made, .init = cr_redirect_stderr)
{
	struct trial trial;
	char expected[512];

	begin(&trial, with_disks);
	trial.part.image = "/nonexistent/web";
	cr_expect_eq(service_apply(&trial.options, &trial.parts), STATUS_ERROR);
	snprintf(expected, sizeof expected,
		 "/nonexistent/web.data.disk: cannot make the disk: No such "
		 "file or directory; give one by -v");
	cr_expect_str_eq(error_last(), expected);
	end(&trial);
}

/* A medium for another machine. */
Test(service, disks_elsewhere, .init = cr_redirect_stderr)
{
	struct trial trial;

	begin(&trial, with_disks);
	trial.options.verb = "image";
	expect_error(&trial, "image: %s needs a disk, data; say which of the "
			     "machine's it is, as by -v 1");
	trial.part.disks[0].path = allocate_text("1");
	trial.part.disks[0].number = 1;
	trial.part.disk_count = 1;
	cr_expect_eq(service_apply(&trial.options, &trial.parts), 0);
	end(&trial);
}

static const char with_ports[] =
	"{\"schema\":1,\"network\":{\"inbound\":[\"80/tcp\",\"53/udp\","
	"\"10.0.0.0/8:30000-30001/tcp\",\"any\",\"1-17/tcp\"],"
	"\"outbound\":[\"1.2.3.4:9/tcp\"]}}";

Test(service, ports)
{
	static const uint16_t guests[] = { 80, 53, 30000, 30001 };
	struct trial trial;

	begin(&trial, with_ports);
	trial.part.publish = true;
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	cr_assert_eq(trial.part.forward_count, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct forward *forward = &trial.part.forwards[i];

		cr_expect_eq(forward->guest, guests[i]);
		cr_expect_eq(forward->udp, i == 1);
		cr_expect_geq(forward->host,
			      i < 2 ? 8000 + guests[i] : guests[i]);
	}
	cr_expect_eq(ports_check(&trial.options), 0);
	end(&trial);
}

/* Neither has its ports yet. */
Test(service, ports_of_runs_that_begin_at_once)
{
	struct trial one, other;

	begin(&one, with_ports);
	begin(&other, with_ports);
	one.part.publish = other.part.publish = true;
	cr_assert_eq(service_apply(&one.options, &one.parts), 0);
	cr_assert_eq(service_apply(&other.options, &other.parts), 0);
	for (size_t i = 0; i < 4; i++)
		cr_expect_neq(one.part.forwards[i].host,
			      other.part.forwards[i].host);
	end(&one);
	end(&other);
}

/* A port of -p is neither forwarded again nor taken. */
Test(service, ports_of_the_command_line)
{
	struct trial trial;

	begin(&trial, with_ports);
	trial.part.publish = true;
	trial.part.forwards = allocate(1, sizeof(struct forward));
	trial.part.forwards[0] = (struct forward){ .host = 30000, .guest = 80 };
	trial.part.forward_count = 1;
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	cr_assert_eq(trial.part.forward_count, 4);
	cr_expect_eq(trial.part.forwards[1].guest, 53);
	cr_expect_gt(trial.part.forwards[2].host, 30000);
	cr_expect_gt(trial.part.forwards[3].host, trial.part.forwards[2].host);
	end(&trial);
}

Test(service, ports_without_a_network, .init = cr_redirect_stderr)
{
	struct trial trial;

	begin(&trial, with_ports);
	trial.part.publish = true;
	trial.options.net = NET_NONE;
	expect_error(&trial, "-P: forwards ports of user networking only; with "
			     "--net tap the instances have addresses of their "
			     "own");
	end(&trial);
}

/* Linked with --allow-in, without a manifest. */
Test(service, ports_of_the_policy)
{
	struct denali_policy policy = {
		.flags = DENALI_POLICY_IN,
		.rule_count = 1,
		.rule = { { .protocol = 6, .port_first = 80, .port_last = 80 } }
	};
	Elf32_Nhdr header = { .n_namesz = sizeof DENALI_NOTE_NAME,
			      .n_descsz = sizeof policy,
			      .n_type = DENALI_NOTE_POLICY };
	struct trial trial;

	begin(&trial, "");
	memcpy(trial.notes, &header, sizeof header);
	memcpy(trial.notes + sizeof header + 8, &policy, sizeof policy);
	trial.opened.image.notes_length += sizeof policy;
	trial.part.publish = true;
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	cr_assert_eq(trial.part.forward_count, 1);
	cr_expect_eq(trial.part.forwards[0].guest, 80);
	end(&trial);
}

Test(service, no_ports, .init = cr_redirect_stderr)
{
	struct trial trial;
	char *expected;

	begin(&trial, "");
	trial.opened.image.notes_length = 0;
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	trial.part.publish = true;
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	trial.options.output = OUTPUT_QUIET;
	cr_assert_eq(service_apply(&trial.options, &trial.parts), 0);
	fflush(stderr);
	expected = allocate_text(
		"denali: -P: %s names no ports (it was linked "
		"without --manifest), and so none is forwarded; "
		"name them by -p, as in -p 8080:80\n",
		trial.path);
	cr_expect_stderr_eq_str(expected);
	free(expected);
	end(&trial);
}

Test(service, announced, .init = cr_redirect_stderr)
{
	struct forward forwards[] = {
		{ .host = 8080, .guest = 80 },
		{ .host = 8443, .guest = 443 },
		{ .host = 8053, .guest = 53, .udp = true },
		{ .host = 7000, .guest = 7 }
	};
	struct trial trial;

	begin(&trial, "{\"schema\":1}");
	trial.part.publish = true;
	trial.part.forwards = forwards;
	trial.part.forward_count = 4;
	publish_announce(&trial.options, &trial.parts);
	trial.part.count = trial.options.count = 2;
	trial.part.forward_count = 1;
	publish_announce(&trial.options, &trial.parts);
	trial.options.output = OUTPUT_QUIET;
	publish_announce(&trial.options, &trial.parts);
	trial.part.forwards = NULL;
	fflush(stderr);
	cr_assert_stderr_eq_str(
		"denali: web: http://127.0.0.1:8080/ (port 80)\n"
		"denali: web: https://127.0.0.1:8443/ (port "
		"443)\n"
		"denali: web: udp:127.0.0.1:8053 (port 53)\n"
		"denali: web: tcp:127.0.0.1:7000 (port 7)\n"
		"denali: web [0]: http://127.0.0.1:8080/ (port "
		"80)\n"
		"denali: web [1]: http://127.0.0.1:8081/ (port "
		"80)\n");
	end(&trial);
}
