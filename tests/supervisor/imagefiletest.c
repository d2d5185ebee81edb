/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What images say of themselves, and what strangers make them say.
 */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "sdk/supervisor/imagefile.h"
#include "standinimage.h"

#define NOTE                                                                   \
	"{\"name\":\"web\",\"network\":{\"inbound\":[\"80\"]},\"schema\":1}"

static char path[] = "/tmp/denali-imagefile-XXXXXX";
static int fd;

static void begin(void)
{
	fd = mkstemp(path);
	cr_assert_geq(fd, 0);
}

static void finish(void)
{
	close(fd);
	unlink(path);
}

TestSuite(imagefile, .init = begin, .fini = finish, .timeout = 120);

_Noreturn void out_of_memory(void)
{
	abort();
}

static bool read_bytes(const uint8_t *data, size_t length,
		       char problem[IMAGEFILE_PROBLEM])
{
	struct imagefile image;
	bool good;

	problem[0] = '\0';
	cr_assert_eq(ftruncate(fd, 0), 0);
	cr_assert_eq(pwrite(fd, data, length, 0), (ssize_t)length);
	good = imagefile_read(&image, path, problem);
	cr_expect(good || problem[0] != '\0', "it is wrong, and nobody says");
	imagefile_free(&image);
	return good;
}

Test(imagefile, says_what_it_is)
{
	char problem[IMAGEFILE_PROBLEM];
	struct standin_image made;
	struct imagefile image;

	standin_image_make(&made, NOTE);
	cr_assert(read_bytes(made.data, made.length, problem), "%s", problem);
	cr_assert(imagefile_read(&image, path, problem));
	cr_expect_str_eq(image.manifest.name, "web");
	cr_expect_eq(image.manifest.policy.rule[0].port_first, 80);
	cr_expect_eq(image.kernel.memory_size, 0x100000);
	cr_expect(image.has_service);
	imagefile_free(&image);
	cr_expect_not(imagefile_read(&image, "/nowhere", problem));
	imagefile_free(&image);
}

Test(imagefile, nesting_is_bounded)
{
	char note[256] = "{\"schema\":1,\"x\":", problem[IMAGEFILE_PROBLEM];
	struct standin_image made;

	for (int i = 0; i < IMAGEFILE_DEPTH; i++)
		strcat(note, "[");
	standin_image_make(&made, note);
	cr_expect_not(read_bytes(made.data, made.length, problem));
	cr_expect_str_eq(problem,
			 "its service note nests too deeply; link it again");
	/* In a string they are letters. */
	standin_image_make(&made, "{\"schema\":1,\"arguments\":"
				  "[\"[[[[[[[[[[[[[[[[[[[[\\\"[[[[\"]}");
	cr_expect(read_bytes(made.data, made.length, problem), "%s", problem);
}

Test(imagefile, cut_off_anywhere)
{
	char problem[IMAGEFILE_PROBLEM];
	struct standin_image made;

	standin_image_make(&made, NOTE);
	for (size_t length = 0; length < 200; length++)
		cr_expect_not(read_bytes(made.data, length, problem));
	for (size_t length = 0x2000; length < made.length - 4; length++)
		cr_expect_not(read_bytes(made.data, length, problem));
}

Test(imagefile, bytes_changed_anywhere)
{
	char problem[IMAGEFILE_PROBLEM];
	struct standin_image good, made;

	srand(1);
	standin_image_make(&good, NOTE);
	for (int i = 0; i < 5000; i++) {
		made = good;
		for (int j = rand() % 4; j >= 0; j--) {
			size_t at = rand() % 2 == 0 ?
					    (size_t)rand() % 160 :
					    0x2000 + (size_t)rand() %
							     (made.length -
							      0x2000);

			made.data[at] = (uint8_t)rand();
		}
		read_bytes(made.data, made.length, problem);
	}
}
