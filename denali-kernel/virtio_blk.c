/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtio block device: the first of the machine.
 *
 * A request goes to the device as one chain: header, data, status.  Frames that
 * lie side by side are one piece.  If the device takes fewer pieces than that
 * makes, the request goes in parts, one after another.
 *
 * Invariant: no request waits while the device has none, as a part fits an
 * empty queue; so something always comes that starts those that wait.
 */
#include "block.h"

#include "clock.h"
#include "log.h"
#include "virtio.h"
#include "x86.h"

#define FEATURE_SEGMENTS (1ull << 2)
#define FEATURE_READ_ONLY (1ull << 5)
/* Never made use of; but a driver that cannot flush is held to want every write
 * on the medium before it is done. */
#define FEATURE_FLUSH (1ull << 9)

#define CONFIG_SECTORS 0   /* 8 bytes */
#define CONFIG_SEGMENTS 12 /* 4 bytes */

#define SECTORS_A_PAGE (PAGE_SIZE / 512)
#define TYPE_READ 0
#define TYPE_WRITE 1
#define STATUS_OK 0
#define STATUS_NONE 0xff /* the device has written none */

#define PIECES_BESIDES 2u /* header and status */
#define PATIENCE_NS 1000000000

static struct virtio_device device;
static struct virtqueue queue; /* zero: there is no disk */
static uint64_t pages;
static uint32_t segments; /* pieces of data that the device takes at once */
static struct link waiting = { &waiting, &waiting };
static struct link failed = { &failed, &failed }; /* to be reported */

/* Describe the next part of a request, as much as the device takes. */
static unsigned describe(struct block_request *request,
			 struct virtqueue_piece *piece)
{
	unsigned at = request->moved;
	unsigned last = 0;

	piece[0] = (struct virtqueue_piece){ window_phys(&request->header),
					     sizeof(request->header) };
	for (; at < request->count; at++) {
		phys_t frame = frame_phys(request->frames[at]);

		if (last && piece[last].address + piece[last].length == frame)
			piece[last].length += PAGE_SIZE;
		else if (last < segments)
			piece[++last] = (struct virtqueue_piece){ frame,
								  PAGE_SIZE };
		else
			break;
	}
	request->part = (uint16_t)(at - request->moved);
	piece[++last] = (struct virtqueue_piece){ window_phys(&request->status),
						  sizeof(request->status) };
	return last + 1;
}

/* False: the queue has no room. */
static bool start(struct block_request *request)
{
	struct virtqueue_piece piece[BLOCK_PAGES_MAX + PIECES_BESIDES];
	unsigned count = describe(request, piece);

	if (!virtqueue_room(&queue, count))
		return false;
	request->status = STATUS_NONE;
	request->header.type = request->write ? TYPE_WRITE : TYPE_READ;
	request->header.reserved = 0;
	request->header.sector = (request->page + request->moved) *
				 SECTORS_A_PAGE;
	virtqueue_add(&queue, piece, count, request->write ? count - 1 : 1,
		      request);
	return true;
}

static struct block_request *first_of(const struct link *list)
{
	return LINK_OWNER(list->next, struct block_request, link);
}

static void start_waiting(void)
{
	while (link_used(&waiting) && start(first_of(&waiting)))
		link_remove(waiting.next);
}

void block_submit(struct block_request *request)
{
	bool fits = request->page <= pages &&
		    request->count <= pages - request->page;

	ensure(request->count && request->count <= BLOCK_PAGES_MAX);
	request->pending = true;
	request->moved = 0;
	link_append(fits ? &waiting : &failed, &request->link);
	start_waiting();
}

static void report(struct block_request *request, bool ok)
{
	request->pending = false;
	request->done(request, ok);
}

/* What fails while these are reported waits for the next time. */
static bool report_failed(void)
{
	struct link *last = failed.previous;
	struct link *link;

	if (!link_used(&failed))
		return false;
	do {
		struct block_request *request = first_of(&failed);

		link = failed.next;
		link_remove(link);
		report(request, false);
	} while (link != last);
	return true;
}

/* The device has done a part, and written length bytes.  What it has not
 * written of a read is still what somebody else had there. */
static void take(struct block_request *request, uint32_t length)
{
	bool ok = request->status == STATUS_OK &&
		  (request->write || length / PAGE_SIZE >= request->part);

	request->moved = (uint16_t)(request->moved + request->part);
	if (ok && request->moved < request->count)
		link_append(waiting.next, &request->link); /* the first */
	else
		report(request, ok);
}

bool block_poll(void)
{
	bool some = report_failed();
	struct block_request *request;
	uint32_t length;

	if (!virtqueue_busy(&queue) || !virtqueue_done(&queue))
		return some;
	do {
		while ((request = virtqueue_take(&queue, &length)) != NULL)
			take(request, length);
		start_waiting();
	} while (!virtqueue_arm(&queue, 1));
	return true;
}

void block_flush(void)
{
	virtio_notify(&device, 0, &queue);
}

uint64_t block_pages(void)
{
	return pages;
}

static void give_up(const char *why)
{
	log_line("disk: the virtio device is not used: %s", why);
	virtio_close(&device);
	queue = (struct virtqueue){ 0 };
	pages = 0;
	link_init(&waiting);
}

bool block_wait(struct block_request *request)
{
	uint64_t end = clock_ns() + PATIENCE_NS;

	for (;;) {
		bool late = clock_ns() > end;

		block_flush();
		block_poll();
		if (!request->pending)
			return true;
		if (late)
			break;
		cpu_pause();
	}
	give_up("it does not answer");
	return false;
}

/* All it does is to end a wait for interrupts: block_poll looks for itself. */
static void interrupt(void *argument)
{
	(void)argument;
	virtio_acknowledge(&device);
}

static uint64_t config(unsigned offset, unsigned bytes)
{
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 | virtio_config(&device, offset + bytes);
	return value;
}

static const char *prepare(void)
{
	if (virtio_has(&device, FEATURE_READ_ONLY))
		return "it is read-only";
	if (!virtio_queue(&device, 0, &queue) || queue.size <= PIECES_BESIDES)
		return "its queue cannot be used";
	/* Some of those that do not say take no more than one. */
	if (virtio_has(&device, FEATURE_SEGMENTS))
		segments = (uint32_t)config(CONFIG_SEGMENTS, 4);
	if (!segments)
		segments = 1;
	if (segments > queue.size - PIECES_BESIDES)
		segments = queue.size - PIECES_BESIDES;
	pages = config(CONFIG_SECTORS, 8) / SECTORS_A_PAGE;
	return pages ? NULL : "it does not hold a page";
}

bool block_init(void)
{
	uint64_t wanted = FEATURE_SEGMENTS | FEATURE_READ_ONLY | FEATURE_FLUSH |
			  VIRTIO_EVENT_INDEX | VIRTIO_VERSION_1;
	const char *wrong;

	if (!virtio_open(&device, VIRTIO_TYPE_BLOCK, wanted, interrupt, NULL))
		return false;
	wrong = prepare();
	if (wrong) {
		give_up(wrong);
		return false;
	}
	virtio_start(&device);
	log_line("disk: virtio (%s), %u MiB, %u descriptors, %u pieces",
		 device.transport->name, (unsigned)(pages / 256), queue.size,
		 segments);
	return true;
}
