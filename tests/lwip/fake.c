/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Stand-ins for Ilwaco and the runtime.
 */
#include "fake.h"

#include "syscall.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/event.h>
#include <ilwaco/heap.h>
#include <ilwaco/kick.h>
#include <ilwaco/memory.h>
#include <ilwaco/nic.h>
#include <ilwaco/random.h>
#include <ilwaco/registers.h>
#include <ilwaco/sync.h>
#include <ilwaco/timer.h>
#include <ilwaco/work.h>

#include "file.h"
#include "nic.h"
#include "offload.h"
#include "stack.h"

struct denali_ro_registers fake_ro;
struct denali_rw_registers fake_rw;

/* The heap. */

size_t fake_blocks;
long fake_blocks_left = -1;

/* The port's come here by other names; these are the build host's. */
#undef malloc
#undef calloc
#undef free
void *malloc(size_t);
void *calloc(size_t, size_t);
void free(void *);

static bool may_allocate(void)
{
	if (fake_blocks_left == 0)
		return false;
	if (fake_blocks_left > 0)
		fake_blocks_left--;
	return true;
}

void *vm_calloc(size_t count, size_t size)
{
	if (!may_allocate())
		return NULL;
	fake_blocks++;
	return calloc(count, size);
}

void *vm_malloc(size_t size)
{
	if (!may_allocate())
		return NULL;
	fake_blocks++;
	return malloc(size);
}

void *ilw_heap_allocate(size_t size)
{
	return vm_malloc(size);
}

/* Receive buffers, which are never freed, and so not counted. */
void *ilw_heap_allocate_aligned(size_t alignment, size_t size)
{
	return may_allocate() ? aligned_alloc(alignment, size) : NULL;
}

void vm_free(void *block)
{
	fake_blocks -= block != NULL;
	free(block);
}

void ilw_heap_free(void *block)
{
	vm_free(block);
}

int ilw_release(void *start, size_t length)
{
	memset(start, 0, length);
	return 0;
}

void ilw_random(void *buffer, size_t length)
{
	uint8_t *to = buffer;

	while (length-- > 0)
		*to++ = (uint8_t)rand();
}

/* Time. */

static uint64_t now = 1000 * ILW_SECOND;
static uint64_t timer_time = ILW_NEVER;
static struct ilw_timer *timer;
unsigned int fake_timer_runs;

uint64_t ilw_clock_monotonic(void)
{
	return now;
}

uint64_t ilw_clock_after(uint64_t delay)
{
	return delay > ILW_NEVER - now ? ILW_NEVER : now + delay;
}

uint64_t fake_now(void)
{
	return now;
}

uint64_t fake_timer(void)
{
	return timer_time;
}

bool ilw_timer_set(struct ilw_timer *which, uint64_t deadline)
{
	timer = which;
	timer_time = deadline;
	return true;
}

void fake_pass(uint64_t nanoseconds)
{
	uint64_t end = now + nanoseconds;

	while (timer_time <= end) {
		now = timer_time > now ? timer_time : now;
		timer_time = ILW_NEVER;
		fake_timer_runs++;
		timer->callback(timer->argument);
	}
	now = end;
}

/* The lock and the one thread. */

struct ilw_mutex net_core_lock;

void (*fake_blocked)(void);

static const uintptr_t me = 64;

void ilw_mutex_lock(struct ilw_mutex *mutex)
{
	assert(mutex->word == 0 && "the lock is not recursive");
	mutex->word = me;
}

void ilw_mutex_unlock(struct ilw_mutex *mutex)
{
	assert(mutex->word == me);
	mutex->word = 0;
}

enum ilw_waited ilw_condition_sleep(struct ilw_condition *condition,
				    struct ilw_mutex *mutex, uint64_t deadline)
{
	enum ilw_waited waited = ILW_WAIT_WOKEN;

	(void)condition;
	ilw_mutex_unlock(mutex);
	if (fake_blocked != NULL) {
		fake_blocked();
	} else {
		assert(deadline != ILW_NEVER && "would block for ever");
		fake_pass(deadline > now ? deadline - now : 0);
		waited = ILW_WAIT_TIMED_OUT;
	}
	return waited;
}

bool ilw_condition_wait(struct ilw_condition *condition,
			struct ilw_mutex *mutex, uint64_t deadline)
{
	enum ilw_waited waited = ilw_condition_sleep(condition, mutex,
						     deadline);

	ilw_mutex_lock(mutex);
	return waited == ILW_WAIT_WOKEN;
}

int fake_broken_pipes;

void syscall_broken_pipe(void)
{
	fake_broken_pipes++;
}

void ilw_condition_broadcast(struct ilw_condition *condition)
{
	(void)condition;
}

void ilw_kick(uint32_t devices)
{
	(void)devices;
}

bool ilw_work_start(void)
{
	return true;
}

void ilw_work_post(struct ilw_work *work)
{
	(void)work;
}

void ilw_event_register(uint32_t event, void (*function)(void))
{
	(void)event;
	(void)function;
}

/* The NIC. */

#define RING DENALI_NIC_SLOTS

static struct {
	void *buffer;
	void *cookie;
} posted[RING];
static unsigned int posted_first, posted_count;

static struct ilw_nic_frame arrived[RING];
static unsigned int arrived_first, arrived_count;

static struct fake_frame sent[1024];
static unsigned int sent_first, sent_count;
static void *cookies[1024];
static unsigned int cookies_first, cookies_count;
bool fake_hold_sent;

bool ilw_nic_present(void)
{
	return (fake_ro.devices & DENALI_DEVICE_NIC) != 0;
}

static uint16_t sum_up(const uint8_t *data, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < length; i++)
		sum += i % 2 == 0 ? (uint32_t)data[i] << 8 : data[i];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

static void complete(struct fake_frame *frame, struct ilw_nic_checksum checksum)
{
	uint8_t *field = frame->data + checksum.start + checksum.offset;
	uint16_t sum;

	frame->asked_checksum = checksum.start != 0;
	if (!frame->asked_checksum)
		return;
	sum = sum_up(frame->data + checksum.start,
		     frame->length - checksum.start);
	field[0] = (uint8_t)(sum >> 8);
	field[1] = (uint8_t)sum;
}

bool ilw_nic_transmit(const struct ilw_nic_piece *pieces, size_t count,
		      struct ilw_nic_checksum checksum, void *cookie)
{
	struct fake_frame *frame = &sent[(sent_first + sent_count) % 1024];

	if (sent_count == 1024)
		sent_count = 0;
	if (cookies_count >= RING)
		return false;
	frame->length = 0;
	for (size_t i = 0; i < count; i++) {
		memcpy(frame->data + frame->length, pieces[i].data,
		       pieces[i].length);
		frame->length += pieces[i].length;
	}
	complete(frame, checksum);
	sent_count++;
	cookies[(cookies_first + cookies_count++) % 1024] = cookie;
	return true;
}

void *ilw_nic_reap(void)
{
	void *cookie;

	if (cookies_count == 0 || fake_hold_sent)
		return NULL;
	cookie = cookies[cookies_first];
	cookies_first = (cookies_first + 1) % 1024;
	cookies_count--;
	return cookie;
}

size_t ilw_nic_transmit_room(void)
{
	return RING - cookies_count;
}

bool ilw_nic_receive_post(void *buffer, size_t capacity, void *cookie)
{
	unsigned int slot = (posted_first + posted_count) % RING;

	assert(capacity >= DENALI_RX_BUFFER_MIN);
	if (posted_count == RING)
		return false;
	posted[slot].buffer = buffer;
	posted[slot].cookie = cookie;
	posted_count++;
	return true;
}

size_t ilw_nic_receive_posted(void)
{
	return posted_count;
}

unsigned int fake_posted(void)
{
	return posted_count;
}

bool ilw_nic_receive(struct ilw_nic_frame *frame)
{
	if (arrived_count == 0)
		return false;
	*frame = arrived[arrived_first];
	arrived_first = (arrived_first + 1) % RING;
	arrived_count--;
	return true;
}

void ilw_nic_kick(void)
{
}

bool fake_receive(const void *frame, size_t length, bool checksum_good)
{
	if (posted_count == 0)
		return false;
	memcpy(posted[posted_first].buffer, frame, length);
	arrived[(arrived_first + arrived_count++) % RING] =
		(struct ilw_nic_frame){ posted[posted_first].cookie,
					(uint16_t)length, checksum_good };
	posted_first = (posted_first + 1) % RING;
	posted_count--;
	net_enter();
	net_leave();
	return true;
}

bool fake_sent(struct fake_frame *frame)
{
	if (sent_count == 0)
		return false;
	*frame = sent[sent_first];
	sent_first = (sent_first + 1) % 1024;
	sent_count--;
	return true;
}

void fake_forget_sent(void)
{
	sent_count = 0;
	net_enter();
	net_leave();
}

/* Descriptors. */

static struct file *files[4096];

void file_init(struct file *file, const struct file_ops *ops, int flags)
{
	*file = (struct file){ .ops = ops, .references = 1, .flags = flags };
}

void file_get(struct file *file)
{
	file->references++;
}

int file_put(struct file *file)
{
	return --file->references == 0 ? file->ops->close(file) : 0;
}

void file_notify(struct file *file, short events)
{
	(void)file;
	(void)events;
}

int fd_check(void)
{
	return 0;
}

int fd_install(struct file *file)
{
	for (int fd = 0; fd < 4096; fd++)
		if (files[fd] == NULL) {
			files[fd] = file;
			return fd;
		}
	return -EMFILE;
}

struct file *fd_get(int fd)
{
	if (fd < 0 || fd >= 4096 || files[fd] == NULL)
		return NULL;
	file_get(files[fd]);
	return files[fd];
}

int fd_set_flags(int fd, int flags)
{
	(void)fd;
	(void)flags;
	return 0;
}

int fake_close(int fd)
{
	struct file *file = files[fd];

	files[fd] = NULL;
	return file_put(file);
}

short fake_poll(int fd)
{
	return files[fd]->ops->poll(files[fd]);
}

void fake_set_nonblocking(int fd)
{
	files[fd]->flags |= O_NONBLOCK;
}

void fake_start_alone(void)
{
	fake_ro.memory_size = DENALI_MEMORY_DEFAULT;
	net_start();
}

void fake_start_unconfigured(void)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };

	fake_ro.memory_size = DENALI_MEMORY_DEFAULT;
	fake_ro.devices = DENALI_DEVICE_NIC;
	fake_ro.network = (struct denali_network){
		.flags = DENALI_NET_PRESENT | DENALI_NET_TX_CHECKSUM |
			 DENALI_NET_RX_CHECKSUM | DENALI_NET_DHCP |
			 DENALI_NET_SLAAC,
		.mtu = 1500,
	};
	memcpy(fake_ro.network.mac, mac, sizeof(mac));
	net_start();
}

void fake_start(void)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };

	fake_ro.memory_size = DENALI_MEMORY_DEFAULT;
	fake_ro.devices = DENALI_DEVICE_NIC;
	fake_ro.network = (struct denali_network){
		.flags = DENALI_NET_PRESENT | DENALI_NET_TX_CHECKSUM |
			 DENALI_NET_RX_CHECKSUM,
		.mtu = 1500,
		.ipv4 = __builtin_bswap32(0x0a000001),
		.ipv4_gateway = __builtin_bswap32(0x0a0000fe),
		.ipv4_dns = { __builtin_bswap32(0x0a000002) },
		.ipv4_prefix = 24,
		.ipv6_prefix = 64,
		.ipv6 = { 0xfd, [15] = 1 },
	};
	memcpy(fake_ro.network.mac, mac, sizeof(mac));
	net_start();
	fake_forget_sent();
}
