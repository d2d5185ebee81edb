/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What programs expect of Unix beyond POSIX: messages with the program's name,
 * byte orders, the machine, room for files, characters of 16 and 32 bits.
 */
#include <byteswap.h>
#include <endian.h>
#include <err.h>
#include <errno.h>
#include <error.h>
#include <features.h>
#include <fcntl.h>
#include <limits.h>
#include <locale.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <sys/vfs.h>
#include <sysexits.h>
#include <uchar.h>
#include <unistd.h>
#include <wait.h>

#include "guest/check.h"

#define SAID "/tmp/said"

extern char *__progname;

/* What the call has said on standard error. */
static const char *said(void)
{
	static char text[256];
	int fd = open(SAID, O_RDONLY);
	ssize_t length = read(fd, text, sizeof text - 1);

	text[length > 0 ? length : 0] = '\0';
	close(fd);
	CHECK(freopen(SAID, "w", stderr) != NULL);
	setvbuf(stderr, NULL, _IONBF, 0);
	return text;
}

#define SAYS(call, text)                                                       \
	do {                                                                   \
		call;                                                          \
		CHECK(strcmp(said(), (text)) == 0);                            \
	} while (0)

static void print_name(void)
{
	fputs("me: ", stderr);
}

static void check_messages(void)
{
	said();
	SAYS(warnx("%d pieces", 3), "extras: 3 pieces\n");
	SAYS((errno = ENOENT, warn("a%c", 'b')),
	     "extras: ab: No such file or directory\n");
	SAYS((errno = EINVAL, warn(NULL)), "extras: Invalid argument\n");
	SAYS(error(0, 0, "%s", "x"), "extras: x\n");
	SAYS(error(0, ENOENT, "x"), "extras: x: No such file or directory\n");
	SAYS(error_at_line(0, 0, "f", 7, "x"), "extras:f:7: x\n");
	EQUAL(error_message_count, 3);
	error_one_per_line = 1;
	SAYS(error_at_line(0, 0, "f", 7, "x"), "extras:f:7: x\n");
	SAYS(error_at_line(0, 0, "f", 7, "x"), "");
	SAYS(error_at_line(0, 0, "f", 8, "x"), "extras:f:8: x\n");
	error_print_progname = print_name;
	SAYS(error(0, 0, "x"), "me: x\n");
}

static void check_names(void)
{
	CHECK(strcmp(program_invocation_name, "extras") == 0);
	CHECK(strcmp(program_invocation_short_name, "extras") == 0);
	CHECK(__progname == program_invocation_short_name);
}

static void check_orders(void)
{
	EQUAL(htobe16(0x1234), 0x3412);
	EQUAL(be32toh(0x12345678u), 0x78563412);
	CHECK(htobe64(UINT64_C(0x0102030405060708)) ==
	      UINT64_C(0x0807060504030201));
	EQUAL(le32toh(0x12345678u), 0x12345678);
	EQUAL(bswap_16(0x1234), 0x3412);
	EQUAL(__BYTE_ORDER, __LITTLE_ENDIAN);
	EQUAL(sizeof(struct iphdr), 20);
	EQUAL(sizeof(struct ip), 20);
	EQUAL(sizeof(struct udphdr), 8);
}

static void check_room(void)
{
	struct statfs status;
	struct sysinfo info;

	EQUAL(statfs("/tmp", &status), 0);
	CHECK(status.f_bsize != 0 && status.f_bfree <= status.f_blocks);
	CHECK(status.f_namelen == NAME_MAX);
	FAILS(statfs("/none", &status), ENOENT);
	FAILS(fstatfs(99, &status), EBADF);
	EQUAL(sysinfo(&info), 0);
	EQUAL(info.totalram, 16 << 20);
	CHECK(info.freeram < info.totalram && info.mem_unit == 1);
	FAILS(sysinfo(NULL), EFAULT);
	EQUAL(get_nprocs(), 1);
	EQUAL(get_phys_pages(), 4096);
}

static void check_characters(void)
{
	static const char face[] = "\xf0\x9f\x98\x80";
	mbstate_t state = { 0 };
	char bytes[MB_LEN_MAX];
	char16_t unit = 0;
	char32_t whole = 0;

	CHECK(setlocale(LC_CTYPE, "C.UTF-8") != NULL);
	EQUAL(mbrtoc32(&whole, face, 4, &state), 4);
	EQUAL(whole, 0x1f600);
	EQUAL(c32rtomb(bytes, whole, &state), 4);
	CHECK(memcmp(bytes, face, 4) == 0);
	EQUAL(mbrtoc16(&unit, face, 4, &state), 4);
	EQUAL(unit, 0xd83d);
	EQUAL((int)mbrtoc16(&unit, "", 1, &state), -3);
	EQUAL(unit, 0xde00);
	EQUAL(mbrtoc16(&unit, "", 1, &state), 0);
	EQUAL(c16rtomb(bytes, 0xd83d, &state), 0);
	EQUAL(c16rtomb(bytes, 0xde00, &state), 4);
	CHECK(memcmp(bytes, face, 4) == 0);
	FAILS((int)c16rtomb(bytes, 0xde00, &state), EILSEQ);
	FAILS((int)mbrtoc16(&unit, "\xff", 1, &state), EILSEQ);
}

int main(void)
{
	check_names();
	check_messages();
	check_orders();
	check_room();
	check_characters();
	if (check_end() != 0)
		return 1;
	errx(EX_USAGE, "done");
}
