/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIECE 512

static void add(struct recording *recording, struct recorded entry)
{
	if (recording->count == recording->room) {
		recording->room = recording->room * 2 + 64;
		recording->entries = realloc(recording->entries,
					     recording->room * sizeof(entry));
		if (recording->entries == NULL)
			abort();
	}
	recording->entries[recording->count++] = entry;
}

void recording_write(struct recording *recording, uint64_t offset,
		     const void *data, size_t length)
{
	struct recorded entry = { offset, malloc(length), length };

	if (entry.data == NULL)
		abort();
	memcpy(entry.data, data, length);
	add(recording, entry);
}

void recording_flush(struct recording *recording)
{
	add(recording, (struct recorded){ 0, NULL, 0 });
}

void recording_free(struct recording *recording)
{
	for (size_t i = 0; i < recording->count; i++)
		free(recording->entries[i].data);
	free(recording->entries);
	*recording = (struct recording){ 0 };
}

/* ---- the log of dm-log-writes, all little-endian ---- */

#define LOG_MAGIC 0x6a736677736872ull
#define LOG_FLUSH 0x1
#define LOG_FUA 0x2
#define LOG_DISCARD 0x4

struct log_super {
	uint64_t magic, version, entries;
	uint32_t sector_size;
};

struct log_entry {
	uint64_t sector, sectors, flags, data_length;
};

static bool read_at(FILE *file, uint64_t offset, void *data, size_t length)
{
	return fseek(file, (long)offset, SEEK_SET) == 0 &&
	       fread(data, 1, length, file) == length;
}

/* QEMU logs data before the flag's own effect, as Linux does; a write with FUA
 * is a write and a flush as far as only it is concerned, and QEMU sends none of
 * those to this driver. */
static bool read_entry(struct recording *recording, FILE *file,
		       uint32_t sector_size, uint64_t *offset)
{
	struct log_entry entry;
	uint64_t length;
	uint8_t *data;
	bool good;

	if (!read_at(file, *offset, &entry, sizeof entry) ||
	    (entry.flags & LOG_FUA) != 0)
		return false;
	*offset += sector_size;
	if (entry.flags & LOG_FLUSH)
		recording_flush(recording);
	length = entry.sectors * sector_size;
	if (length == 0)
		return true;
	data = calloc(1, length);
	good = data != NULL && ((entry.flags & LOG_DISCARD) != 0 ||
				read_at(file, *offset, data, length));
	if (good)
		recording_write(recording, entry.sector * sector_size, data,
				length);
	free(data);
	if ((entry.flags & LOG_DISCARD) == 0)
		*offset += length;
	return good;
}

bool recording_read_log(struct recording *recording, const char *path)
{
	struct log_super super;
	FILE *file = fopen(path, "rb");
	bool good = file != NULL && read_at(file, 0, &super, sizeof super) &&
		    super.magic == LOG_MAGIC && super.sector_size >= PIECE;
	uint64_t offset = good ? super.sector_size : 0;

	for (uint64_t i = 0; good && i < super.entries; i++)
		good = read_entry(recording, file, super.sector_size, &offset);
	if (!good)
		fprintf(stderr,
			"%s: not a log that can be read, at byte %llu\n", path,
			(unsigned long long)offset);
	if (file != NULL)
		fclose(file);
	return good;
}

/* ---- replay ---- */

void replay_start(struct replay *replay, const struct recording *recording,
		  size_t size, uint64_t seed)
{
	*replay = (struct replay){ .recording = recording,
				   .size = size,
				   .base = calloc(1, size),
				   .image = calloc(1, size),
				   .random = seed * 2 + 1 };
	if (replay->base == NULL || replay->image == NULL)
		abort();
}

void replay_start_from(struct replay *replay, const struct recording *recording,
		       const void *contents, size_t size, uint64_t seed)
{
	replay_start(replay, recording, size, seed);
	memcpy(replay->base, contents, size);
	replay->whole_sectors = true;
}

void replay_finish(struct replay *replay)
{
	free(replay->base);
	free(replay->image);
}

uint32_t replay_random(struct replay *replay, uint32_t bound)
{
	replay->random = replay->random * 6364136223846793005ull +
			 1442695040888963407ull;
	return (uint32_t)(replay->random >> 33) % bound;
}

static void write_whole(const struct replay *replay, uint8_t *image,
			const struct recorded *entry)
{
	if (entry->data == NULL)
		return;
	if (entry->offset + entry->length > replay->size)
		abort();
	memcpy(image + entry->offset, entry->data, entry->length);
}

static void write_torn(struct replay *replay, const struct recorded *entry)
{
	for (size_t at = 0; at < entry->length; at += PIECE) {
		uint8_t *to = replay->image + entry->offset + at;
		uint32_t fate = replay_random(replay, 16);

		if (fate < 8)
			memcpy(to, entry->data + at, PIECE);
		else if (fate == 8 && !replay->whole_sectors)
			memset(to, (int)replay_random(replay, 256), PIECE);
	}
}

/* Numbers of the writes after the last flush, in random order. */
static size_t *shuffled(struct replay *replay, size_t cut, size_t *count)
{
	size_t *order = calloc(cut - replay->stable + 1, sizeof(*order));

	if (order == NULL)
		abort();
	*count = 0;
	for (size_t i = replay->stable; i < cut; i++) {
		size_t j = replay_random(replay, (uint32_t)*count + 1);

		order[*count] = order[j];
		order[j] = i;
		++*count;
	}
	return order;
}

void replay_cut(struct replay *replay, size_t cut)
{
	const struct recorded *entries = replay->recording->entries;
	size_t last = cut, count, *order;
	uint32_t mood = replay_random(replay, 8);

	while (last > replay->stable && entries[last - 1].data != NULL)
		last--;
	for (; replay->stable < last; replay->stable++)
		write_whole(replay, replay->base, &entries[replay->stable]);
	memcpy(replay->image, replay->base, replay->size);
	order = shuffled(replay, cut, &count);
	for (size_t i = 0; i < count; i++) {
		const struct recorded *entry = &entries[order[i]];
		uint32_t fate = replay_random(replay, 3);

		if (mood == 0 || (mood > 1 && fate == 0))
			write_whole(replay, replay->image, entry);
		else if (mood > 1 && fate == 1)
			write_torn(replay, entry);
	}
	free(order);
}
