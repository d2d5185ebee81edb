/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 */
#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net.h"

#define FILE_NAME "store"
#define NEW_NAME "store.new"
#define BUCKETS 4096
#define SLACK (1024 * 1024) /* bytes of past that nobody minds */
#define SUM_START 2166136261u
#define DELETED 0xffff

/* What stands before a record's key and value. */
struct header {
	uint32_t sum; /* of all that follows it */
	uint16_t key_length;
	uint16_t value_length; /* or DELETED, and there is none */
};

struct item {
	struct item *next;
	char *key, *value; /* strings in one piece of memory */
};

static struct item *buckets[BUCKETS];
static uint32_t seed; /* so that nobody can choose keys for one bucket */
static size_t item_count;
static off_t present; /* bytes that the records of all items take */

static int folder = -1, file = -1;
static off_t file_length;
static off_t anew_at = SLACK; /* not before the file is so long */
static bool is_dirty;

static uint32_t hash(uint32_t state, const void *data, size_t length)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < length; i++)
		state = (state ^ bytes[i]) * 16777619u;
	return state;
}

static off_t record_size(const char *key, const char *value)
{
	return (off_t)(sizeof(struct header) + strlen(key) + strlen(value));
}

/* What points to the item, or to null where it would be. */
static struct item **find(const char *key)
{
	struct item **at = &buckets[hash(seed, key, strlen(key)) % BUCKETS];

	while (*at != NULL && strcmp((*at)->key, key) != 0)
		at = &(*at)->next;
	return at;
}

static void remove_item(const char *key)
{
	struct item **at = find(key), *item = *at;

	if (item == NULL)
		return;
	present -= record_size(item->key, item->value);
	item_count--;
	*at = item->next;
	free(item);
}

/* In place of one that was there.  False: no memory, and nothing changed. */
static bool put_item(const char *key, const char *value)
{
	size_t key_size = strlen(key) + 1, value_size = strlen(value) + 1;
	struct item *item = malloc(sizeof(*item) + key_size + value_size);
	struct item **at;

	if (item == NULL)
		return false;
	remove_item(key);
	item->key = memcpy(item + 1, key, key_size);
	item->value = memcpy(item->key + key_size, value, value_size);
	at = find(key);
	item->next = *at;
	*at = item;
	item_count++;
	present += record_size(key, value);
	return true;
}

struct record {
	struct header header;
	char data[KEY_MAX + VALUE_MAX];
};

/* Its size.  value null: the key is deleted. */
static size_t make_record(struct record *record, const char *key,
			  const char *value)
{
	size_t key_length = strlen(key);
	size_t value_length = value != NULL ? strlen(value) : 0;
	size_t size = sizeof(record->header) + key_length + value_length;

	record->header.key_length = (uint16_t)key_length;
	record->header.value_length = value != NULL ? (uint16_t)value_length :
						      DELETED;
	memcpy(record->data, key, key_length);
	if (value != NULL)
		memcpy(record->data + key_length, value, value_length);
	record->header.sum = hash(SUM_START, &record->header.key_length,
				  size - sizeof(record->header.sum));
	return size;
}

/* False: nothing of it is in the file. */
static bool write_record(int to, const struct record *record, size_t size,
			 off_t at)
{
	size_t done = 0;

	while (done < size) {
		ssize_t count = pwrite(to, (const char *)record + done,
				       size - done, at + (off_t)done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0) {
			/* Half a record could be taken for the beginning of
			 * another that is written over it. */
			if (ftruncate(to, at) < 0)
				die("cannot shorten the store");
			return false;
		}
		done += (size_t)count;
	}
	return true;
}

/* Whole, of good lengths, and as it was written? */
static bool is_good(const struct record *record, size_t there, size_t *size)
{
	const struct header *header = &record->header;
	size_t value = header->value_length;

	if (there < sizeof(*header))
		return false;
	if (value == DELETED)
		value = 0;
	if (header->key_length == 0 || header->key_length > KEY_MAX ||
	    value > VALUE_MAX)
		return false;
	*size = sizeof(*header) + header->key_length + value;
	return *size <= there &&
	       hash(SUM_START, &header->key_length,
		    *size - sizeof(header->sum)) == header->sum;
}

static void load_record(const struct record *record, size_t size)
{
	char key[KEY_MAX + 1], value[VALUE_MAX + 1];
	size_t length = record->header.key_length;
	size_t rest = size - sizeof(record->header) - length;

	memcpy(key, record->data, length);
	key[length] = '\0';
	memcpy(value, record->data + length, rest);
	value[rest] = '\0';
	if (record->header.value_length == DELETED)
		remove_item(key);
	else if (!put_item(key, value))
		die("cannot hold the store; give the VM more memory");
}

static void load(void)
{
	struct record record;
	ssize_t there;
	size_t size;
	off_t end;

	while ((there = pread(file, &record, sizeof(record), file_length)) >
		       0 &&
	       is_good(&record, (size_t)there, &size)) {
		load_record(&record, size);
		file_length += (off_t)size;
	}
	end = lseek(file, 0, SEEK_END);
	if (there < 0 || end < 0)
		die("cannot read the store");
	if (end == file_length)
		return;
	fprintf(stderr, "store: %ld bytes at the end were not whole\n",
		(long)(end - file_length));
	if (ftruncate(file, file_length) < 0)
		die("cannot shorten the store");
}

void store_open(const char *path)
{
	if (getentropy(&seed, sizeof(seed)) < 0)
		die("cannot have a random number");
	folder = open(path, O_RDONLY | O_DIRECTORY);
	if (folder < 0)
		die(path);
	file = openat(folder, FILE_NAME, O_RDWR | O_CREAT, 0600);
	if (file < 0)
		die("cannot open the store");
	load();
	/* The file's name must last as well as what will be in it. */
	if (fsync(file) < 0 || fsync(folder) < 0)
		die("cannot sync the store");
}

static off_t write_all(int to)
{
	struct record record;
	off_t length = 0;

	for (size_t i = 0; i < BUCKETS; i++)
		for (const struct item *item = buckets[i]; item != NULL;
		     item = item->next) {
			size_t size = make_record(&record, item->key,
						  item->value);

			if (!write_record(to, &record, size, length))
				return -1;
			length += (off_t)size;
		}
	return length;
}

/* The new file must be on the disk before it takes the old one's place.  If
 * there is no room for it the old one goes on as it is. */
static void write_anew(void)
{
	int to = openat(folder, NEW_NAME, O_RDWR | O_CREAT | O_TRUNC, 0600);
	off_t length = to >= 0 ? write_all(to) : -1;

	anew_at = file_length + SLACK;
	if (length < 0 || fsync(to) < 0) {
		if (to >= 0)
			close(to);
		unlinkat(folder, NEW_NAME, 0);
		return;
	}
	if (renameat(folder, NEW_NAME, folder, FILE_NAME) < 0 ||
	    fsync(folder) < 0)
		die("cannot replace the store");
	close(file);
	file = to;
	file_length = length;
	anew_at = length + SLACK;
	is_dirty = false;
}

/* Appends what has happened. */
static bool append(const char *key, const char *value)
{
	struct record record;
	size_t size = make_record(&record, key, value);

	if (!write_record(file, &record, size, file_length))
		return false;
	file_length += (off_t)size;
	is_dirty = true;
	return true;
}

enum store_result store_set(const char *key, const char *value)
{
	const struct item *old = *find(key);
	off_t more = record_size(key, value);

	if (old != NULL)
		more -= record_size(old->key, old->value);
	if ((old == NULL && item_count == ITEMS_MAX) ||
	    present + more > STORE_MAX || !append(key, value))
		return STORE_FULL;
	/* It is in the file: memory and file must not differ. */
	if (!put_item(key, value))
		die("cannot hold the store; give the VM more memory");
	return STORE_OK;
}

enum store_result store_delete(const char *key)
{
	if (*find(key) == NULL)
		return STORE_NONE;
	if (!append(key, NULL))
		return STORE_FULL;
	remove_item(key);
	return STORE_OK;
}

const char *store_get(const char *key)
{
	const struct item *item = *find(key);

	return item != NULL ? item->value : NULL;
}

size_t store_count(void)
{
	return item_count;
}

void store_sync(void)
{
	if (file_length > 2 * present + SLACK && file_length > anew_at)
		write_anew();
	if (is_dirty && fdatasync(file) < 0)
		die("cannot sync the store");
	is_dirty = false;
}
