/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The buckets are few.  Among tenants, who are known, one that has been left
 * alone longest is taken for whom there is none, who begins with a full one.
 * Strangers have any number of addresses, so that a flood of them could have
 * buckets without end: a bucket is taken from another only when it has filled
 * up again, which is as if it had never been; until then all who have none
 * share one.
 */
#include "rates.h"

#include <stdio.h>
#include <string.h>

#include "host.h"

#define BUCKETS 256
#define STRANGER_MINUTE 60
/* Of a minute's requests so many may come at once. */
#define BURST_SECONDS 20

struct bucket {
	int64_t when; /* it was last looked at; 0: unused */
	int64_t tenant;
	char address[46]; /* of a stranger */
	double there;     /* requests */
};

static struct bucket tenants[BUCKETS], strangers[BUCKETS], shared;

static bool is_of(const struct bucket *bucket, int64_t tenant,
		  const char *address)
{
	return bucket->when != 0 && bucket->tenant == tenant &&
	       strcmp(bucket->address, address) == 0;
}

/* Whose it is, or else the one that has been left alone longest. */
static struct bucket *bucket_of(struct bucket *buckets, int64_t tenant,
				const char *address)
{
	struct bucket *oldest = &buckets[0];

	for (int i = 0; i < BUCKETS; i++) {
		struct bucket *bucket = &buckets[i];

		if (is_of(bucket, tenant, address))
			return bucket;
		if (bucket->when < oldest->when)
			oldest = bucket;
	}
	return oldest;
}

static double burst(uint64_t minute)
{
	double most = (double)minute / 60 * BURST_SECONDS;

	return most < 1 ? 1 : most;
}

/* Up to now. */
static void fill(struct bucket *bucket, uint64_t minute)
{
	int64_t now = clock_monotonic() + 1;
	double most = burst(minute);

	if (bucket->when == 0)
		bucket->there = most;
	else
		bucket->there += (double)minute / 60 *
				 (double)(now - bucket->when) / 1000;
	if (bucket->there > most)
		bucket->there = most;
	bucket->when = now;
}

static void give(struct bucket *bucket, int64_t tenant, const char *address)
{
	bucket->when = 0;
	bucket->tenant = tenant;
	snprintf(bucket->address, sizeof bucket->address, "%s", address);
}

static unsigned take(struct bucket *bucket, uint64_t minute)
{
	fill(bucket, minute);
	if (bucket->there >= 1) {
		bucket->there -= 1;
		return 0;
	}
	if (minute == 0)
		return 60;
	return 1 + (unsigned)((1 - bucket->there) / ((double)minute / 60));
}

unsigned rate_tenant(int64_t tenant, uint64_t minute)
{
	struct bucket *bucket = bucket_of(tenants, tenant, "");

	if (!is_of(bucket, tenant, ""))
		give(bucket, tenant, "");
	return take(bucket, minute);
}

/* Has it not been used for so long that it is full? */
static bool is_idle(const struct bucket *bucket)
{
	struct bucket later = *bucket;

	fill(&later, STRANGER_MINUTE);
	return later.there >= burst(STRANGER_MINUTE);
}

unsigned rate_stranger(const char *address)
{
	struct bucket *bucket = bucket_of(strangers, 0, address);

	if (!is_of(bucket, 0, address)) {
		if (is_idle(bucket))
			give(bucket, 0, address);
		else
			bucket = &shared;
	}
	return take(bucket, STRANGER_MINUTE);
}
