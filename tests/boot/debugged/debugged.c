/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * For a debugger to look at: two threads that wait for a mutex when main()
 * comes to stop_here().
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int begun;

static void *waiter(void *argument)
{
	begun++;
	pthread_mutex_lock(&lock);
	pthread_mutex_unlock(&lock);
	return argument;
}

void stop_here(int number);

__attribute__((noinline, noclone)) void stop_here(int number)
{
	printf("%d\n", number);
}

int main(void)
{
	pthread_t threads[2];

	puts("hello");
	fflush(stdout);
	pthread_mutex_lock(&lock);
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, waiter, NULL);
	while (begun < 2)
		usleep(1000);
	usleep(1000);
	stop_here(begun);
	pthread_mutex_unlock(&lock);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
