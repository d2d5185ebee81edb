/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The Linux side of the disk benchmark: direct and asynchronous, by io_submit,
 * without a library.  It restarts the machine when it is done.
 */
#include <stddef.h>
#include <stdint.h>

#include "../disk/pattern.h"

enum { WRITE = 4, OPEN = 5, REBOOT = 88, IO_SETUP = 245 };
enum { IO_GETEVENTS = 247, IO_SUBMIT = 248, CLOCK_GETTIME = 265 };
#define REBOOT_MAGIC 0xfee1dead
#define REBOOT_MAGIC2 672274793
#define REBOOT_RESTART 0x01234567
#define READ_WRITE 2
#define DIRECT 040000
#define CLOCK_MONOTONIC 1
#define STDOUT 1

struct iocb {
	uint64_t data;
	uint32_t key, flags;
	uint16_t opcode, priority;
	uint32_t file;
	uint64_t buffer, bytes, offset;
	uint64_t reserved[2];
};
_Static_assert(sizeof(struct iocb) == 64, "Linux");

struct io_event {
	uint64_t data, iocb;
	int64_t result, result2;
};

void start(void);

static uint8_t data[DEPTH_MAX][BLOCK] __attribute__((aligned(BLOCK)));
static struct iocb requests[DEPTH_MAX];
static long file;
static unsigned long context;

static long call(long number, long a, long b, long c, long d, long e)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory");
	return result;
}

static void say(const char *text)
{
	size_t length = 0;

	while (text[length] != '\0')
		length++;
	call(WRITE, STDOUT, (long)text, (long)length, 0, 0);
}

static void say_number(uint32_t number)
{
	char digits[12];
	int at = sizeof digits - 1;

	digits[at] = '\0';
	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	say(digits + at);
}

static uint32_t microseconds(void)
{
	int32_t time[2];

	call(CLOCK_GETTIME, CLOCK_MONOTONIC, (long)time, 0, 0, 0);
	return (uint32_t)time[0] * 1000000u + (uint32_t)time[1] / 1000u;
}

/* Submit those in the list. */
static void submit(struct iocb **list, long count)
{
	while (count > 0) {
		long taken = call(IO_SUBMIT, (long)context, count, (long)list,
				  0, 0);

		if (taken <= 0) {
			say("disk: cannot submit\n");
			return;
		}
		list += taken;
		count -= taken;
	}
}

static void prepare(struct iocb *request, const struct pattern *pattern,
		    uint32_t n)
{
	*request = (struct iocb){
		.data = (uintptr_t)request,
		.opcode = pattern->write,
		.file = (uint32_t)file,
		.buffer = (uintptr_t)data[request - requests],
		.bytes = BLOCK,
		.offset = (uint64_t)pattern_block(pattern, n) * BLOCK,
	};
}

static void measure(const struct pattern *pattern, uint32_t depth)
{
	struct io_event events[DEPTH_MAX];
	struct iocb *list[DEPTH_MAX];
	uint32_t asked, finished = 0, begun = microseconds();

	for (asked = 0; asked < depth; asked++) {
		list[asked] = &requests[asked];
		prepare(list[asked], pattern, asked);
	}
	submit(list, (long)depth);
	while (finished < REQUESTS) {
		long count = call(IO_GETEVENTS, (long)context, 1,
				  (long)DEPTH_MAX, (long)events, 0);
		long again = 0;

		for (long i = 0; i < count; i++) {
			if (events[i].result != BLOCK)
				say("disk: error\n");
			finished++;
			if (asked == REQUESTS)
				continue;
			list[again] = (struct iocb *)(uintptr_t)events[i].data;
			prepare(list[again++], pattern, asked++);
		}
		submit(list, again);
	}
	begun = microseconds() - begun;
	say("disk: ");
	say(pattern->name);
	say(" ");
	say_number(depth);
	say(" ");
	say_number(REQUESTS * 1000u / (begun / 1000u ? begun / 1000u : 1u));
	say("\n");
}

void start(void)
{
	static const struct pattern patterns[] = PATTERNS;
	static const uint32_t depths[] = DEPTHS;

	file = call(OPEN, (long)"/dev/vda", READ_WRITE | DIRECT, 0, 0, 0);
	if (file < 0 ||
	    call(IO_SETUP, (long)DEPTH_MAX, (long)&context, 0, 0, 0) != 0)
		say("disk: cannot open it\n");
	else
		for (unsigned i = 0; i < PATTERN_COUNT; i++)
			for (unsigned k = 0; k < sizeof depths / sizeof *depths;
			     k++)
				measure(&patterns[i], depths[k]);
	call(REBOOT, (long)REBOOT_MAGIC, REBOOT_MAGIC2, REBOOT_RESTART, 0, 0);
}

__asm__(".globl _start\n"
	"_start: call start\n");
