/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "listing.h"

#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "store.h"

struct listing {
	listing_part *write;
	void *list;
	char *text; /* of a part */
	size_t at, length;
	bool ended; /* there is no part after this */
};

static bool next_part(struct listing *listing)
{
	uint64_t faults;
	FILE *to;
	bool good;

	free(listing->text);
	listing->text = NULL;
	listing->at = listing->length = 0;
	to = open_memstream(&listing->text, &listing->length);
	if (to == NULL)
		return false;
	host_enter();
	faults = host_state.faults;
	listing->ended = !listing->write(listing->list, to);
	good = host_state.faults == faults && ferror(to) == 0;
	host_leave();
	return fclose(to) == 0 && good;
}

static long read_listing(void *reading, uint64_t at, char *buffer, size_t room)
{
	struct listing *listing = reading;

	(void)at;
	while (listing->at == listing->length) {
		if (listing->ended)
			return 0;
		if (!next_part(listing))
			return -1;
	}
	if (room > listing->length - listing->at)
		room = listing->length - listing->at;
	memcpy(buffer, listing->text + listing->at, room);
	listing->at += room;
	return (long)room;
}

static void free_listing(void *reading)
{
	struct listing *listing = reading;

	free(listing->text);
	free(listing->list);
	free(listing);
}

void listing_answer(struct answer *answer, listing_part *write, void *list)
{
	static const struct reader reader = { read_listing, free_listing };
	struct listing *listing = calloc(1, sizeof *listing);

	if (listing == NULL || list == NULL) {
		free(listing);
		free(list);
		answer_error(answer, 503, "memory",
			     "the host has no memory; try again later");
		return;
	}
	listing->write = write;
	listing->list = list;
	answer->reader = &reader;
	answer->reading = listing;
}

void listing_row(FILE *to, json_t *row)
{
	json_dumpf(row, to, JSON_COMPACT);
	json_decref(row);
}
