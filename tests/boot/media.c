/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Machines that boot from a medium, with nobody at their serial ports: a CD or
 * a disk, on pc and on q35, with e1000 and SATA.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define TIMEOUT_MS 120000
#define REQUEST_MS 20000
#define HTTP_HELLO EXAMPLE_IMAGE("http-hello")
#define PAGE "examples/http-hello/files/site/about.html"

/* `denali image` and what it is to say, null if it is to succeed. */
static void make_image(const char *const words[], const char *wanted)
{
	struct command command = { 0 };
	struct process process;

	command_add_all(&command, (const char *[]){ DENALI, "image", NULL });
	command_add_all(&command, words);
	command_start(&command, &process);
	command_free(&command);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect(process.status == (wanted ? 125 : 0), "status %d\n%s",
		  process.status, process.err.data);
	cr_expect(bytes_match(&process.err, wanted ? wanted : "^$"), "%s",
		  process.err.data);
	cr_expect(process.out.length == 0);
	process_finish(&process);
}

static char medium[256];

static void make_medium(const char *image, const char *more)
{
	snprintf(medium, sizeof medium, "%s", scratch_path("medium"));
	make_image((const char *[]){ "-o", medium, more, image, NULL }, NULL);
}

/* A machine that has the medium, by a file of this form, and nothing else. */
static void command_boot(struct command *command, const char *machine,
			 bool disk)
{
	*command = (struct command){ 0 };
	command_add_all(command,
			(const char *[]){ "qemu-system-i386", "-nodefaults",
					  "-no-user-config", "-display", "none",
					  "-accel", "tcg", "-cpu", "max", "-m",
					  "64", "-machine", machine, NULL });
	command_add(command, "-drive");
	command_add(command, "if=none,id=medium,format=raw,file=%s,%s", medium,
		    disk ? "snapshot=on" : "media=cdrom,readonly=on");
	command_add_all(command,
			(const char *[]){ "-device", "ahci,id=sata", "-device",
					  disk ? "ide-hd,drive=medium,bus=sata."
						 "0" :
						 "ide-cd,drive=medium,bus=sata."
						 "0",
					  NULL });
}

struct boot {
	char machine[8];
	bool disk;
};

ParameterizedTestParameters(media, serve)
{
	static struct boot boots[] = { { "pc", false },
				       { "pc", true },
				       { "q35", false },
				       { "q35", true } };

	return cr_make_param_array(struct boot, boots, 4);
}

ParameterizedTest(struct boot *boot, media, serve, .timeout = 180)
{
	struct bytes page = { 0 }, wanted = { 0 };
	double deadline = now_ms() + TIMEOUT_MS;
	uint16_t port = free_ports(1);
	struct command command;
	struct process process;
	bool got = false;

	make_medium(HTTP_HELLO, "-m4M");
	command_boot(&command, boot->machine, boot->disk);
	command_add(&command, "-netdev");
	command_add(&command, "user,id=n0,hostfwd=tcp:127.0.0.1:%u-:80", port);
	command_add_all(&command,
			(const char *[]){ "-device", "e1000,netdev=n0", NULL });
	command_start(&command, &process);
	command_free(&command);
	while (!got && !process.ended && now_ms() < deadline) {
		got = http_get(LOOPBACK, port, "/about.html", &page,
			       REQUEST_MS);
		process_read_for(&process, 100);
	}
	cr_assert(bytes_read_file(&wanted, PAGE));
	cr_expect(got && bytes_same(&page, &wanted), "%s, %s: %s",
		  boot->machine, boot->disk ? "disk" : "CD", process.err.data);
	process_finish(&process);
	unlink(medium);
	bytes_free(&page);
	bytes_free(&wanted);
}

ParameterizedTestParameters(media, power_off)
{
	static struct boot boots[] = { { "pc", false }, { "q35", true } };

	return cr_make_param_array(struct boot, boots, 2);
}

/* When its VMs have ended it turns itself off.  Of its ports the second has the
 * kernel's log, which tells of the disk. */
ParameterizedTest(struct boot *boot, media, power_off, .timeout = 180)
{
	struct command command;
	struct process process;

	make_medium(EXAMPLE_IMAGE("hello"), "--net=none");
	command_boot(&command, boot->machine, boot->disk);
	command_add_all(&command, (const char *[]){ "-serial", "null",
						    "-serial", "stdio", NULL });
	command_start(&command, &process);
	command_free(&command);
	cr_expect(process_wait(&process, TIMEOUT_MS), "it stays on: %s",
		  process.out.data);
	cr_expect_eq(process.status, 0);
	cr_expect_eq(bytes_match(&process.out, "disk 1: ahci"), boot->disk,
		     "%s", process.out.data);
	process_finish(&process);
	unlink(medium);
}

/* A VM has the machine's second disk; the first is the medium. */
Test(media, disks, .timeout = 180)
{
	const char *disk = strdup(scratch_path("disk"));
	struct bytes written = { 0 };
	struct command command;
	struct process process;
	FILE *file = fopen(disk, "w");

	cr_assert(file != NULL && ftruncate(fileno(file), 16 * 4096) == 0);
	fclose(file);
	snprintf(medium, sizeof medium, "%s", scratch_path("medium"));
	make_image((const char *[]){ "-o", medium, "--net=none",
				     EXAMPLE_IMAGE("hello"), "x", "--and",
				     "-v2", BOOT_IMAGE("disk/disk"), "fill",
				     "0", "3", "1", "flush", "0", NULL },
		   NULL);
	command_boot(&command, "q35", true);
	command_add(&command, "-drive");
	command_add(&command, "if=none,id=disk,format=raw,file=%s", disk);
	command_add_all(&command,
			(const char *[]){
				"-device", "ide-hd,drive=disk,bus=sata.1",
				"-serial", "null", "-serial", "stdio", NULL });
	command_start(&command, &process);
	command_free(&command);
	cr_expect(process_wait(&process, TIMEOUT_MS), "it stays on: %s",
		  process.out.data);
	cr_assert(bytes_read_file(&written, disk));
	cr_expect_eq((uint8_t)written.data[3 * 4096 + 5], 3 * 7 + 5, "%s",
		     process.out.data);
	process_finish(&process);
	bytes_free(&written);
	unlink(medium);
	unlink(disk);
}

Test(media, errors)
{
	const char *path = strdup(scratch_path("medium"));

	make_image((const char *[]){ "hello", NULL },
		   "^denali: image: no file to write; give it with -o FILE$");
	make_image((const char *[]){ "-o", path, NULL },
		   "^denali: image: no image given; see `denali help image`$");
	make_image((const char *[]){ "-o", path, "/nowhere", NULL },
		   "^denali: /nowhere: cannot open");
	make_image((const char *[]){ "-o", "/nowhere/x", HTTP_HELLO, NULL },
		   "^denali: -o /nowhere/x: .* cannot write it; see above$");
	make_image((const char *[]){ "-o", path, "-p", "80:80", "i", NULL },
		   "^denali: image: option -p: .* is for `denali run`$");
	make_image((const char *[]){ "-o", path, "--swap", "1M", "i", NULL },
		   "^denali: image: option --swap 1M: not the number of a d");
	make_image((const char *[]){ "-o", path, "-v", "disk:ro", "i", NULL },
		   "^denali: image: option -v disk: not the number of a disk;");
	make_image((const char *[]){ "-o", path, "-v2", "-v0", "i", NULL },
		   "^denali: image: option -v 0: not the number of a disk;");
	make_image((const char *[]){ "-o", path, "-v2", "-v2:ro", "i", NULL },
		   "^denali: image: option -v 2: that disk is given twice$");
	make_image((const char *[]){ "-o", path, "-v2", "--swap=2", "i", NULL },
		   "^denali: image: option --swap 2: that disk is given twi");
	make_image((const char *[]){ "-o", path, "--addr", "10.0.0.1/24",
				     HTTP_HELLO, NULL },
		   "10.0.0.1, the address of the gateway");
	cr_expect(access(path, F_OK) != 0, "nothing is left");
}

Test(media, without_grub)
{
	const char *path = strdup(scratch_path("medium"));
	struct command command = { 0 };
	struct process process;

	command_add_all(&command, (const char *[]){ "env", "PATH=/nowhere",
						    DENALI, "image", "-o", path,
						    HTTP_HELLO, NULL });
	command_start(&command, &process);
	command_free(&command);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect_eq(process.status, 125);
	cr_expect(bytes_match(&process.err, "apt-get install grub-common"),
		  "%s", process.err.data);
	process_finish(&process);
}
