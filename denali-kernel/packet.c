/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The packet pool: a list of free buffers, last freed first used, since its
 * memory is the likeliest to be near; and pages that were never used.
 */
#include "packet.h"

#include "log.h"
#include "string.h"

static struct packet *free_list;
static struct packet *untapped; /* whose nodes are not in stock yet */
static struct packet_node *free_nodes;
static uint32_t free_count; /* of the list and in unused pages */

static void *pages[PACKET_PAGES_MAX];
static uint32_t unused_pages;

static void put_free(struct packet *packet)
{
	packet->references = 0;
	packet->free_next = free_list;
	free_list = packet;
}

static void put_node(struct packet_node *node)
{
	node->next = free_nodes;
	free_nodes = node;
}

void packet_add_page(void *page)
{
	ensure(unused_pages < PACKET_PAGES_MAX);
	pages[unused_pages++] = page;
	free_count += PACKETS_A_PAGE;
}

/* Start to use another page. */
static bool take_page(void)
{
	char *page;

	if (!unused_pages)
		return false;
	page = pages[--unused_pages];
	for (uint32_t i = PACKETS_A_PAGE; i-- > 0;) {
		struct packet *packet = (void *)(page + i * PACKET_SIZE);

		put_free(packet);
		packet->untapped_next = untapped;
		untapped = packet;
	}
	return true;
}

/* Put the nodes of one more packet in stock. */
static bool tap_packet(void)
{
	struct packet *packet;

	if (!untapped && !take_page())
		return false;
	packet = untapped;
	untapped = packet->untapped_next;
	for (uint32_t i = 0; i < PACKET_NODES; i++)
		put_node(&packet->nodes[i]);
	return true;
}

struct packet *packet_alloc(void)
{
	struct packet *packet;

	if (!free_list && !take_page())
		return NULL;
	packet = free_list;
	free_list = packet->free_next;
	free_count--;
	packet->references = 1;
	packet->flags = 0;
	return packet;
}

struct packet *packet_copy(const struct packet *packet)
{
	struct packet *copy = packet_alloc();

	if (!copy)
		return NULL;
	copy->length = packet->length;
	copy->flags = packet->flags;
	copy->checksum_start = packet->checksum_start;
	copy->checksum_offset = packet->checksum_offset;
	memcpy(copy->frame, packet->frame, packet->length);
	return copy;
}

void packet_put(struct packet *packet)
{
	ensure(packet->references > 0);
	if (--packet->references)
		return;
	put_free(packet);
	free_count++;
}

uint32_t packet_free_count(void)
{
	return free_count;
}

bool packet_queue_add(struct packet_queue *queue, struct packet *packet)
{
	struct packet_node *node;

	if (!free_nodes && !tap_packet())
		return false;
	node = free_nodes;
	free_nodes = node->next;
	node->next = NULL;
	node->packet = packet_get(packet);
	if (queue->count++)
		queue->last->next = node;
	else
		queue->first = node;
	queue->last = node;
	return true;
}

struct packet *packet_queue_first(const struct packet_queue *queue)
{
	ensure(queue->count);
	return queue->first->packet;
}

struct packet *packet_queue_take(struct packet_queue *queue)
{
	struct packet_node *node = queue->first;

	ensure(queue->count);
	queue->first = node->next;
	queue->count--;
	put_node(node);
	return node->packet;
}
