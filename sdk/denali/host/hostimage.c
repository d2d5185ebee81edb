/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali host image`: what a machine of its own boots a host from.
 *
 * A disk is the host's disk.img with a medium at its beginning, where room is
 * left for that: the medium is an ISO image that firmware also takes for a
 * disk with a boot record.  A medium alone boots the machine whose first disk
 * is the host's.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "folder.h"
#include "hostverbs.h"
#include "media.h"
#include "outoptions.h"
#include "program.h"
#include "remedy.h"
#include "sdk.h"
#include "sparse.h"
#include "system.h"
#include "words.h"

static int cannot_write(const char *file)
{
	return error("host image: %s: cannot write it: %s; %s", file,
		     strerror(errno), remedy(errno));
}

static int write_iso(const struct folder *folder, const char *file)
{
	char *kernel = system_kernel(folder);
	struct hosted hosted = { 0 };
	struct words words;
	int status;

	words_of_medium(&words, folder, file);
	words_hosted(&hosted, folder, kernel);
	optind = 1;
	status = media_hosted(words.count, words.all, &hosted);
	words_free(&words);
	free(kernel);
	return status;
}

/* The medium goes where disk.img has room for it. */
static int put_iso(const struct folder *folder, const char *file, int disk)
{
	char *iso = allocate_text("%s.iso", file);
	int status = write_iso(folder, iso);
	int fd = status == 0 ? open(iso, O_RDONLY | O_CLOEXEC) : -1;

	if (status == 0 &&
	    (fd < 0 ||
	     lseek(fd, 0, SEEK_END) > (off_t)HOST_BOOT_BLOCKS * HOST_BLOCK))
		status = error("host image: %s: what boots does not fit before "
			       "the host's state",
			       file);
	if (status == 0 && !sparse_write(fd, disk))
		status = cannot_write(file);
	if (fd >= 0)
		close(fd);
	unlink(iso);
	free(iso);
	return status;
}

static int write_raw(const struct folder *folder, const char *file)
{
	char *path = folder_path(folder, "disk.img");
	int from = open(path, O_RDONLY | O_CLOEXEC), status = 0;
	int to = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (from < 0)
		status = error("%s: cannot open it: %s", path, strerror(errno));
	else if (to < 0 || !sparse_copy(from, to))
		status = cannot_write(file);
	else
		status = put_iso(folder, file, to);
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	free(path);
	return status;
}

static int convert(const char *raw, const char *file)
{
	char *program = program_path("qemu-img");
	const char *const words[] = { program, "convert", "-f", "raw", "-O",
				      "qcow2", raw,       file, NULL };
	int status = 0;

	if (program == NULL)
		status = error("host image: there is no qemu-img; install it "
			       "(Debian: qemu-utils), or write --form raw");
	else if (program_run(words, STDERR_FILENO) != 0)
		status = error("host image: %s: qemu-img failed; see above",
			       file);
	free(program);
	return status;
}

/* Under another name until it is whole. */
static int write_disk(const struct folder *folder, const char *file, int form)
{
	char *raw = allocate_text("%s.raw.new", file);
	char *made = allocate_text("%s.new", file);
	int status = write_raw(folder, raw);

	if (status == 0 && form == OUT_QCOW2)
		status = convert(raw, made);
	else if (status == 0 && rename(raw, made) != 0)
		status = cannot_write(file);
	if (status == 0 && rename(made, file) != 0)
		status = cannot_write(file);
	unlink(raw);
	unlink(made);
	free(made);
	free(raw);
	return status;
}

int host_image(int argc, char *argv[])
{
	struct out_options options;
	struct folder folder;
	int status = out_options_read(argc, argv, true, &options);

	if (status != 0)
		return status;
	status = folder_open(&folder, options.path);
	if (status == 0)
		status = folder_lock(&folder, "image");
	if (status == 0)
		status = options.form == OUT_ISO ?
				 write_iso(&folder, options.file) :
				 write_disk(&folder, options.file,
					    options.form);
	folder_close(&folder);
	return status;
}
