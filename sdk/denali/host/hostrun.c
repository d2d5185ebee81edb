/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali host run`: the machine in the foreground, until it is told to stop.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "fileio.h"
#include "folder.h"
#include "hosting/remote.h"
#include "hostverbs.h"
#include "ports.h"
#include "remedy.h"
#include "run.h"
#include "system.h"
#include "text.h"
#include "words.h"

#define LINE_MAX_LENGTH 1000
#define LOG_SIZE 0x100000 /* at its start; then it becomes log.old */

struct running {
	struct hosted hosted; /* first */
	const struct folder *folder;
	int log;
	struct buffer line; /* that the supervisor has begun */
};

static void say_ready(const struct folder *folder)
{
	const struct hostfile *file = &folder->file;
	const char *name = file->name;

	note("%s: ready: https://%s:%u/%s%s; Ctrl-C stops it", folder->path,
	     file->public, file->api_port,
	     remote_exists(name) ? ", remote " : "",
	     remote_exists(name) ? name : "");
}

/* What the supervisor says is for whoever runs the host, and kept. */
static void take_line(struct running *running)
{
	struct buffer *line = &running->line;
	struct buffer shown = { 0 };

	if (line->length == 5 && memcmp(line->data, "ready", 5) == 0) {
		say_ready(running->folder);
	} else {
		text_visible(&shown, line->data, line->length);
		note("%s: %.*s", running->folder->path, (int)shown.length,
		     (const char *)shown.data);
		buffer_free(&shown);
	}
	buffer_append(line, "\n", 1);
	if (!write_whole(running->log, line->data, line->length))
		note("%s/log: cannot write it: %s", running->folder->path,
		     strerror(errno));
	buffer_take(line, line->length);
}

static void heard(struct hosted *hosted, const uint8_t *data, size_t length)
{
	struct running *running = (struct running *)hosted;

	for (size_t i = 0; i < length; i++) {
		if (data[i] != '\n')
			buffer_append(&running->line, &data[i], 1);
		if (data[i] == '\n' || running->line.length == LINE_MAX_LENGTH)
			take_line(running);
	}
}

static int open_log(const struct folder *folder, int *log)
{
	char *path = folder_path(folder, "log");
	char *old = folder_path(folder, "log.old");
	int status = 0;

	*log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (*log >= 0 && lseek(*log, 0, SEEK_END) > LOG_SIZE &&
	    rename(path, old) == 0) {
		close(*log);
		*log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			    0600);
	}
	if (*log < 0)
		status = error("%s: cannot open it: %s; %s", path,
			       strerror(errno), remedy(errno));
	free(old);
	free(path);
	return status;
}

/* Whoever has host.toml before him is told which of its lines to change. */
static int check_ports(const struct folder *folder)
{
	const struct hostfile *file = &folder->file;
	uint16_t port;

	if (file->tap)
		return 0;
	if (!port_is_free(file->api_port, false))
		return error("%s: port %u of 127.0.0.1, for the API, is in "
			     "use; stop who has it, or change api-port in "
			     "%s/host.toml",
			     folder->path, file->api_port, folder->path);
	for (port = portlist_next(&file->portlist, 0); port != 0;
	     port = portlist_next(&file->portlist, port))
		if (!port_is_free(port, false) || !port_is_free(port, true))
			return error("%s: port %u of 127.0.0.1 is in use, or "
				     "not yours to open; stop who has it, or "
				     "change ports in %s/host.toml",
				     folder->path, port, folder->path);
	return 0;
}

/* From power-on to power-off. */
static int run_once(struct running *running, const char *kernel)
{
	struct words words;
	int status = words_of_run(&words, running->folder);

	running->hosted = (struct hosted){ .heard = heard };
	words_hosted(&running->hosted, running->folder, kernel);
	optind = 1;
	if (status == 0)
		status = run_hosted(words.count, words.all, &running->hosted);
	words_free(&words);
	if (running->line.length > 0)
		take_line(running);
	return status;
}

static int run(struct folder *folder)
{
	struct running running = { .folder = folder, .log = -1 };
	char *kernel = system_kernel(folder);
	int status = folder_lock(folder, "run");

	if (status == 0)
		status = open_log(folder, &running.log);
	if (status == 0)
		status = check_ports(folder);
	if (status == 0) {
		do
			status = run_once(&running, kernel);
		while (running.hosted.again);
		note("%s: stopped", folder->path);
	}
	if (running.log >= 0)
		close(running.log);
	buffer_free(&running.line);
	free(kernel);
	return status;
}

int host_run(int argc, char *argv[])
{
	return host_with_folder(argc, argv, run);
}
