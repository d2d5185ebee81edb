/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "media.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disks.h"
#include "error.h"
#include "fileio.h"
#include "forward.h"
#include "help.h"
#include "net.h"
#include "part.h"
#include "plan.h"
#include "program.h"
#include "sdk.h"
#include "service.h"

#define GRUB "grub-mkrescue"
#define GRUB_MODULES "/usr/lib/grub/i386-pc"
#define FOLDER_MAX 256
#define FILE_MAX 32
#define LOG_MAX 0x10000

/* What GRUB executes.  What it says also goes where the kernel's log goes. */
static const char script[] = "serial --unit=1 --speed=115200\n"
			     "terminal_output console serial\n"
			     "set gfxpayload=text\n"
			     "multiboot /boot/kernel.elf\n"
			     "module /boot/plan plan\n";

/* The medium's files, before they are on it, beside the images. */
static const char *const files[] = { "boot/grub/grub.cfg", "boot/kernel.elf",
				     "boot/plan" };
static const char *const folders[] = { "boot/grub", "boot" };

/* An image's file: that of the kernel's first is boot/image. */
static const char *image_file(uint32_t module, char name[FILE_MAX])
{
	if (module == 1)
		snprintf(name, FILE_MAX, "boot/image");
	else
		snprintf(name, FILE_MAX, "boot/image%u", module);
	return name;
}

/* ---- options ---- */

static int refuse(const char *option, const char *why)
{
	return error("image: option %s: %s", option, why);
}

/* Those that a host cannot be told by its medium. */
static int check_options(struct run_options *options)
{
	static const char here[] = "what runs on this machine only; it is for "
				   "`denali run`";

	if (options->medium == NULL)
		return error("image: no file to write; give it with -o FILE");
	if (options->net == NET_TAP)
		return refuse("--net tap", here);
	if (forward_total(options) > 0)
		return refuse("-p", here);
	for (uint32_t i = 0; i < options->part_count; i++)
		if (options->parts[i].publish)
			return refuse("-P", here);
	if (options->pcap != NULL || options->capture_count > 0)
		return refuse("--pcap", here);
	if (options->result != NULL)
		return refuse("--result", here);
	if (options->gdb != 0)
		return refuse("--gdb", here);
	if (options->timeout != 0)
		return refuse("--timeout", here);
	return disks_number(options);
}

static int check_tools(char **program)
{
	char *xorriso = program_path("xorriso");

	*program = program_path(GRUB);
	if (*program != NULL && xorriso != NULL &&
	    access(GRUB_MODULES "/multiboot.mod", R_OK) == 0) {
		free(xorriso);
		return 0;
	}
	free(xorriso);
	return error("image: GRUB or xorriso is not there; install them: "
		     "apt-get install grub-common grub-pc-bin xorriso");
}

/* ---- the medium's files ---- */

static int failed(const char *folder, const char *file)
{
	return error("image: cannot write %s/%s: %s", folder, file,
		     strerror(errno));
}

static int make_folder(char folder[FOLDER_MAX])
{
	const char *chosen = getenv("TMPDIR");
	char path[FOLDER_MAX + 16];

	snprintf(folder, FOLDER_MAX, "%s/denali-XXXXXX",
		 chosen != NULL && chosen[0] != '\0' ? chosen : "/tmp");
	if (mkdtemp(folder) == NULL) {
		folder[0] = '\0';
		return error("image: cannot make a folder for temporary files: "
			     "%s; set TMPDIR to another place",
			     strerror(errno));
	}
	for (int i = 1; i >= 0; i--) {
		snprintf(path, sizeof path, "%s/%s", folder, folders[i]);
		if (mkdir(path, 0700) != 0)
			return failed(folder, folders[i]);
	}
	return 0;
}

static void remove_folder(const char *folder, const struct parts *parts)
{
	int at = folder[0] != '\0' ? open(folder, O_PATH | O_CLOEXEC) : -1;
	char name[FILE_MAX];

	if (at < 0)
		return;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		unlinkat(at, files[i], 0);
	for (uint32_t i = 1; i <= parts->modules; i++)
		unlinkat(at, image_file(i, name), 0);
	unlinkat(at, folders[0], AT_REMOVEDIR);
	unlinkat(at, folders[1], AT_REMOVEDIR);
	close(at);
	rmdir(folder);
}

static int create(const char *folder, const char *file)
{
	char path[FOLDER_MAX + 32];

	snprintf(path, sizeof path, "%s/%s", folder, file);
	return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

static int write_file(const char *folder, const char *file, const void *data,
		      size_t length)
{
	int fd = create(folder, file);

	if (fd < 0 || !write_whole(fd, data, length) || close(fd) != 0)
		return failed(folder, file);
	return 0;
}

static int copy_file(const char *folder, const char *file, int from)
{
	int fd = create(folder, file);
	off_t end = lseek(from, 0, SEEK_END), at = 0;

	while (fd >= 0 && at < end)
		if (sendfile(fd, from, &at, (size_t)(end - at)) <= 0)
			break;
	if (fd < 0 || at != end || close(fd) != 0)
		return failed(folder, file);
	return 0;
}

static int write_script(const char *folder, const struct parts *parts)
{
	struct buffer text = { 0 };
	char name[FILE_MAX];
	int status;

	buffer_append(&text, script, sizeof script - 1);
	for (uint32_t i = 1; i <= parts->modules; i++)
		buffer_printf(&text, "module /%s image\n", image_file(i, name));
	buffer_printf(&text, "boot\n");
	status = write_file(folder, files[0], text.data, text.length);
	buffer_free(&text);
	return status;
}

static int copy_images(const char *folder, const struct parts *parts)
{
	char name[FILE_MAX];
	int status = 0;

	for (uint32_t i = 0; i < parts->count && status == 0; i++) {
		const struct part *part = &parts->all[i];

		if (part->loaded)
			status = copy_file(folder,
					   image_file(part->module, name),
					   part->image.fd);
	}
	return status;
}

static int write_files(const char *folder, const struct run_options *options,
		       const struct parts *parts)
{
	struct denali_network network = { 0 };
	struct buffer plan = { 0 };
	char *kernel = options->hosted != NULL ?
			       allocate_text("%s", options->hosted->kernel) :
			       kernel_find();
	int fd = kernel != NULL ? open(kernel, O_RDONLY | O_CLOEXEC) : -1;
	int status = fd >= 0 ? net_of_medium(&network, options) : STATUS_ERROR;

	if (status == 0)
		status = plan_write(options, parts, &network, &plan);
	if (status == 0)
		status = write_script(folder, parts);
	if (status == 0)
		status = copy_file(folder, files[1], fd);
	if (status == 0)
		status = write_file(folder, files[2], plan.data, plan.length);
	if (status == 0)
		status = copy_images(folder, parts);
	if (fd >= 0)
		close(fd);
	free(kernel);
	buffer_free(&plan);
	return status;
}

/* ---- GRUB ---- */

static int run_grub(const char *program, const char *folder, const char *medium)
{
	static const char modules[] = "--directory=" GRUB_MODULES;
	static const char needs[] =
		"--install-modules=normal multiboot serial terminal iso9660 "
		"part_msdos biosdisk";
	const char *words[] = { program,    modules,     needs, "--locales=",
				"--fonts=", "--themes=", "-o",  medium,
				folder,     NULL };
	int log = memfd_create("log", MFD_CLOEXEC);
	bool written = program_run(words, log) == 0;
	off_t at = 0;

	if (!written)
		sendfile(STDERR_FILENO, log, &at, LOG_MAX);
	close(log);
	return written ? 0 :
			 error("-o %s: %s cannot write it; see above", medium,
			       program);
}

static int make(const struct run_options *options, const struct parts *parts)
{
	char folder[FOLDER_MAX] = "";
	char *program = NULL;
	int status = check_tools(&program);

	if (status == 0)
		status = make_folder(folder);
	if (status == 0)
		status = write_files(folder, options, parts);
	if (status == 0)
		status = run_grub(program, folder, options->medium);
	remove_folder(folder, parts);
	free(program);
	return status;
}

int media_main(int argc, char *argv[])
{
	return media_hosted(argc, argv, NULL);
}

int media_hosted(int argc, char *argv[], struct hosted *hosted)
{
	struct parts parts = { 0 };
	struct run_options options;
	int status = options_read(argc, argv, &options);

	options.hosted = hosted;
	if (status == 0 && options.help)
		status = help_print("image");
	else if (status == 0) {
		status = check_options(&options);
		if (status == 0)
			status = parts_open(&parts, &options);
		if (status == 0)
			status = service_apply(&options, &parts);
		if (status == 0)
			status = make(&options, &parts);
		parts_close(&parts);
	}
	options_free(&options);
	return status;
}
