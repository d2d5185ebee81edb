/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtio block devices.
 *
 * A part of a request goes to the device as one chain: header, data, status.
 * Frames that lie side by side are one piece.
 */
#include "block.h"
#include "log.h"
#include "virtio.h"

#define FEATURE_SEGMENTS (1ull << 2)
#define FEATURE_READ_ONLY (1ull << 5)
#define FEATURE_FLUSH (1ull << 9)

#define CONFIG_SECTORS 0   /* 8 bytes */
#define CONFIG_SEGMENTS 12 /* 4 bytes */

#define SECTORS_A_PAGE (PAGE_SIZE / 512)
#define TYPE_READ 0
#define TYPE_WRITE 1
#define TYPE_FLUSH 4
#define STATUS_OK 0
#define STATUS_NONE 0xff /* the device has written none */

#define PIECES_BESIDES 2u /* header and status */

struct virtio_disk {
	struct block_device block;
	struct virtio_device device;
	struct virtqueue queue;
	uint32_t segments; /* pieces of data that the device takes at once */
};

static struct virtio_disk disks[BLOCK_DISKS];
static unsigned disk_count;

static struct virtio_disk *disk_of(struct block_device *block)
{
	return (struct virtio_disk *)(void *)block;
}

/* Describe the next part of a request, as much as the device takes. */
static unsigned describe(const struct virtio_disk *disk,
			 struct block_request *request,
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
		else if (last < disk->segments)
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

static bool start(struct block_device *block, struct block_request *request)
{
	static const uint8_t types[] = { TYPE_READ, TYPE_WRITE, TYPE_FLUSH };
	struct virtqueue_piece piece[BLOCK_PAGES_MAX + PIECES_BESIDES];
	struct virtio_disk *disk = disk_of(block);
	unsigned count = describe(disk, request, piece);
	uint8_t type = types[request->operation];

	if (!virtqueue_room(&disk->queue, count))
		return false;
	request->status = STATUS_NONE;
	request->header.type = type;
	request->header.reserved = 0;
	request->header.sector = (request->page + request->moved) *
				 SECTORS_A_PAGE;
	virtqueue_add(&disk->queue, piece, count,
		      type == TYPE_READ ? 1 : count - 1, request);
	return true;
}

static void tell(struct block_device *block)
{
	struct virtio_disk *disk = disk_of(block);

	virtio_notify(&disk->device, 0, &disk->queue);
}

/* What the device has not written of a read is still what somebody else had
 * there. */
static bool went_well(const struct block_request *request, uint32_t length)
{
	return request->status == STATUS_OK &&
	       (request->header.type != TYPE_READ ||
		length / PAGE_SIZE >= request->part);
}

static bool poll(struct block_device *block)
{
	struct virtqueue *queue = &disk_of(block)->queue;
	struct block_request *request;
	uint32_t length;

	if (!virtqueue_done(queue))
		return false;
	do
		while ((request = virtqueue_take(queue, &length)) != NULL)
			block_part_done(request, went_well(request, length));
	while (!virtqueue_arm(queue, 1));
	return true;
}

static void stop(struct block_device *block)
{
	virtio_close(&disk_of(block)->device);
}

/* All it does is to end a wait for interrupts: poll looks for itself. */
static void interrupt(void *argument)
{
	struct virtio_disk *disk = argument;

	virtio_acknowledge(&disk->device);
}

static uint64_t config(const struct virtio_disk *disk, unsigned offset,
		       unsigned bytes)
{
	uint64_t value = 0;

	while (bytes--)
		value = value << 8 |
			virtio_config(&disk->device, offset + bytes);
	return value;
}

static const char *prepare(struct virtio_disk *disk)
{
	struct virtqueue *queue = &disk->queue;

	if (!virtio_queue(&disk->device, 0, queue) ||
	    queue->size <= PIECES_BESIDES)
		return "its queue cannot be used";
	disk->segments = 0;
	/* Some of those that do not say take no more than one. */
	if (virtio_has(&disk->device, FEATURE_SEGMENTS))
		disk->segments = (uint32_t)config(disk, CONFIG_SEGMENTS, 4);
	if (!disk->segments)
		disk->segments = 1;
	if (disk->segments > queue->size - PIECES_BESIDES)
		disk->segments = queue->size - PIECES_BESIDES;
	disk->block.pages = config(disk, CONFIG_SECTORS, 8) / SECTORS_A_PAGE;
	return disk->block.pages ? NULL : "it does not hold a page";
}

static const struct block_driver driver = { "virtio", start, tell, poll, stop };

void virtio_blk_probe(const struct pci_device *pci)
{
	uint64_t wanted = FEATURE_SEGMENTS | FEATURE_READ_ONLY | FEATURE_FLUSH |
			  VIRTIO_EVENT_INDEX;
	struct virtio_disk *disk = &disks[disk_count];
	const char *wrong;

	if (!virtio_is(pci, VIRTIO_TYPE_BLOCK) || disk_count == BLOCK_DISKS ||
	    !virtio_begin(&disk->device, pci, wanted, interrupt, disk))
		return;
	disk->block.driver = &driver;
	disk->block.read_only = virtio_has(&disk->device, FEATURE_READ_ONLY);
	disk->block.flushes = virtio_has(&disk->device, FEATURE_FLUSH);
	wrong = prepare(disk);
	if (wrong) {
		log_line("disk: a virtio device is not used: %s", wrong);
		virtio_close(&disk->device);
		return;
	}
	virtio_start(&disk->device);
	disk_count += block_add(&disk->block);
}
